"""Choices explained by who wrote the two and by what may sway besides: the model behind the audits of choices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.audits.base import Choices
from ranking.stats.errors import NotConverged, NotEnoughData, require_finite
from ranking.stats.logistic import sigmoid
from ranking.stats.student import t_reach, t_two_sided

MIN_ROWS = 20
MIN_CLUSTERS = 5
_LIMIT = 100
# A weak normal prior (standard deviation 5): who always won, and what decided everything, then have finite answers.
_PRECISION = 0.04
# With less of a column left once the writers are taken off, it cannot be told from them.
_LEAST_OWN = 0.01
_AT_ONCE = 4096


@dataclass(frozen=True)
class Contest:
    """The fit: log-odds of each writer (k,), then a slope for each column (m,), and their covariance by cluster.

    `design` (n, k + m) is +1 for who wrote a, -1 for who wrote b, and the columns; sparse, because there may be a
    thousand writers.
    """

    coefficients: Floats
    covariance: Floats
    design: sparse.csr_matrix
    writers: int
    clusters: int

    def slope(self, column: int) -> tuple[float, float]:
        """The slope of a column and its standard error."""
        place = self.writers + column
        return float(self.coefficients[place]), float(np.sqrt(max(self.covariance[place, place], 0.0)))

    def chance(self, column: int) -> tuple[float, float, float, float]:
        """By how much a unit of the column lifts the chance above a half: estimate, ends, and the p-value."""
        slope, error = self.slope(column)
        freedom = self.clusters - 1
        reach = float(t_reach(freedom)) * error
        low, middle, high = sigmoid(np.array([slope - reach, slope, slope + reach])) - 0.5
        p_value = t_two_sided(slope / error, freedom) if error > 0 else float(slope == 0)
        return float(middle), float(low), float(high), p_value


def contest(choices: Choices, columns: Floats) -> Contest:
    """Logistic regression of who was chosen on who wrote the two and on `columns` (n, m), all signed a less b.

    The Bradley-Terry model with covariates (Agresti 2013, section 11.6.2); without an intercept, as which response
    is called a means nothing, and with a weak normal prior on everything. Raises NotEnoughData below twenty rows or
    five clusters, and where a column hardly varies but with who wrote it;
    NotNumbers.
    """
    _enough(choices)
    require_finite(choices.won, columns)
    design, writers = _design(choices, columns)
    _require_own(design[:, :writers], columns)
    beta, inverse = _newton(design, choices.won)
    codes = codes_of(choices.cluster)
    middle = _by_cluster(design, choices.won - sigmoid(design @ beta), codes)
    count = int(codes.max()) + 1
    return Contest(beta, inverse @ middle @ inverse * (count / (count - 1)), design, writers, count)


def _enough(choices: Choices) -> None:
    if len(choices.won) < MIN_ROWS:
        raise NotEnoughData(
            Said("This needs at least {least} choices; there are {n}.", least=MIN_ROWS, n=len(choices.won))
        )
    prompts = len(np.unique(choices.cluster))
    if prompts < MIN_CLUSTERS:
        raise NotEnoughData(
            Said(
                "This needs choices on at least {least} different prompts; there are {n}.",
                least=MIN_CLUSTERS,
                n=prompts,
            )
        )


def _design(choices: Choices, columns: Floats) -> tuple[sparse.csr_matrix, int]:
    """Writers of +1 and -1 beside the columns; no writers where nobody has a name or only one does."""
    rows = np.arange(len(choices.won))
    one, two, size = _writers(choices)
    blocks = [sparse.csr_matrix(columns)]
    if size:
        plus, minus = one >= 0, two >= 0
        shape = (len(rows), size)
        ones = sparse.csr_matrix((np.ones(int(plus.sum())), (rows[plus], one[plus])), shape=shape)
        twos = sparse.csr_matrix((np.ones(int(minus.sum())), (rows[minus], two[minus])), shape=shape)
        blocks.insert(0, ones - twos)
    return sparse.csr_matrix(sparse.hstack(blocks, format="csr")), size


def _writers(choices: Choices) -> tuple[Ints, Ints, int]:
    if choices.one is None or choices.two is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0
    size = int(max(choices.one.max(initial=-1), choices.two.max(initial=-1))) + 1
    return choices.one, choices.two, size if size > 1 else 0


def _require_own(writers: sparse.csr_matrix, columns: Floats) -> None:
    """A column that says no more than who wrote the two has no slope of its own."""
    whole = (columns**2).sum(axis=0)
    if not whole.all():
        raise NotEnoughData(Said("The two responses of a choice never differ in it."))
    if not writers.shape[1]:
        return
    gram = np.asarray((writers.T @ writers).todense()) + 1e-9 * np.eye(writers.shape[1])
    left = columns - writers @ np.linalg.solve(gram, writers.T @ columns)
    if ((left**2).sum(axis=0) < _LEAST_OWN * whole).any():
        raise NotEnoughData(Said("It differs with who wrote the responses alone, so the two cannot be told apart."))


def _newton(design: sparse.csr_matrix, won: Floats) -> tuple[Floats, Floats]:
    beta = np.zeros(design.shape[1])
    prior = _PRECISION * np.eye(len(beta))
    tolerance = 1e-8 * max(1.0, len(won))
    for _ in range(_LIMIT):
        chance = sigmoid(design @ beta)
        slope = design.T @ (won - chance) - _PRECISION * beta
        weighted = sparse.diags_array(chance * (1 - chance)) @ design
        curvature = np.asarray((design.T @ weighted).todense()) + prior
        if np.abs(slope).max(initial=0.0) <= tolerance:
            return beta, np.asarray(np.linalg.inv(curvature), dtype=np.float64)
        step = np.linalg.solve(curvature, slope)
        beta = beta + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
    raise NotConverged("Logistic regression", _LIMIT)


def _by_cluster(design: sparse.csr_matrix, left: Floats, codes: Ints) -> Floats:
    """The sum over clusters of the outer product of their scores, some thousands of clusters at a time."""
    count, width = int(codes.max()) + 1, design.shape[1]
    sums = sparse.csr_matrix((left, (codes, np.arange(len(codes)))), shape=(count, len(codes))) @ design
    middle = np.zeros((width, width))
    for start in range(0, count, _AT_ONCE):
        dense = np.asarray(sums[start : start + _AT_ONCE].todense())
        middle += dense.T @ dense
    return middle
