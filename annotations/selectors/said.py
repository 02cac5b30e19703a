"""What raters said of one task, as the pure rules know it."""

from annotations.handout.answer import Answer, Mark
from annotations.models import Assignment, Task


def answers_holding_places(task: Task) -> list[Answer]:
    """The answers that fill the task's places: people's first ones, in the order in which they came."""
    rows = Assignment.objects.filter(task=task, state=Assignment.State.DONE, holds_place=True)
    rows = rows.prefetch_related("scores__dimension", "ballots__dimension")
    return [said_of(one) for one in rows.order_by("submitted_at", "pk")]


def said_of(assignment: Assignment) -> Answer:
    """An answer without its labels that are no dimension of the rubric."""
    ballots = assignment.ballots.all()
    return Answer(
        marks={one.dimension.name: Mark(one.value, one.code) for one in assignment.scores.all() if one.dimension},
        rankings={
            one.dimension.name if one.dimension else "": one.ranking for one in ballots if not one.none_acceptable
        },
        none_acceptable=any(one.none_acceptable for one in ballots),
    )
