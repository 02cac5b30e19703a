"""What category each unit truly is, and how each rater confuses categories (Dawid & Skene 1979)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConverged, NotEnoughData

_LIMIT = 5000
# A step that adds less to the log-likelihood than this changes nothing that anybody reads.
_TOLERANCE = 1e-7
# Added to every cell of a rater's table, so that what was never seen is not impossible.
_PSEUDO_COUNT = 0.01


@dataclass(frozen=True)
class Categories:
    """`chance` (units, k) of each category, `prior` (k,), `confusion` (raters, k, k): row the true one, column the
    one that was said; `reliability` (raters,) is the chance that a rater says what is true."""

    chance: Floats
    prior: Floats
    confusion: Floats
    reliability: Floats


def dawid_skene(
    units: Ints,
    raters: Ints,
    said: Ints,
    *,
    categories: int,
    mirror: Ints | None = None,
    weights: Floats | None = None,
    start: Floats | None = None,
    steps: int | None = None,
) -> Categories:
    """Expectation maximisation over answers (n,) given as codes of unit, rater and category.

    Dawid & Skene (1979), sections 2 and 3, begun from each unit's shares of answers, or from chances `start`
    (units, k); `weights` (units,) count units more than once. `mirror` (k,) is for choices between two, of which either
    might have been called the first: what each category is called from the other side. The tables are then those of
    the data written both ways. With `steps` it stops there, settled or not. Raises NotEnoughData where no unit has
    two answers (nothing tells a rater's errors from the units) or all answers are the same, NotConverged.
    """
    answers = np.bincount(units) if len(units) else np.zeros(1)
    if answers.max() < 2:
        raise NotEnoughData(Said("No unit was answered by two raters, so nobody's errors can be told."))
    seen = np.unique(said if mirror is None else np.append(said, mirror[said]))
    if len(seen) < 2:
        raise NotEnoughData(Said("All answers are the same, so nothing tells raters apart."))
    size = int(raters.max()) + 1
    table = _table(units, raters, said, len(answers), size, categories)
    weight = np.ones(len(answers)) if weights is None else weights
    chance = _shares(units, said, len(answers), categories) if start is None else start
    likelihood = -np.inf
    for _ in range(_LIMIT if steps is None else steps):
        prior, confusion = _maximise(chance * weight[:, None], table, mirror)
        chance, per_unit = _expect(prior, confusion, table)
        gained, likelihood = float(per_unit @ weight) - likelihood, float(per_unit @ weight)
        if gained <= _TOLERANCE:
            break
    else:
        if steps is None:
            raise NotConverged("Dawid-Skene", _LIMIT)
    return Categories(chance, prior, confusion, reliability=np.einsum("k,rkk->r", prior, confusion))


def chances(prior: Floats, confusion: Floats, units: Ints, raters: Ints, said: Ints, *, count: int) -> Floats:
    """How likely each of units 0..count-1 is of each category, given the raters' tables: (count, k)."""
    size, k, _ = confusion.shape
    return _expect(prior, confusion, _table(units, raters, said, count, size, k))[0]


def _table(units: Ints, raters: Ints, said: Ints, count: int, size: int, k: int) -> sparse.csr_matrix:
    """How often each rater said each category of each unit: (units, raters x k)."""
    return sparse.csr_matrix((np.ones(len(units)), (units, raters * k + said)), shape=(count, size * k))


def _shares(units: Ints, said: Ints, count: int, k: int) -> Floats:
    votes = np.bincount(units * k + said, minlength=count * k).reshape(count, k) + 1e-9
    return np.asarray(votes / votes.sum(axis=1, keepdims=True))


def _maximise(weighted: Floats, table: sparse.csr_matrix, mirror: Ints | None) -> tuple[Floats, Floats]:
    k = weighted.shape[1]
    prior = weighted.sum(axis=0) / weighted.sum()
    counts = np.asarray(table.T @ weighted).reshape(-1, k, k).transpose(0, 2, 1)
    if mirror is not None:
        prior, counts = (prior + prior[mirror]) / 2, counts + counts[:, mirror][:, :, mirror]
    confusion = counts + _PSEUDO_COUNT
    return prior, confusion / confusion.sum(axis=2, keepdims=True)


def _expect(prior: Floats, confusion: Floats, table: sparse.csr_matrix) -> tuple[Floats, Floats]:
    """The chances of every unit (units, k), and its log-likelihood (units,)."""
    k = len(prior)
    likelihood = np.asarray(table @ np.log(confusion).transpose(0, 2, 1).reshape(-1, k))
    likelihood = likelihood + np.log(np.maximum(prior, 1e-300))
    highest = likelihood.max(axis=1, keepdims=True)
    raised = np.exp(likelihood - highest)
    total = raised.sum(axis=1, keepdims=True)
    return np.asarray(raised / total), np.asarray((np.log(total) + highest).ravel())
