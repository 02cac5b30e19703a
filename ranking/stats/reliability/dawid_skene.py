"""What category each unit truly is, and how each rater confuses categories (Dawid & Skene 1979)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConverged, NotEnoughData

_LIMIT = 500
_TOLERANCE = 1e-6
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


def dawid_skene(units: Ints, raters: Ints, said: Ints, *, categories: int) -> Categories:
    """Expectation maximisation over answers (n,) given as codes of unit, rater and category.

    Dawid & Skene (1979), sections 2 and 3, begun from each unit's shares of answers. Raises NotEnoughData where
    no unit has two answers (nothing tells a rater's errors from the units), NotConverged.
    """
    answers = np.bincount(units) if len(units) else np.zeros(1)
    if answers.max() < 2:
        raise NotEnoughData(Said("No unit was answered by two raters, so nobody's errors can be told."))
    table = np.zeros((len(answers), categories))
    np.add.at(table, (units, said), 1.0)
    chance = (table + 1e-9) / (table + 1e-9).sum(axis=1, keepdims=True)
    size = int(raters.max()) + 1
    for _ in range(_LIMIT):
        prior, confusion = _maximise(chance, units, raters, said, size)
        renewed = _expect(prior, confusion, units, raters, said, len(answers))
        moved = float(np.abs(renewed - chance).max())
        chance = renewed
        if moved <= _TOLERANCE:
            reliability = np.einsum("k,rkk->r", prior, confusion)
            return Categories(chance, prior, confusion, reliability)
    raise NotConverged("Dawid-Skene", _LIMIT)


def _maximise(chance: Floats, units: Ints, raters: Ints, said: Ints, size: int) -> tuple[Floats, Floats]:
    k = chance.shape[1]
    counts = np.full((size * k, k), _PSEUDO_COUNT)
    np.add.at(counts, raters * k + said, chance[units])
    confusion = counts.reshape(size, k, k).transpose(0, 2, 1)
    return chance.mean(axis=0), confusion / confusion.sum(axis=2, keepdims=True)


def _expect(prior: Floats, confusion: Floats, units: Ints, raters: Ints, said: Ints, count: int) -> Floats:
    likelihood = np.tile(np.log(np.maximum(prior, 1e-300)), (count, 1))
    of_answer = np.log(confusion)[raters, :, said]
    for category in range(len(prior)):
        likelihood[:, category] += np.bincount(units, weights=of_answer[:, category], minlength=count)
    likelihood -= likelihood.max(axis=1, keepdims=True)
    raised = np.exp(likelihood)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
