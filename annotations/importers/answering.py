"""From scratch answers to assignments with their scores and ballots."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from annotations.importers.staging import Staging
from annotations.importers.writing import Writer, chunked
from annotations.models import Assignment, Ballot, Participation, Project, Round, Score
from annotations.selectors.imports import answers_earlier
from annotations.services.imports import CHUNK, batch_write

NUMBERED = """
INSERT INTO repeats
SELECT a.id, a.task, a.rater, a.is_judge, a.variant, COALESCE(e.answers, 0) - 1 + ROW_NUMBER() OVER (
    PARTITION BY a.task, a.rater, a.variant, a.name ORDER BY a.file, a.row)
FROM answers a LEFT JOIN earlier e
    ON e.task = a.task AND e.rater = a.rater AND e.variant = a.variant AND e.name = a.name
"""
PLACES = """
INSERT INTO places SELECT task, COUNT(DISTINCT rater) FROM repeats WHERE repeat = 0 AND NOT is_judge GROUP BY task
"""
BY_ASSIGNMENT = """
SELECT a.*, n.repeat, t.pk AS task_pk, p.pk AS rater_pk
FROM repeats n JOIN answers a ON a.id = n.answer JOIN tasks t ON t.id = n.task JOIN raters p ON p.id = n.rater
ORDER BY n.task, n.rater, n.variant, n.repeat, a.file, a.row
"""
ITEMS_AT_ONCE = 200
Rows = list[sqlite3.Row]


def answers_number(staging: Staging, project: Project) -> None:
    """This function will number each rater's answers to the same task and dimension, after those already here."""
    if project.pk:
        _know_earlier(staging)
    staging.scratch.execute(NUMBERED)
    staging.scratch.execute(PLACES)


def _know_earlier(staging: Staging) -> None:
    scratch = staging.scratch
    raters = [pk for (pk,) in scratch.execute("SELECT DISTINCT r.pk FROM answers a JOIN raters r ON r.id = a.rater")]
    raters = [pk for pk in raters if pk]
    items = scratch.execute("SELECT DISTINCT i.pk FROM tasks t JOIN items i ON i.id = t.item WHERE i.pk IS NOT NULL")
    for chunk in chunked([pk for (pk,) in items] if raters else [], ITEMS_AT_ONCE):
        tasks = _tasks_here(scratch, chunk)
        for row in answers_earlier(chunk, raters):
            task = tasks.get((row.item_pk, row.is_rating, row.responses))
            rater = scratch.execute("SELECT id FROM raters WHERE pk = ?", (row.rater_pk,)).fetchone()[0]
            if task is not None:
                scratch.execute(
                    "INSERT INTO earlier VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT DO UPDATE SET answers = MAX(answers, excluded.answers)",
                    (task, rater, row.variant, row.name, row.answers),
                )


def _tasks_here(scratch: sqlite3.Connection, items: list[int]) -> dict[tuple[int, bool, frozenset[int]], int]:
    """Scratch tasks of items that are here, by item, kind and the real keys of their responses."""
    rows = scratch.execute(
        "SELECT t.id, t.kind, i.pk AS item, r.pk AS response FROM tasks t JOIN items i ON i.id = t.item,"
        " json_each(t.responses) j JOIN responses r ON r.id = j.value"
        " WHERE i.pk IN (SELECT value FROM json_each(?)) ORDER BY t.id",
        (json.dumps(items),),
    )
    found: dict[tuple[int, bool, frozenset[int]], int] = {}
    for task, group in groupby(rows, key=lambda row: row["id"]):
        parts = list(group)
        if all(part["response"] is not None for part in parts):
            key = (parts[0]["item"], parts[0]["kind"] == "RATING", frozenset(part["response"] for part in parts))
            found[key] = task
    return found


