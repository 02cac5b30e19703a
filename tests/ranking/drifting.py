"""Rounds of many rated responses, made in bulk: a judge, people beside it, and users."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from annotations.models import (
    Assignment,
    Dimension,
    Feedback,
    Item,
    Project,
    Rater,
    Response,
    Round,
    Score,
    Task,
    TaskResponse,
)
from ranking.models import Fit, Mapping
from tests.annotations.world import NOW

IDENTITY = {
    "format": "kalibre-mapping/1", "kind": "scores", "judge": "judge", "label": "", "dimension": "helpfulness",
    "scale": [1, 5], "threshold": 4, "own": "helpfulness", "method": "identity", "parameters": {"on": "helpfulness"},
    "signal": "distance",
    "interval": None, "acceptance": None, "max_half_width": None, "versions": {}, "may_stand_in": None, "reason": None,
    "n": 100, "errors": {},
}  # fmt: skip


def pinned(project: Project, scores: list | None = None) -> Mapping:
    """A judge whose scores are taken as they are."""
    judge = Rater.objects.create(project=project, name="judge", kind=Rater.Kind.JUDGE)
    fit = Fit.objects.create(project=project, report={"scores": scores or []}, created_at=NOW - timedelta(days=9))
    primary = Dimension.objects.get(rubric__project=project, is_primary=True)
    return Mapping.objects.create(
        fit=fit, judge=judge, dimension=primary, kind=Mapping.Kind.SCORES, method="identity", document=IDENTITY, n=100
    )


def rated_round(
    project: Project, count: int, *, people: Callable[[int], float], judge: Callable[[int], float] | None = None,
    raters: int = 1, split: str = "develop", state: str = Round.State.CLOSED, responses: list[Response] | None = None,
) -> Round:  # fmt: skip
    """`count` items with a response each (or the given responses again), rated by people and by the judge."""
    number = project.rounds.count() + 1
    round = Round.objects.create(project=project, number=number, state=state, closed_at=NOW + timedelta(days=number))
    if responses is None:
        items = Item.objects.bulk_create(
            Item(project=project, external_id=f"r{number}-{n}", prompt=f"question {number}-{n}", split=split)
            for n in range(count)
        )
        responses = Response.objects.bulk_create(
            Response(round=round, item=item, text=f"answer {n}", model="m", state="DONE")
            for n, item in enumerate(items)
        )
    tasks = Task.objects.bulk_create(
        Task(round=round, item=one.item, kind="RATING", seq=n, overlap=raters, taken=raters)
        for n, one in enumerate(responses)
    )
    TaskResponse.objects.bulk_create(
        TaskResponse(task=task, response=one, position=0) for task, one in zip(tasks, responses, strict=True)
    )
    for k in range(raters):
        rater = Rater.objects.get_or_create(project=project, name=f"rater {k}")[0]
        _scores(tasks, rater, people, holds=True)
    if judge is not None:
        _scores(tasks, Rater.objects.get(project=project, name="judge"), judge, holds=False)
    return round


def _scores(tasks: list[Task], rater: Rater, score: Callable[[int], float], *, holds: bool) -> None:
    primary = Dimension.objects.get(rubric__project=rater.project, is_primary=True)
    rows = Assignment.objects.bulk_create(
        Assignment(task=task, rater=rater, state="DONE", holds_place=holds, submitted_at=NOW) for task in tasks
    )
    Score.objects.bulk_create(
        Score(assignment=row, dimension=primary, value=float(np.clip(score(n), 1, 5))) for n, row in enumerate(rows)
    )


def thumbs(project: Project, responses: list[Response], ups: list[bool], *, at=NOW) -> None:
    """Users' thumbs, one for each response."""
    first = project.feedback.count()
    Feedback.objects.bulk_create(
        Feedback(project=project, key=str(first + n), response=one, thumb=1 if up else -1, said_at=at, received_at=at)
        for n, (one, up) in enumerate(zip(responses, ups, strict=True))
    )
