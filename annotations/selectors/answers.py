"""What a task asks, and what a rater said of it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from annotations.handout.answer import Question, Scale
from annotations.models import Assignment, Dimension, Rater
from annotations.prepared import PreparedSelect, integer

_DIMENSIONS = PreparedSelect(
    lambda: Dimension.objects.visible().filter(rubric__project=integer("project")).order_by("position", "id")
)


def dimensions_of(project_id: int) -> list[Dimension]:
    """The dimensions of a project's rubric, in their order."""
    return _DIMENSIONS.all(project=project_id)


def scale_of(dimension: Dimension) -> Scale:
    """A dimension as the pure rules know it."""
    return Scale(
        name=dimension.name,
        kind=dimension.kind,
        minimum=dimension.minimum,
        maximum=dimension.maximum,
        codes=tuple(level["code"] for level in dimension.levels if "code" in level),
    )


def question_of(assignment: Assignment, dimensions: Sequence[Dimension]) -> Question:
    """What the assignment asks."""
    return Question(
        kind=assignment.task.kind,
        responses=tuple(assignment.shown or []),
        scales=tuple(scale_of(dimension) for dimension in dimensions),
        per_dimension=assignment.task.round.per_dimension,
    )


def answer_raw(assignment: Assignment) -> dict[str, Any]:
    """What was said, in the shape in which it was sent."""
    scores = {
        score.dimension.name: score.code or score.value
        for score in assignment.scores.select_related("dimension").order_by("dimension__position", "id")
        if score.dimension is not None
    }
    if scores:
        return {"scores": scores}
    said: dict[str, Any] = {}
    for ballot in assignment.ballots.select_related("dimension").order_by("id"):
        if ballot.none_acceptable:
            said["none_acceptable"] = True
        elif ballot.dimension is None:
            said["ranking"] = ballot.ranking
        else:
            said.setdefault("rankings", {})[ballot.dimension.name] = ballot.ranking
    return said


def answers_of(rater: Rater) -> QuerySet[Assignment]:
    """A rater's own answers, the last first."""
    done = Assignment.objects.filter(rater=rater, state=Assignment.State.DONE, variant="")
    return done.select_related("task__item", "task__round").order_by("-submitted_at", "-pk")
