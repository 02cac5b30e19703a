"""The names of the array shapes that the statistics take and give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
# A table of labels may have so many places for each row, and so many at least.
_TABLE, _SMALL = 4, 1000


def codes(labels: Sequence[Any] | NDArray[Any]) -> tuple[list[Any], Ints]:
    """The distinct labels, sorted, and for each row the place of its label among them."""
    names = sorted(set(labels))
    places = {name: place for place, name in enumerate(names)}
    return names, np.fromiter((places[label] for label in labels), dtype=np.int64, count=len(labels))


def codes_of(labels: Ints) -> Ints:
    """Any integer labels (n,) as codes 0..k-1, in their order.

    Labels that are not much greater than they are many are looked up in a table: sorting a million takes several times
    as long.
    """
    if len(labels) and labels.dtype.kind in "iu" and labels.min() >= 0 and labels.max() < _TABLE * len(labels) + _SMALL:
        present = np.zeros(int(labels.max()) + 1, dtype=np.bool_)
        present[labels] = True
        return np.asarray((np.cumsum(present) - 1)[labels], dtype=np.int64)
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def rows_by(codes: Ints) -> Iterator[tuple[int, Ints]]:
    """Each code of rows (n,) that is not below zero, ascending, with its rows: all in one pass over them."""
    order = np.argsort(codes, kind="stable")
    names, starts = np.unique(codes[order], return_index=True)
    for name, rows in zip(names.tolist(), np.split(order, starts[1:]), strict=True) if len(names) else ():
        if name >= 0:
            yield name, rows


def group_sums(groups: Ints, *columns: Floats) -> tuple[Floats, ...]:
    """The sums of each column by group; groups are codes 0..k-1."""
    size = int(groups.max()) + 1 if groups.size else 0
    return tuple(np.asarray(np.bincount(groups, weights=column, minlength=size), dtype=float) for column in columns)
