"""Rows of the database as columns, a chunk at a time: a million rows are never a million objects at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from django.db import connections
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from ranking.stats.arrays import Bools, Floats, Ints

_CHUNK = 20_000
_EMPTY = ("{}", "null", None)


class Places:
    """Where each thing stands among those under look, by its key."""

    def __init__(self, keys: Iterable[int]) -> None:
        found = np.fromiter(keys, dtype=np.int64)
        self._order = np.argsort(found, kind="stable")
        self._keys = found[self._order]

    def of(self, keys: Ints) -> Ints:
        """The places (n,) of keys (n,), -1 for those that are not under look."""
        if not len(self._keys):
            return np.full(len(keys), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._order[at], -1)

    def one(self, key: int | None) -> int:
        """The place of one key, -1 where it is not under look."""
        return -1 if key is None else int(self.of(np.array([key], dtype=np.int64))[0])


def stored(rows: QuerySet[Any], *fields: str) -> Iterator[list[Sequence[Any]]]:
    """The columns of some rows, chunk by chunk, as the database has them: flags may be 0 and 1, JSON is text.

    Django's own conversion of each value would take most of the time. JSON columns are asked for by `as_text`.
    """
    statement, parameters = rows.values_list(*fields).query.sql_with_params()
    with connections[rows.db].chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        while found := cursor.fetchmany(_CHUNK):
            yield list(zip(*found, strict=True))


def as_text(field: str) -> Cast:
    """A JSON column as the text that it is."""
    return Cast(field, TextField())


def parsed(texts: Sequence[str | None]) -> list[Any]:
    """JSON texts (n,) as what they say, None for null; read in one go."""
    return list(json.loads(f"[{','.join(text or 'null' for text in texts)}]"))


def filled(texts: Sequence[str | None]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects among JSON texts (n,) that hold anything, each with its place."""
    for place, text in enumerate(texts):
        if text not in _EMPTY:
            yield place, json.loads(text or "{}")


def ints(values: Sequence[int | None]) -> Ints:
    """Whole numbers (n,), -1 for null."""
    try:
        return np.array(values, dtype=np.int64)
    except TypeError:
        return np.array([-1 if value is None else value for value in values], dtype=np.int64)


def floats(values: Sequence[float | None]) -> Floats:
    """Numbers (n,), nan for null."""
    return np.array(values, dtype=float)


def flags(values: Sequence[Any]) -> Bools:
    """Whether each value is true (n,)."""
    return np.array(values, dtype=bool)


def joined(parts: Sequence[Any], kind: Any) -> Any:
    """Chunks of one column as the whole column, of a kind where there is none."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def one_code(*columns: Ints) -> Ints:
    """A code for each combination of columns (n,) of whole numbers from -1."""
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        found = found * (int(column.max(initial=-1)) + 2) + column + 1
        found = np.asarray(np.unique(found, return_inverse=True)[1], dtype=np.int64)
    return found


def first_of(*columns: Ints) -> Bools:
    """Whether each row (n,) is the first with its combination."""
    found = np.zeros(len(columns[0]), dtype=bool)
    found[np.unique(one_code(*columns), return_index=True)[1]] = True
    return found
