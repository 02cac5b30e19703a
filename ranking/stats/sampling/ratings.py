"""Which response's score is worth another rating."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.errors import require_finite

# What stands against a group of few answers: as many answers that say the usual.
_SHRINK = 5.0
_SWEEPS = 3
# A response's own surprise counts against the usual as one answer among so many; its raters' noise as of two answers.
_SURPRISE, _FEW = 4.0, 2.0
# Judges' scores are looked at in so many parts of equal size.
_PARTS = 5


@dataclass(frozen=True)
class Rated:
    """Responses (k,): `arm` and `item` codes, the judges' mean score and the spread among them (nan where none),
    and people's ratings so far: how many `n`, their `mean` (any number where n is 0) and sum of `squares` around it.
    """

    arm: Ints
    item: Ints
    judged: Floats
    parted: Floats
    n: Ints
    mean: Floats
    squares: Floats

    def rows(self, chosen: Bools | Ints) -> Rated:
        """Some of the responses."""
        return Rated(*(getattr(self, each.name)[chosen] for each in fields(self)))


@dataclass(frozen=True)
class Worth:
    """`value` (k,): how much the variance of each response's score would fall by one more rating, in squared points.

    `surprise` (k,) is how much more than usual people's scores differ from what was expected there (1: as usual),
    `noise` (k,) how much more than usual raters part on it.
    """

    value: Floats
    surprise: Floats
    noise: Floats


def worth_of_rating(rated: Rated) -> Worth:
    """What one more rating of each response would teach.

    A response's score is taken as a straight line in the judges' mean score, and a part of its arm, of its item and of
    its own, each Gaussian. The variance of its own part is greater where people's scores have differed more from what
    was expected: of that arm, that item, judges' scores in that range, judges who part as far. A rating is the score
    and the rater's noise. The value is by how much one more lets the posterior variances fall, summed over all
    responses: its own, and those without a rating that share its item or its arm. It is the greedy choice for the mean
    squared error of all scores (A-optimality; Settles 2009, section 3.5). Without a rating all are equal. Raises
    NotNumbers.
    """
    known = rated.n > 0
    if not known.any():
        flat = np.ones(len(rated.n))
        return Worth(flat, flat, flat)
    require_finite(rated.mean[known], rated.squares, rated.judged[~np.isnan(rated.judged)])
    noise, usual = _noise(rated)
    expected, residual = _expectation(rated, known)
    between, shared = _variances(rated, known, residual, usual)
    before = between * _surprise(rated, known, residual)
    seen = np.where(known, np.maximum((rated.mean - expected) ** 2 - noise / np.maximum(rated.n, 1), 0.0), before)
    before = np.maximum((_SURPRISE * before + seen) / (_SURPRISE + 1), 1e-12)
    of_item = _left(rated.item, known, shared, between + usual, ahead=True)
    of_arm = _left(rated.arm, known, between + shared, between + shared + usual, ahead=False)
    whole = before + of_item + of_arm
    after = 1 / (1 / whole + rated.n / noise)
    others_of_item, others_of_arm = (_unrated(codes, known) for codes in (rated.item, rated.arm))
    shared_out = (others_of_item * of_item**2 + others_of_arm * of_arm**2) * (after / whole) ** 2
    value = (after**2 + shared_out) / (after + noise)
    return Worth(value, np.asarray(before / between), np.asarray(noise / usual))


def _noise(rated: Rated) -> tuple[Floats, float]:
    """The variance of one rating around its response's score: each response's, held to the pooled one; and that."""
    freedom = np.maximum(rated.n - 1, 0)
    if freedom.sum() > 0:
        usual = float(rated.squares.sum() / freedom.sum())
    else:
        # Of single ratings nothing tells noise from differences between responses: half each.
        usual = float(rated.mean[rated.n > 0].var()) / 2
    usual = max(usual, 1e-6)
    return np.asarray((rated.squares + _FEW * usual) / (freedom + _FEW)), usual


def _expectation(rated: Rated, known: Bools) -> tuple[Floats, Floats]:
    """What is expected of each response (k,) without its own ratings and its item's; and what its mean adds to that."""
    there = ~np.isnan(rated.judged)
    judged = np.where(there, rated.judged - (rated.judged[there].mean() if there.any() else 0.0), 0.0)
    x, y, arm = judged[known], rated.mean[known], rated.arm[known]
    centre, slope, arms = float(y.mean()), 0.0, np.zeros(int(rated.arm.max()) + 1)
    for _ in range(_SWEEPS):
        left = y - centre - arms[arm]
        slope = float(x @ left) / (float(x @ x) * (1 + _SHRINK / len(x)) + 1e-12)
        sums, counts = _by(arm, len(arms), y - centre - slope * x, np.ones(len(x)))
        arms = sums / (counts + _SHRINK)
    expected = centre + slope * judged + arms[rated.arm]
    return np.asarray(expected), np.where(known, rated.mean - expected, 0.0)


