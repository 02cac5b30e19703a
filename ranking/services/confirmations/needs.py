"""What it would take to tell: how many items, or sets of items, beside how many there are."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ranking.models import Confirmation
from ranking.selectors.confirming import Question, Standing
from ranking.selectors.plans import evaluate_items, sets_of, units_of
from ranking.stats.decide.needed import units_needed
from ranking.stats.decide.verdict import FAR

ITEMS, SETS = "items", "sets"


@dataclass(frozen=True)
class Need:
    """What one open question takes by the test at the end: `needed` units, where the test has `planned` of them and the
    split `there`. Units are items (of one group together), or counterfactual sets, of which `one`, `other` and `name`
    say the two values and the dimension."""

    of: str
    needed: int
    planned: int
    there: int
    name: str = ""
    one: str = ""
    other: str = ""


def open_questions(standing: Standing) -> list[Question]:
    """What a promotion waits for: the gain where it is not shown, and each guard that is not shown to hold."""
    asked = (standing.primary, *standing.guards)
    return [one for one in asked if one.found is None or not one.found.tested.passed]


def need_beyond(confirmation: Confirmation, standing: Standing) -> Need | None:
    """The question that lies furthest beyond what there is: no further answers to the same items would tell it.

    Before the end that is what the plan has, after it what the split has. None where all fit, or where no number would
    do.
    """
    items = evaluate_items(confirmation.project)
    sets: dict[tuple[str, ...], int] = {(one.attribute, *one.values): one.sets for one in sets_of(items)}
    needs = [_need(question, units_of(items), sets) for question in open_questions(standing)]
    if any(need is None or need.needed > FAR * max(need.planned, 1) for need in needs):
        return None
    over = [
        need for need in needs if need is not None and need.needed > (need.there if standing.over else need.planned)
    ]
    return max(over, key=lambda need: need.needed / max(need.there, 1), default=None)


def need_kept(need: Need | None) -> dict[str, Any] | None:
    """As a look keeps it."""
    return asdict(need) if need else None


def _need(question: Question, items: int, sets: dict[tuple[str, ...], int]) -> Need | None:
    found = question.found
    if found is None:
        return None
    needed = units_needed(found.effect, found.spread, found.tested.alpha)
    if needed is None:
        return None
    needed = int(float(f"{needed:.2g}"))
    if question.kind != "gap":
        return Need(ITEMS, needed, found.planned, items, question.name)
    one, other = (question.asked["values"] or ["", ""])[:2]
    there = sets.get((question.asked["attribute"], *sorted((one, other))), found.planned)
    return Need(SETS, needed, found.planned, there, question.name, one, other)
