"""Known answers against what raters say: how right it was, what they are told, and when they are paused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from annotations.handout.answer import Answer
from annotations.handout.marking import share_met
from annotations.handout.policy import Policy
from annotations.models import Assignment, Dimension, Membership, Participation
from annotations.selectors.answers import question_of
from annotations.services.handout import is_training
from annotations.services.members import member_pause

State = Assignment.State


@dataclass(frozen=True)
class Feedback:
    """What is told after a training answer: how far it was right (0 to 1), the right answer as sent, and why."""

    correct: float | None
    answer: dict[str, Any]
    explanation: str


def feedback_of(assignment: Assignment) -> Feedback | None:
    """This function will give the feedback on a training answer; None for any other."""
    gold = assignment.task.gold
    if gold is None or not is_training(assignment):
        return None
    return Feedback(assignment.correct, gold.answer, gold.explanation)


def check_mark(assignment: Assignment, dimensions: Sequence[Dimension], said: Answer) -> float | None:
    """This function will tell how far an answer meets the known one; None where none is known."""
    gold = assignment.task.gold
    if gold is None:
        return None
    return share_met(question_of(assignment, dimensions), gold.answer, said, tolerance=gold.tolerance)


def check_count(assignment: Assignment, *, now: datetime) -> None:
    """This function will add an answered check to its rater's accuracy, and pause them where it is too low."""
    if assignment.correct is None or is_training(assignment):
        return
    own = _totals(assignment)
    own.update(checked=F("checked") + 1, right=F("right") + assignment.correct)
    policy = Policy.read(assignment.task.round.policy)
    if policy.accuracy_floor is None:
        return
    totals = own.first()
    if totals and totals.checked >= policy.accuracy_after and totals.right < policy.accuracy_floor * totals.checked:
        _pause(assignment, now)


def check_take_back(assignment: Assignment) -> None:
    """This function will take an undone check out of its rater's accuracy, if it still counts there."""
    if _counts(assignment):
        _totals(assignment).update(checked=F("checked") - 1, right=_within(F("right") - assignment.correct, 1))


def check_recount(assignment: Assignment, correct: float | None) -> None:
    """This function will mark a changed answer anew."""
    if assignment.correct is None or correct is None:
        return
    if _counts(assignment):
        _totals(assignment).update(right=_within(F("right") + (correct - assignment.correct), 0))
    assignment.correct = correct
    assignment.save(update_fields=["correct"])


def _counts(assignment: Assignment) -> bool:
    """Whether a check is one of those since the rater was last let in: the latest `checked` of them."""
    if assignment.correct is None or is_training(assignment):
        return False
    totals = _totals(assignment).first()
    later = Q(submitted_at__gt=assignment.submitted_at) | Q(submitted_at=assignment.submitted_at, pk__gt=assignment.pk)
    checks = Assignment.objects.filter(later, rater=assignment.rater_id, task__round=assignment.task.round_id)
    checks = checks.filter(state=State.DONE, variant="", correct__isnull=False).exclude(
        task__gold__purpose=assignment.task.gold.Purpose.TRAINING if assignment.task.gold else ""
    )
    return totals is not None and checks.count() < totals.checked


def _within(value: Any, fewer: int) -> Any:
    """Sums of parts drift by a billionth; a total stays between none and all right."""
    return Greatest(Least(value, (F("checked") - fewer) * 1.0), 0.0)


def _totals(assignment: Assignment) -> Any:
    return Participation.objects.filter(round=assignment.task.round_id, rater=assignment.rater_id)


def _pause(assignment: Assignment, now: datetime) -> None:
    rater = assignment.rater
    membership = Membership.objects.filter(project=rater.project_id, user=rater.user_id, paused=False).first()
    if membership is not None:
        member_pause(membership=membership, because=Membership.Because.ACCURACY, now=now)