def _variances(rated: Rated, known: Bools, residual: Floats, usual: float) -> tuple[float, float]:
    """The variance that responses have of their own, and that which those of one item share (moments)."""
    size = int(rated.item.max()) + 1
    left = residual[known]
    sums, squares, counts = _by(rated.item[known], size, left, left**2, np.ones(len(left)))
    total = max(float(np.mean(left**2)) - usual * float(np.mean(1 / rated.n[known])), 0.05 * float(np.mean(left**2)))
    pairs = float((counts * (counts - 1)).sum())
    shared = float((sums**2 - squares).sum()) / pairs if pairs > 0 else 0.0
    shared = float(np.clip(shared, 0.0, 0.9 * total))
    return max(total - shared, 1e-9), shared


def _left(codes: Ints, known: Bools, variance: float, single: float, *, ahead: bool) -> Floats:
    """What is still open of the part that responses of one code share (k,): it falls with every one that is rated.

    `variance` is that of the part, `single` of what else a rating tells. With `ahead` those without a rating count as
    rated in the order of the rows, but for the first, so that a batch is spread.
    """
    size = int(codes.max()) + 1
    (seen,) = _by(codes[known], size, np.ones(int(known.sum())))
    turn = np.zeros(len(codes))
    if ahead:
        order = np.lexsort((np.arange(len(codes)), known, codes))
        _, first, place = np.unique(codes[order], return_index=True, return_inverse=True)
        turn[order] = np.where(known[order], 0.0, np.arange(len(codes)) - first[place])
    return np.asarray(variance * single / ((seen[codes] + turn) * variance + single))


def _unrated(codes: Ints, known: Bools) -> Floats:
    """How many others of its code have no rating (k,)."""
    (open_,) = _by(codes[~known], int(codes.max()) + 1, np.ones(int((~known).sum())))
    return np.asarray(open_[codes] - ~known)


def _surprise(rated: Rated, known: Bools, residual: Floats) -> Floats:
    """How much greater than usual squared residuals are around each response (k,): a product of shrunken factors."""
    usual = max(float(np.mean(residual[known] ** 2)), 1e-12)
    factor = np.ones(len(known))
    for codes in (rated.arm, rated.item, _parts(rated.judged), _parts(rated.parted)):
        left = residual[known] ** 2 / (usual * factor[known])
        sums, counts = _by(codes[known], int(codes.max()) + 1, left, np.ones(len(left)))
        factor = factor * ((sums + _SHRINK) / (counts + _SHRINK))[codes]
    return factor


def _parts(values: Floats) -> Ints:
    """Values (k,) as parts of equal size, 1 upwards; 0 where there is none."""
    found = np.zeros(len(values), dtype=np.int64)
    there = ~np.isnan(values)
    if there.any():
        edges = np.unique(np.quantile(values[there], np.arange(1, _PARTS) / _PARTS))
        found[there] = 1 + np.searchsorted(edges, values[there], side="right")
    return found


def _by(codes: Ints, size: int, *columns: Floats) -> tuple[Floats, ...]:
    """Sums by code, codes without a row included."""
    return tuple(np.asarray(np.bincount(codes, weights=column, minlength=size), dtype=float) for column in columns)
