"""People's scores of responses made at several temperatures, as the rows of the model of temperatures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from annotations.models import Assignment, Dimension, Item, PromptTemplate, Rater, Response, Round, Score, Task
from annotations.selectors.counted import counted
from ranking.selectors.draws import draws_of
from ranking.selectors.learnable import may_learn_from, tested_texts
from ranking.stats.temperature.rows import Rows


@dataclass(frozen=True)
class Scored:
    """One response that people scored; `scores` are their means by dimension key, in points."""

    response: int
    category: str
    temperature: float
    block: tuple[str, int]
    text: str
    scores: dict[int, float]
    answers: int


def scored_of(template: PromptTemplate, dimensions: Sequence[Dimension]) -> list[Scored]:
    """The responses of a template's versions that people scored on all the dimensions, in finished rounds.

    Items of split develop alone, and none whose group or input also stands in another split: what is chosen by these
    scores is tested on the others. First answers alone, and of rounds whose order adapted the random sample; rounds on
    chosen items are left out, which are no sample of the items.
    """
    rounds = _rounds(template)
    sums = _sums(rounds, template, dimensions)
    tested = tested_texts(template.project)
    found = []
    for row in _responses(rounds, template).iterator(chunk_size=2000):
        means = {one.pk: sums[row.pk][one.pk] for one in dimensions if one.pk in sums.get(row.pk, {})}
        if len(means) < len(dimensions) or not may_learn_from(row.item, tested):
            continue
        found.append(
            Scored(
                row.pk, row.item.category, float(row.temperature or 0), (row.item.group, row.version_id or 0), row.text,
                {key: total / n for key, (total, n) in means.items()}, max(n for _, n in means.values()),
            )
        )  # fmt: skip
    return found


def _rounds(template: PromptTemplate) -> QuerySet[Round]:
    rows = Round.objects.answered().filter(project=template.project_id, versions__template=template, chosen=[])
    return rows.distinct()


def rows_of(scored: Sequence[Scored], values: Sequence[float], grid: Sequence[float] = ()) -> Rows:
    """The rows of the model; `values` (n,) are of the objective, `grid` temperatures that may not have been tried."""
    temperatures = sorted({*(one.temperature for one in scored), *grid})
    categories = sorted({one.category for one in scored})
    blocks: dict[tuple[str, int], int] = {}
    return Rows(
        categories=tuple(categories), temperatures=tuple(temperatures),
        category=np.array([categories.index(one.category) for one in scored], dtype=np.int64),
        temperature=np.array([temperatures.index(one.temperature) for one in scored], dtype=np.int64),
        block=np.array([blocks.setdefault(one.block, len(blocks)) for one in scored], dtype=np.int64),
        value=np.array(values, dtype=float),
    )  # fmt: skip


def _responses(rounds: QuerySet[Round], template: PromptTemplate) -> QuerySet[Response]:
    rows = Response.objects.visible().filter(
        round__in=rounds, state=Response.State.DONE, version__template=template, temperature__isnull=False,
        item__split=Item.Split.DEVELOP, item__in=Item.objects.visible().filter(project=template.project_id),
    )  # fmt: skip
    return rows.select_related("item").defer("item__reference").order_by("pk")


def _sums(
    rounds: QuerySet[Round], template: PromptTemplate, dimensions: Sequence[Dimension]
) -> dict[int, dict[int, tuple[float, int]]]:
    """{response: {dimension: (sum, answers)}}."""
    draws, overlaps = draws_of(rounds), dict(rounds.values_list("pk", "overlap"))
    rows = (
        Score.objects.filter(
            counted("assignment__"), assignment__task__round__in=rounds, assignment__task__kind=Task.Kind.RATING,
            assignment__task__item__split=Item.Split.DEVELOP, assignment__state=Assignment.State.DONE,
            assignment__repeat=0, assignment__rater__kind=Rater.Kind.PERSON, value__isnull=False,
            dimension__in=[one.pk for one in dimensions],
            assignment__task__task_responses__response__version__template=template,
        )
        .order_by("assignment_id")
        .values_list(
            "assignment_id", "assignment__task_id", "assignment__task__round_id",
            "assignment__task__task_responses__response_id", "dimension_id", "value",
        )
    )  # fmt: skip
    found: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
    asked: Counter[int] = Counter()
    counts: dict[int, bool] = {}
    for assignment, task, round, response, dimension, value in rows.iterator(chunk_size=5000):
        if assignment not in counts:
            asked[task] += 1
            draw = draws.get(round)
            counts[assignment] = draw is None or draw.counts(task, asked[task], overlaps[round])
        if counts[assignment] and value is not None:
            total, n = found[response].get(dimension, (0.0, 0))
            found[response][dimension] = (total + value, n + 1)
    return found
