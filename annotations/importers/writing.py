"""From the scratch tables to the real ones, in chunks under a batch."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import models

from annotations.importers.staging import ITEM_JSON, Staging, remember
from annotations.models import (
    CounterfactualSet,
    Dimension,
    ImportBatch,
    ImportedRow,
    Item,
    Rater,
    Response,
    Round,
    Task,
    TaskResponse,
)
from annotations.services.imports import CHUNK, Fill, batch_write

T = TypeVar("T")
Clock = Callable[[], datetime]
Build = Callable[[sqlite3.Row], models.Model]
# A scale with more steps than this is rated as points, not as levels.
MOST_LEVELS = 20


def chunked(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """This function will yield the rows in lists of at most that size."""
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


class Writer:
    """Writes what is new of one import. The order of calls is the order in which rows point at each other."""

    def __init__(self, staging: Staging, batch: ImportBatch, clock: Clock, progress: Callable[[str], None]) -> None:
        self.scratch, self.batch, self.clock, self.progress = staging.scratch, batch, clock, progress
        self.keys: dict[tuple[str, int], int] = {}

    def entities(self) -> None:
        """This function will write the sets, items, responses, raters and dimensions that are not here yet."""
        project = self.batch.project
        self._new(
            "sets",
            lambda row: CounterfactualSet(
                project=project, batch=self.batch, **_columns(row, "dataset", "external_id", "attribute")
            ),
        )
        self._new("items", self._item)
        self._new("responses", self._response)
        self._new("raters", self._rater)
        self._new("dimensions", self._dimension_builder())

    def tasks(self, round: Round) -> None:
        """This function will write the tasks, each with as many places as people who answered it first here."""
        for chunk in self._chunks("tasks"):
            tasks = [self._task(row, round) for row in chunk]
            links = [
                TaskResponse(task=task, response_id=self.pk("responses", key), position=position)
                for row, task in zip(chunk, tasks, strict=True)
                for position, key in enumerate(json.loads(row["responses"]))
            ]
            self._save("tasks", chunk, tasks, links)

    def digests(self) -> None:
        """This function will remember the rows, so that the same rows add nothing again."""
        rows = self.scratch.execute("SELECT digest FROM digests")
        for chunk in chunked(digest for (digest,) in rows):
            made = [ImportedRow(project=self.batch.project, batch=self.batch, digest=digest) for digest in chunk]
            batch_write(batch=self.batch, now=self.clock(), chunks=[made])

    def fills(self) -> Iterator[Fill]:
        """What the files add to rows that were here before."""
        columns = ("prompt", "language", "category", "split", "own_group", "reference", "attribute_value")
        for chunk in self._chunks("items", "pk IS NOT NULL AND changed"):
            rows = [self._filled_item(row, columns) for row in chunk]
            yield Fill(Item, (*columns, *ITEM_JSON, "counterfactual_set"), rows)
        for chunk in self._chunks("responses", "pk IS NOT NULL AND changed"):
            said = [
                (row["text"], row["model"], row["confidence"], json.loads(row["metadata"]), row["pk"]) for row in chunk
            ]
            yield Fill(Response, ("text", "model", "confidence", "metadata"), said)
        for chunk in self._chunks("dimensions", "pk IS NOT NULL AND changed"):
            scales = [(*scale_of(row).values(), row["pk"]) for row in chunk]
            yield Fill(Dimension, ("kind", "minimum", "maximum", "levels"), scales)

    def pk(self, table: str, key: int) -> int:
        """The real key of a scratch row."""
        if (known := self.keys.get((table, key))) is not None:
            return known
        found = self.scratch.execute(f"SELECT pk FROM {table} WHERE id = ?", (key,)).fetchone()  # noqa: S608
        return remember(self.keys, (table, key), int(found[0]))

    def _chunks(self, table: str, condition: str = "pk IS NULL") -> Iterator[list[sqlite3.Row]]:
        last = 0
        statement = f"SELECT * FROM {table} WHERE {condition} AND id > ? ORDER BY id LIMIT ?"  # noqa: S608
        while chunk := self.scratch.execute(statement, (last, CHUNK)).fetchall():
            last = chunk[-1]["id"]
            yield chunk

    def _new(self, table: str, build: Build) -> None:
        for chunk in self._chunks(table):
            self._save(table, chunk, [build(row) for row in chunk])

    def _save(self, table: str, chunk: list[sqlite3.Row], *made: list[Any]) -> None:
        batch_write(batch=self.batch, now=self.clock(), chunks=made)
        keys = [(row.pk, scratch["id"]) for row, scratch in zip(made[0], chunk, strict=True)]
        self.scratch.executemany(f"UPDATE {table} SET pk = ? WHERE id = ?", keys)  # noqa: S608
        self.progress(f"{table}: {chunk[-1]['id']} written")

    def _item(self, row: sqlite3.Row) -> Item:
        texts = _columns(row, "dataset", "external_id", "prompt", "language", "category", "own_group", "reference")
        return Item(
            project=self.batch.project,
            batch=self.batch,
            split=row["split"] or Item.Split.DEVELOP,
            attribute_value=row["attribute_value"],
            **{name: json.loads(row[name]) for name in ITEM_JSON},
            counterfactual_set_id=self.pk("sets", row["set_id"]) if row["set_id"] else None,
            **texts,
        )

    def _filled_item(self, row: sqlite3.Row, columns: tuple[str, ...]) -> tuple[Any, ...]:
        values = [row[name] or (Item.Split.DEVELOP if name == "split" else "") for name in columns]
        set_pk = self.pk("sets", row["set_id"]) if row["set_id"] else None
        return (*values, *(json.loads(row[name]) for name in ITEM_JSON), set_pk, row["pk"])

    def _response(self, row: sqlite3.Row) -> Response:
        return Response(
            item_id=self.pk("items", row["item"]),
            batch=self.batch,
            confidence=row["confidence"],
            metadata=json.loads(row["metadata"]),
            **_columns(row, "external_id", "text", "model"),
        )

    def _rater(self, row: sqlite3.Row) -> Rater:
        kind = Rater.Kind.JUDGE if row["is_judge"] else Rater.Kind.PERSON
        return Rater(project=self.batch.project, batch=self.batch, kind=kind, **_columns(row, "dataset", "name"))

    def _dimension_builder(self) -> Build:
        """The first dimension of a rubric without any is its primary metric."""
        rubric = self.batch.project.rubric
        here = Dimension.objects.filter(rubric=rubric).count()

        def build(row: sqlite3.Row) -> Dimension:
            nonlocal here
            here += 1
            place = {"position": here - 1, "is_primary": here == 1}
            texts = {"name": row["name"], "label": row["name"]}
            return Dimension(rubric=rubric, batch=self.batch, **texts, **scale_of(row), **place)

        return build

    def _task(self, row: sqlite3.Row, round: Round) -> Task:
        found = self.scratch.execute("SELECT places FROM places WHERE task = ?", (row["id"],)).fetchone()
        places = found["places"] if found else 0
        item = self.pk("items", row["item"])
        return Task(round=round, item_id=item, kind=row["kind"], seq=row["id"], overlap=places, taken=places)


def scale_of(row: sqlite3.Row) -> dict[str, Any]:
    """The kind and ends of a dimension's scale. Orders alone give none: points, until a score says otherwise."""
    low, high = (0.0, 100.0) if row["minimum"] is None else (row["minimum"], row["maximum"])
    levels = bool(row["whole"] and low.is_integer() and high.is_integer() and high - low <= MOST_LEVELS)
    kind = Dimension.Kind.LIKERT if levels else Dimension.Kind.PERCENT
    if levels and (low, high) == (0, 1):
        kind = Dimension.Kind.BINARY
    texts = [{"value": value, "text": ""} for value in range(int(low), int(high) + 1)] if levels else []
    return {"kind": kind, "minimum": low, "maximum": high, "levels": texts}


def _columns(row: sqlite3.Row, *names: str) -> dict[str, str]:
    return {name: row[name] for name in names}
