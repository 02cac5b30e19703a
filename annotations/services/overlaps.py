"""One more rater where those who answered part; a reviewer where they part to the last."""

from collections.abc import Sequence
from datetime import datetime

from annotations.handout.agreement import agreement_of
from annotations.handout.policy import Policy
from annotations.models import Adjudication, Assignment, Dimension, Task
from annotations.selectors.answers import scale_of
from annotations.selectors.said import answers_holding_places
from annotations.services.handout import task_widen


def overlap_reconsider(assignment: Assignment, dimensions: Sequence[Dimension], *, now: datetime) -> None:
    """This function will look at a task whose every place is answered, and ask one more where its answers part.

    The task is locked first, so that of two last answers at once the later one sees both. Nothing is taken back when
    an edit makes raters agree: somebody may hold the place already.
    """
    if not assignment.holds_place or not assignment.task.round.policy:
        return
    policy = Policy.read(assignment.task.round.policy)
    if policy.overlap_cap is None and not policy.adjudicate:
        return
    task = Task.objects.select_for_update().get(pk=assignment.task_id)
    answers = answers_holding_places(task)
    if len(answers) < task.overlap:
        return
    agreement = agreement_of(task.kind, answers, [scale_of(one) for one in dimensions])
    if agreement is None or agreement >= policy.agreement_floor:
        return
    if policy.overlap_cap is not None and task.overlap < policy.overlap_cap:
        task_widen(task=task)
    elif policy.adjudicate:
        Adjudication.objects.get_or_create(
            task=task,
            defaults={"reason": Adjudication.Reason.DISAGREEMENT, "agreement": agreement, "created_at": now},
        )
