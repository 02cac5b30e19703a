"""A fitted model of strengths and how far it may be off, whatever the model is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ranking.stats.arrays import Floats, Ints
from ranking.stats.spread import cells_of, clusters_of

_FILLED, _CELLS_AT_ONCE = 0.05, 20_000_000


@dataclass(frozen=True)
class Spread:
    """The covariance (k, k) of log-strengths, and its degrees of freedom."""

    covariance: Floats
    freedom: float


@dataclass(frozen=True)
class Fitted:
    """Log-strengths `theta` (k,) with mean 0; `ties` is a model's own parameter for ties, None where it has none.

    `information` (q, q) is the curvature at the maximum and `pulls` (rows, q) what each row of the data pulls there,
    over the log-strengths and, where q is k + 1, the logarithm of `ties`; `ballot` (rows,) is each row's ballot.
    """

    theta: Floats
    ties: float | None
    information: Floats
    pulls: sparse.csr_matrix
    ballot: Ints

    def spread(self, *, prompts: Ints, raters: Ints | None) -> Spread:
        """How log-strengths spread when prompts, and raters where given, are drawn anew; labels by ballot (ballots,).

        The sandwich of Liang & Zeger (1986), with the correction and the degrees of freedom of `spread.clusters_of`.
        With raters it is that of two crossed ways, V(prompts) + V(raters) - V(both) (Cameron, Gelbach & Miller 2011,
        section 2.1), of which V(raters) - V(both) is kept from falling below nothing.
        """
        of_prompts = clusters_of(prompts[self.ballot])
        over = of_prompts.correction * self._over(of_prompts.codes)
        if raters is None:
            return Spread(over, of_prompts.freedom)
        of_raters = clusters_of(raters[self.ballot])
        beyond = of_raters.correction * self._over(of_raters.codes)
        both = self._over(cells_of(of_prompts.codes, of_raters.codes))
        return Spread(over + _not_negative(beyond - both), min(of_prompts.freedom, of_raters.freedom))

    def by_prior(self, *, prompts: Ints, precision: float) -> Floats:
        """A rough covariance (k, k) where a prior of this precision had to keep strengths finite: Laplace's, the
        ballots of a prompt counting as one together.

        Nobody won and lost there, so the sandwich has nothing to go by.
        """
        size = len(self.theta)
        own = self.information[:size, :size] - precision * np.eye(size)
        ballots = len(np.unique(self.ballot))
        share = len(np.unique(prompts[self.ballot])) / max(1, ballots)
        return np.asarray(np.linalg.inv(own * share + precision * np.eye(size)))

    def _over(self, codes: Ints) -> Floats:
        """The covariance by one way of clustering rows, as it comes."""
        rows, count = np.arange(len(codes)), int(codes.max()) + 1
        by_cluster = sparse.csr_matrix((np.ones(len(codes)), (codes, rows)), shape=(count, len(codes)))
        return np.asarray(self._moved.T @ _squared(sparse.csr_matrix(by_cluster @ self.pulls)) @ self._moved)

    @cached_property
    def _moved(self) -> Floats:
        """How far a pull of one moves each log-strength (q, k)."""
        size = len(self.theta)
        pinned = self.information.copy()
        # The likelihood does not know where zero is; no pull reaches that direction.
        pinned[:size, :size] += max(1.0, float(np.trace(self.information))) / size**2
        return np.asarray(np.linalg.inv(pinned)[:, :size])


def _squared(sums: sparse.csr_matrix) -> Floats:
    """sums' sums, as a full table where most of it is filled."""
    rows, columns = sums.shape
    if sums.nnz > _FILLED * rows * columns and rows * columns <= _CELLS_AT_ONCE:
        table = sums.toarray()
        return np.asarray(table.T @ table)
    return np.asarray((sums.T @ sums).toarray())


def _not_negative(matrix: Floats) -> Floats:
    """The nearest matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return np.asarray((vectors * np.maximum(values, 0)) @ vectors.T)
