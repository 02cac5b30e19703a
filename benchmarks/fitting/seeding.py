"""Finished projects of a million answers, made inside the database: every row like one that the models made."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db import connection, models

from annotations.models import (
    Assignment,
    Ballot,
    Dimension,
    Item,
    Project,
    Rater,
    Response,
    Round,
    Rubric,
    Score,
    Task,
    TaskResponse,
)
from benchmarks.fitting.arrays import CONTESTANTS, RATERS, RATINGS_EACH, Compared, Rated

RESPONSES_PER_ITEM = 10
PROMPTS = 100
TEXT = "An answer of some words, as models give them, that is neither short nor long. "


def rated_project(slug: str, said: Rated) -> Project:
    """Five scores of each response and a judge's, ten responses to an item, each of another model."""
    project, round, raters = _project(slug)
    dimension = Dimension.objects.get(rubric__project=project)
    responses = len(said.score) // RATINGS_EACH
    _items_and_responses(project, responses, RESPONSES_PER_ITEM)
    _tasks(round, "RATING", responses, overlap=RATINGS_EACH, in_each=1)
    _drawn({"task": said.response, "rater": said.rater, "score": said.score.astype(int)})
    first = _assignments(round, raters)
    _scores(dimension, first, "score")
    judge = Rater.objects.create(project=project, name="judge", kind=Rater.Kind.JUDGE)
    _drawn({"task": np.arange(responses), "rater": np.full(responses, judge.pk - raters), "score": said.judge})
    _scores(dimension, _assignments(round, raters, holds_place=False), "score")
    return project


def compared_project(slug: str, said: Compared) -> Project:
    """Choices between two of a thousand contestants, each of whom answered a hundred prompts."""
    project, round, raters = _project(slug)
    n = len(said.pairs.one)
    _items_and_responses(project, CONTESTANTS * PROMPTS, CONTESTANTS)
    prompt = said.prompt % PROMPTS
    one, two = (prompt * CONTESTANTS + side for side in (said.pairs.one, said.pairs.two))
    _tasks(round, "COMPARISON", n, overlap=1, in_each=0)
    outcome = (2 * said.pairs.outcome).astype(int)
    _drawn({"task": np.arange(n), "rater": said.rater, "one": one, "two": two, "outcome": outcome})
    base, task = _first(Response, item__project=project), _first(Task, round=round)
    like = TaskResponse.objects.create(task_id=task, response_id=base, position=9)
    for place, side in enumerate(("one", "two")):
        _copy(like, "drawn", task_id=f"{task} + drawn.place", response_id=f"{base} + drawn.{side}", position=str(place))
    like.delete()
    first = _assignments(round, raters)
    ballot = Ballot.objects.create(assignment_id=first - 1)
    a, b = f"({base} + drawn.one)", f"({base} + drawn.two)"
    _copy(
        ballot, "drawn", assignment_id=f"{first} + drawn.place",
        ranking=f"CASE drawn.outcome WHEN 2 THEN '[[' || {a} || '],[' || {b} || ']]' "
        f"WHEN 0 THEN '[[' || {b} || '],[' || {a} || ']]' ELSE '[[' || {a} || ',' || {b} || ']]' END",
    )  # fmt: skip
    ballot.delete()
    _forget(first)
    return project


def _project(slug: str) -> tuple[Project, Round, int]:
    project = Project.objects.create(slug=slug, name=slug)
    Dimension.objects.create(rubric=Rubric.objects.create(project=project), name="quality", is_primary=True)
    round = Round.objects.create(project=project, number=1, state=Round.State.CLOSED, overlap=RATINGS_EACH)
    raters = Rater.objects.bulk_create(Rater(project=project, name=f"rater {k}") for k in range(RATERS))
    return project, round, raters[0].pk