def answers_write(writer: Writer, round: Round) -> None:
    """This function will write the assignments, scores and ballots of the round, and people's part in it."""
    dimensions = {row["name"]: row["pk"] for row in writer.scratch.execute("SELECT name, pk FROM dimensions")}
    done: dict[int, int] = {}
    written = 0
    for chunk in _by_size(_grouped(writer.scratch)):
        made = [_assignment(writer, rows) for rows in chunk]
        said = [
            _said(writer, assignment, row, rows, dimensions)
            for assignment, rows in zip(made, chunk, strict=True)
            for row in rows
        ]
        scores = [answer for answer in said if isinstance(answer, Score)]
        ballots = [answer for answer in said if isinstance(answer, Ballot)]
        batch_write(batch=writer.batch, now=writer.clock(), chunks=[made, scores, ballots])
        for rows in chunk:
            if not rows[0]["is_judge"]:
                done[rows[0]["rater_pk"]] = done.get(rows[0]["rater_pk"], 0) + 1
        written += len(said)
        writer.progress(f"answers: {written} written")
    parts = [Participation(round=round, rater_id=rater, done=number) for rater, number in done.items()]
    for part in chunked(parts):
        batch_write(batch=writer.batch, now=writer.clock(), chunks=[part])


def _by_size(groups: Iterator[Rows]) -> Iterator[list[Rows]]:
    """Assignments until they and their scores or ballots make a chunk."""
    chunk: list[Rows] = []
    size = 0
    for rows in groups:
        chunk.append(rows)
        size += 1 + len(rows)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _grouped(scratch: sqlite3.Connection) -> Iterator[Rows]:
    """The rows of one assignment after the other: one rater's n-th answers to one task."""
    rows = scratch.execute(BY_ASSIGNMENT)
    for _key, group in groupby(rows, key=lambda row: (row["task"], row["rater"], row["variant"], row["repeat"])):
        yield list(group)


def _assignment(writer: Writer, rows: Rows) -> Assignment:
    """What all rows say alike stands on the assignment."""
    first = rows[0]
    shown = json.loads(first["shown"]) if first["shown"] and _alike(rows, "shown") else None
    return Assignment(
        task_id=first["task_pk"],
        rater_id=first["rater_pk"],
        variant=first["variant"],
        repeat=first["repeat"],
        state=Assignment.State.DONE,
        holds_place=not first["is_judge"] and first["repeat"] == 0,
        shown=shown and [writer.pk("responses", key) for key in shown],
        metadata=_common([json.loads(row["metadata"]) for row in rows]),
    )


def _said(
    writer: Writer, assignment: Assignment, row: sqlite3.Row, rows: Rows, dimensions: dict[str, int]
) -> Score | Ballot:
    """A row's score or ballot. What it says otherwise than the assignment's other rows stays in its `raw`."""
    raw = json.loads(row["raw"])
    own = {name: value for name, value in json.loads(row["metadata"]).items() if name not in assignment.metadata}
    if own:
        raw["metadata"] = own
    dimension = dimensions.get(row["name"])
    named: dict[str, Any] = {"dimension_id": dimension, "label": "" if dimension else row["name"], "raw": raw}
    unreadable = bool(row["unreadable"])
    if row["ranking"] is None:
        return Score(assignment=assignment, value=row["value"], unreadable=unreadable, **named)
    if row["shown"] and not _alike(rows, "shown"):
        raw["shown"] = [writer.pk("responses", key) for key in json.loads(row["shown"])]
    ranking = [[writer.pk("responses", key) for key in tie] for tie in json.loads(row["ranking"])]
    return Ballot(assignment=assignment, ranking=ranking, unreadable=unreadable, **named)


def _alike(rows: Rows, column: str) -> bool:
    return len({row[column] for row in rows}) == 1


def _common(said: list[dict[str, Any]]) -> dict[str, Any]:
    """The fields on which all rows agree."""
    first, *others = said
    if not others:
        return first
    return {name: value for name, value in first.items() if all(_same(row, name, value) for row in others)}


def _same(row: dict[str, Any], name: str, value: Any) -> bool:
    return name in row and row[name] == value
