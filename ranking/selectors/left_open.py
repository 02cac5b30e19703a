"""What a look at a test left open, in a few words: badges of lists and pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ranking.models import Confirmation, ConfirmationLook


def state_in_words(test: Confirmation) -> str:
    """The state of a test; of one that ended without telling, which questions are open and what lacks."""
    newest = test.newest if test.state == Confirmation.State.INCONCLUSIVE else None
    return (newest and _open(newest)) or str(test.get_state_display())


def outcome_in_words(look: ConfirmationLook) -> str:
    """The outcome of a look; where it does not tell, which questions are open and what lacks."""
    more = look.outcome == ConfirmationLook.Outcome.MORE
    return (_open(look) if more else "") or str(look.get_outcome_display())


def _open(look: ConfirmationLook) -> str:
    """Empty where the gain is open for want of answers alone: that is what the state itself says."""
    figures = look.figures
    names, lacking = _questions(figures), _lacking(figures.get("needs"))
    if not names or (not figures["primary"]["passed"] and not lacking):
        return ""
    told = _("Open: %(questions)s") % {"questions": ", ".join(names)}
    return f"{told} · {lacking}" if lacking else told


def _questions(figures: dict[str, Any]) -> list[str]:
    """What a promotion waits for, each once, in the order of the plan."""
    primary = figures.get("primary")
    if primary is None:
        return []
    names = [] if primary["passed"] else [_("gain")]
    names += [guard["name"] for guard in figures.get("guards", ()) if not guard["passed"]]
    names += [_("bias gap") for gap in figures.get("gaps", ()) if not gap["passed"]]
    return list(dict.fromkeys(names))


def _lacking(needs: dict[str, Any] | None) -> str:
    """How many units the split has too few, else the plan; empty where more answers to the same would do."""
    if needs is None:
        return ""
    there = needs["there"] if needs["needed"] > needs["there"] else needs["planned"]
    n = needs["needed"] - there
    if n <= 0:
        return ""
    if needs["of"] == "sets":
        return ngettext("about %(n)d more set needed", "about %(n)d more sets needed", n) % {"n": n}
    return ngettext("about %(n)d more item needed", "about %(n)d more items needed", n) % {"n": n}
