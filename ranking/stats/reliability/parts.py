"""Which raters are tied together by what they scored in common: only their severities can be compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from ranking.stats.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Linked:
    """The largest part of the graph of cells and raters.

    `rows` (n,) tells the scores in it; `raters` how many raters it ties together, `alone` how many it leaves out,
    `parts` into how many the raters fall in all.
    """

    rows: Bools
    raters: int
    alone: int
    parts: int


def largest_linked(cells: Ints, raters: Ints) -> Linked:
    """The part with the most scores, out of codes of cell and rater (n,); a tie goes to the first.

    A rater who shares no cell with anybody is a part of their own.
    """
    if not len(cells):
        return Linked(np.zeros(0, dtype=bool), 0, 0, 0)
    first = int(cells.max()) + 1
    size = first + int(raters.max()) + 1
    graph = sparse.csr_matrix((np.ones(len(cells)), (cells, first + raters)), shape=(size, size))
    labels = csgraph.connected_components(graph, directed=False)[1]
    of_row = labels[cells]
    present = np.unique(raters)
    of_rater = labels[first + present]
    scores: Floats = np.bincount(of_row, minlength=int(labels.max()) + 1).astype(float)
    # One rater alone, however busy, ties nothing together.
    tied = np.bincount(of_rater, minlength=len(scores)) > 1
    largest = int(np.argmax(np.where(tied, scores, -1.0 / (1 + scores))))
    inside = int((of_rater == largest).sum())
    return Linked(of_row == largest, inside, len(present) - inside, len(np.unique(of_rater)))
