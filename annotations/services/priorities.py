"""Which tasks come first. Who decides it reckons elsewhere; here it is only written."""

from collections.abc import Mapping
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Round, Task
from annotations.services.errors import Invalid, Refused
from annotations.services.handout import tasks_to_tail

# Tasks of one transaction: well under a second on either database.
CHUNK = 500
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
    have come. `probabilities` are kept with the tasks: the chance with which each was chosen to come early. It writes
    in short transactions; one that is cut short is completed by the next call. Golds stay where they are.
    """
    chances = probabilities or {}
    _must_be_possible(bands, chances)
    if round.state not in {Round.State.GENERATING, Round.State.COLLECTING}:
        raise PriorityRefused(_("Round %(number)d hands out no tasks.") % {"number": round.number})
    tasks, moved = iter(sorted({*bands, *chances})), 0
    while chunk := list(islice(tasks, CHUNK)):
        moved += _write(round, {pk: bands[pk] for pk in chunk if pk in bands}, chances, chunk)
    return moved


def _must_be_possible(bands: Mapping[int, int], chances: Mapping[int, float]) -> None:
    faults = {}
    if not all(LOWEST <= band <= HIGHEST for band in bands.values()):
        faults["bands"] = _("A band lies between %(low)d and %(high)d.") % {"low": LOWEST, "high": HIGHEST}
    if not all(0 < chance <= 1 for chance in chances.values()):
        faults["probabilities"] = _("A probability lies above 0 and is at most 1.")
    if faults:
        raise PriorityInvalid(faults)


@transaction.atomic
def _write(round: Round, bands: Mapping[int, int], chances: Mapping[int, float], chunk: list[int]) -> int:
    moved = tasks_to_tail(round=round, bands=bands)
    tasks = list(Task.objects.filter(round=round, pk__in=[pk for pk in chunk if pk in chances], gold=None))
    for task in tasks:
        task.probability = chances[task.pk]
    Task.objects.bulk_update(tasks, ["probability"])
    return moved