def _items_and_responses(project: Project, responses: int, in_each: int) -> None:
    """Items numbered from 0, and so many responses of each, the k-th by model k."""
    _numbers(responses)
    like = Item.objects.create(project=project, external_id="like")
    items = f"(SELECT place FROM numbers WHERE place < {responses // in_each}) AS numbers"
    name = "'prompt ' || numbers.place"
    _copy(like, items, external_id=name, prompt=name)
    first = like.pk + 1
    text = f"'{TEXT}' || substr('{TEXT * 3}', 1, 1 + (numbers.place * 37) % 200)"
    model = f"'model ' || (numbers.place % {in_each})"
    made = Response.objects.create(item=like, external_id="like", text="-", model="-")
    _copy(
        made, "numbers", item_id=f"{first} + numbers.place / {in_each}", external_id="'r' || numbers.place", text=text,
        model=model,
    )  # fmt: skip
    made.delete()
    like.delete()


def _tasks(round: Round, kind: str, count: int, *, overlap: int, in_each: int) -> None:
    _numbers(count)
    item = Item.objects.filter(project=round.project).order_by("pk").first()
    like = Task.objects.create(round=round, item=item, kind=kind, seq=-1, overlap=overlap, taken=overlap)
    _copy(like, "numbers", seq="numbers.place", item_id=_item_of(round, kind))
    first = like.pk + 1
    if in_each:
        base = _first(Response, item__project=round.project)
        link = TaskResponse.objects.create(task=like, response_id=base, position=0)
        _copy(link, "numbers", task_id=f"{first} + numbers.place", response_id=f"{base} + numbers.place")
        link.delete()
    like.delete()


def _item_of(round: Round, kind: str) -> str:
    first = _first(Item, project=round.project)
    return (
        f"{first} + numbers.place / {RESPONSES_PER_ITEM}"
        if kind == "RATING"
        else f"{first} + numbers.place % {PROMPTS}"
    )


def _scores(dimension: Dimension, first: int, column: str) -> None:
    """A score for each row of `drawn`, whose assignments begin at `first`."""
    like = Score.objects.create(assignment_id=first - 1, dimension=dimension, value=0)
    _copy(like, "drawn", assignment_id=f"{first} + drawn.place", value=f"drawn.{column}")
    like.delete()
    _forget(first)


def _assignments(round: Round, raters: int, *, holds_place: bool = True) -> int:
    """One done assignment for each row of `drawn`; its key is the one given back plus the row's place."""
    task = _first(Task, round=round)
    like = Assignment.objects.create(
        task_id=task, rater_id=raters, state="DONE", holds_place=holds_place, repeat=9, variant="like"
    )
    _copy(like, "drawn", task_id=f"{task} + drawn.task", rater_id=f"{raters} + drawn.rater", repeat="0", variant="''")
    return like.pk + 1


def _forget(first: int) -> None:
    Assignment.objects.filter(pk=first - 1).delete()


def _first(model: type[models.Model], **of: Any) -> int:
    return int(model._default_manager.filter(**of).order_by("pk").values_list("pk", flat=True)[0])


def _copy(like: models.Model, source: str, **expressions: str) -> None:
    """For each row of a table (in the order of its `place`) a row like the given one but for some columns."""
    quote = connection.ops.quote_name
    columns = [field.column for field in like._meta.local_concrete_fields if not field.primary_key]
    chosen = [expressions.get(column, f"model.{quote(column)}") for column in columns]
    table, names = quote(like._meta.db_table), ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(chosen)} FROM {source}, "
            f"(SELECT * FROM {table} WHERE id = %s) AS model ORDER BY place",
            [like.pk],
        )


def _numbers(count: int) -> None:
    """A table of places from 0."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS numbers")
        cursor.execute("CREATE TEMPORARY TABLE numbers (place INTEGER)")
        cursor.execute(
            "INSERT INTO numbers WITH RECURSIVE counted(place) AS "
            "(SELECT 0 UNION ALL SELECT place + 1 FROM counted WHERE place < %s - 1) SELECT place FROM counted",
            [count],
        )


def _drawn(columns: dict[str, np.ndarray]) -> None:
    """A table of what was drawn, a row a place."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS drawn")
        cursor.execute(
            f"CREATE TEMPORARY TABLE drawn (place INTEGER, {', '.join(f'{name} INTEGER' for name in columns)})"
        )
        rows = zip(
            range(len(next(iter(columns.values())))), *(column.tolist() for column in columns.values()), strict=True
        )
        cursor.executemany(f"INSERT INTO drawn VALUES ({', '.join(['%s'] * (len(columns) + 1))})", list(rows))
