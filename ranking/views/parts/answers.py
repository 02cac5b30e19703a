"""How much the figures stand on."""

from typing import Any

from django.utils.translation import gettext as _

from ranking.views.parts.base import Reading


def answers(reading: Reading) -> dict[str, Any]:
    """(label, count) of all that was counted; what is none is left out, but for items and answers."""
    names = {
        "items": _("Items"), "responses": _("Responses"), "answers": _("Answers"), "raters": _("People"),
        "judges": _("Judges"), "repeats": _("Repeats"), "unreadable": _("Unreadable"),
    }  # fmt: skip
    counts = reading.report["counts"]
    shown = [(label, counts[key]) for key, label in names.items() if counts.get(key) or key in ("items", "answers")]
    return {"counts": shown}
