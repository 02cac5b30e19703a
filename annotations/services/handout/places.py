"""The places of a task: taken, given back, one more; and an assignment as its holder has it."""

from datetime import timedelta

from django.db.models import F, FloatField
from django.utils.translation import gettext as _

from annotations.models import Assignment, Gold, Participation, Rater, Round, Task
from annotations.prepared import PreparedSelect, PreparedUpdate, Slot, integer
from annotations.services.handout.ending import to_the_end
from annotations.services.handout.errors import AssignmentRefused, AssignmentUnknown

LEASE = timedelta(minutes=30)
# Stands in the metadata of an assignment that a lead gave to others.
TAKEN_AWAY = "taken_away"
State = Assignment.State

_ASSIGNMENT = PreparedSelect(
    lambda: (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("task__round", "task__gold", "rater")
        .filter(pk=integer("pk"), rater=integer("rater"), variant="")
    ),
    # Whoever reads the answers of a round that was closed waits for those that still found it open.
    sharing=Round,
)
_CLAIM = PreparedUpdate(
    lambda: Task.objects.filter(pk=integer("task"), taken__lt=F("overlap")), lambda: {"taken": F("taken") + 1}
)
_TOTALS = PreparedUpdate(
    lambda: Participation.objects.filter(round=integer("round"), rater=integer("rater")),
    lambda: {
        "done": F("done") + integer("done"),
        "skipped": F("skipped") + integer("skipped"),
        "seconds": F("seconds") + Slot("seconds", FloatField()),
        "repeats": F("repeats") + integer("repeats"),
    },
)


def assignment_locked(*, assignment_id: int, rater: Rater) -> Assignment:
    """This function will fetch and lock an assignment of the rater, with its task and round; others' are unknown."""
    assignment = _ASSIGNMENT.first(pk=assignment_id, rater=rater.pk)
    if assignment is None:
        raise AssignmentUnknown(_("You have no such assignment."))
    return assignment


def round_must_collect(round: Round) -> None:
    """This function will raise unless the round still collects answers."""
    if round.state != Round.State.COLLECTING:
        raise AssignmentRefused(_("The round does not collect answers any more. Thank you for the work you put in."))


def place_claim(task_id: int) -> bool:
    """This function will take a place of a task, if one is free."""
    return _CLAIM.run(task=task_id) == 1


def place_regain(assignment: Assignment) -> None:
    """This function will take a place again for a returned assignment, or raise if others have filled them.

    Golds and repeats hold none; a repeat is asked only while its first answer stands.
    """
    if assignment.metadata.get(TAKEN_AWAY):
        raise AssignmentRefused(_("A lead has given this task to somebody else. Nothing is needed from you."))
    if assignment.repeat:
        _first_must_stand(assignment)
    elif assignment.task.gold_id is None:
        if not place_claim(assignment.task_id):
            raise AssignmentRefused(
                _(
                    "Your time for this one ran out and somebody else has answered it meanwhile. "
                    "Nothing is needed from you."
                )
            )
        assignment.holds_place = True


def place_release(task: Task) -> None:
    """This function will free a place, and put the task behind all others, where no rater has looked yet."""
    to_the_end(task, where={"taken__gt": 0}, taken=F("taken") - 1)


def task_widen(*, task: Task) -> None:
    """This function will ask one more rater, if nobody else did meanwhile; every rater meets the task again."""
    to_the_end(task, where={"overlap": task.overlap}, overlap=F("overlap") + 1)


def participation_add(assignment: Assignment, *, done: int = 0, skipped: int = 0, seconds: float = 0) -> None:
    """This function will add to the running totals of a rater in a round. Training counts for nothing."""
    if is_training(assignment):
        return
    repeats = done if assignment.repeat else 0
    _TOTALS.run(
        round=assignment.task.round_id,
        rater=assignment.rater_id,
        done=done,
        skipped=skipped,
        seconds=seconds,
        repeats=repeats,
    )


def repeats_return(assignment: Assignment) -> None:
    """This function will take back repeats in the rater's hands of an answer that is undone."""
    if not assignment.repeat:
        again = Assignment.objects.filter(task=assignment.task_id, rater=assignment.rater_id, variant="", repeat__gt=0)
        again.filter(state=State.OPEN).update(state=State.RETURNED, lease_until=None)


def is_training(assignment: Assignment) -> bool:
    """Whether the task is there to be learned from."""
    gold = assignment.task.gold
    return gold is not None and gold.purpose == Gold.Purpose.TRAINING


def _first_must_stand(assignment: Assignment) -> None:
    first = Assignment.objects.filter(task=assignment.task_id, rater=assignment.rater_id, variant="", repeat=0)
    if not first.filter(state=State.DONE).exists():
        raise AssignmentRefused(_("This one is not asked any more. Nothing is needed from you."))
