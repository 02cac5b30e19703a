"""Which tasks come first. Who decides it reckons elsewhere; here it is only written."""

from collections.abc import Mapping
from itertools import islice

from django.utils.translation import gettext as _

from annotations.models import Round
from annotations.services.errors import Invalid, Refused
from annotations.services.handout import Standing, tasks_move

# Tasks of one transaction: well under a second on either database.
CHUNK = 200
# What the column holds.
LOWEST, HIGHEST = -(2**15), 2**15 - 1


class PriorityInvalid(Invalid):
    """A band or a probability cannot be."""


class PriorityRefused(Refused):
    """The round is not in a state for it."""


def tasks_prioritise(
    *, round: Round, bands: Mapping[int, int], probabilities: Mapping[int, float] | None = None
) -> int:
    """This function will put tasks (by id) into bands, lower ones first, and return how many were moved.

    A task that changes its band gets a new place behind all others, so that every rater meets it, however far they
    have come. In a band they stand in the order of `bands`, and each rater begins at a place of their own.
    `probabilities` are kept with the tasks: the chance that each had to be in the random sample when it was drawn. It
    writes in short transactions; one that is cut short is completed by the next call. Golds stay where they are.
    """
    chances = probabilities or {}
    _must_be_possible(bands, chances)
    if round.state not in {Round.State.GENERATING, Round.State.COLLECTING}:
        raise PriorityRefused(_("Round %(number)d hands out no tasks.") % {"number": round.number})
    standing, tasks, moved = Standing(bands, chances), iter(dict.fromkeys([*bands, *chances])), 0
    while chunk := list(islice(tasks, CHUNK)):
        moved += tasks_move(round=round, tasks=chunk, standing=standing)
    return moved


def _must_be_possible(bands: Mapping[int, int], chances: Mapping[int, float]) -> None:
    faults = {}
    if not all(LOWEST <= band <= HIGHEST for band in bands.values()):
        faults["bands"] = _("A band lies between %(low)d and %(high)d.") % {"low": LOWEST, "high": HIGHEST}
    if not all(0 < chance <= 1 for chance in chances.values()):
        faults["probabilities"] = _("A probability lies above 0 and is at most 1.")
    if faults:
        raise PriorityInvalid(faults)
