"""Stores what a judge said of a task: an answered assignment without a place, with its scores or ballots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from annotations.judging.questions import Question
from annotations.judging.verdict import OrderVerdict, ScoreVerdict, Verdict
from annotations.models import Assignment, Ballot, Dimension, Rater, Score, Task


@dataclass(frozen=True)
class Judged:
    """One answered question about one task; `metadata` tells the model, its tokens and its time."""

    task: Task
    question: Question
    verdicts: tuple[Verdict, ...]
    text: str
    seconds: float | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def verdicts_store(
    *, rater: Rater, judged: Sequence[Judged], dimensions: Mapping[str, Dimension], now: datetime
) -> int:
    """This function will store verdicts; one that stands already (a repeated delivery) stays. Returns how many."""
    return sum(_store(rater, one, dimensions, now) for one in judged)


def _store(rater: Rater, judged: Judged, dimensions: Mapping[str, Dimension], now: datetime) -> int:
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                task=judged.task,
                rater=rater,
                variant=judged.question.variant,
                state=Assignment.State.DONE,
                shown=list(judged.question.shown.ids),
                created_at=now,
                submitted_at=now,
                seconds=judged.seconds,
                metadata=dict(judged.metadata),
            )
    except IntegrityError:
        return 0
    scores = [one for one in judged.verdicts if isinstance(one, ScoreVerdict)]
    orders = [one for one in judged.verdicts if isinstance(one, OrderVerdict)]
    Score.objects.bulk_create(_score(assignment, one, dimensions, judged.text) for one in scores)
    Ballot.objects.bulk_create(_ballot(assignment, one, dimensions, judged) for one in orders)
    return 1


def _score(assignment: Assignment, verdict: ScoreVerdict, dimensions: Mapping[str, Dimension], text: str) -> Score:
    return Score(
        assignment=assignment,
        dimension=dimensions[verdict.scale],
        value=verdict.value,
        code=verdict.code,
        unreadable=bool(verdict.unreadable),
        raw=_raw(verdict, text),
    )


def _ballot(
    assignment: Assignment, verdict: OrderVerdict, dimensions: Mapping[str, Dimension], judged: Judged
) -> Ballot:
    if judged.task.kind == Task.Kind.BEST_WORST:
        verdict = best_worst(verdict)
    return Ballot(
        assignment=assignment,
        dimension=dimensions[verdict.scale] if verdict.scale is not None else None,
        ranking=[list(group) for group in verdict.ranking],
        none_acceptable=verdict.none_acceptable,
        unreadable=bool(verdict.unreadable),
        raw=_raw(verdict, judged.text),
    )


def best_worst(verdict: OrderVerdict) -> OrderVerdict:
    """This function will keep of a full order what a best-worst task asks: one best, one worst, the others tied."""
    if verdict.unreadable or verdict.none_acceptable:
        return verdict
    groups = verdict.ranking
    if len(groups) < 3 or len(groups[0]) != 1 or len(groups[-1]) != 1:
        return OrderVerdict(verdict.scale, unreadable="no single best and single worst")
    others = tuple(response for group in groups[1:-1] for response in group)
    return OrderVerdict(verdict.scale, (groups[0], others, groups[-1]))


def _raw(verdict: Verdict, text: str) -> dict[str, str]:
    """The judge's own words, and why they could not be read."""
    return {"text": text[:4000]} | ({"unreadable": verdict.unreadable} if verdict.unreadable else {})
