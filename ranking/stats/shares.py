"""Shares of rows that belong together: a share's interval must not count one rater's hundred answers as a hundred."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats, Ints, codes_of, group_sums
from ranking.stats.errors import NotEnoughData
from ranking.stats.proportion import NINETY_FIVE, Share, wilson_ends
from ranking.stats.student import t_reach


def cluster_share(flags: Bools | Floats, clusters: Ints) -> Share:
    """The share of `flags` (n,), with a 95 % interval that knows which rows belong to one cluster (n,).

    Wilson's interval for the effective number of rows (Korn & Graubard 1998): n over the design effect, the variance of
    the ratio mean by clusters (Cochran 1977, section 9A) over that of independent rows, shrunken by the ratio of the
    normal to Student's t for clusters - 1. It never counts for more than n rows; where all flags are alike nothing
    tells how alike a cluster's rows are, and each cluster counts as one row. `n` of the result is that of the rows.
    Raises NotEnoughData when empty.
    """
    if not len(flags):
        raise NotEnoughData(Said("There is no row to take a share of."))
    codes = codes_of(clusters)
    count, n, share = int(codes.max()) + 1, len(flags), float(np.mean(flags))
    if count < 2:
        # One cluster is one row at worst.
        return Share(share, *wilson_ends(share, 1), n)
    effective = float(count)
    (residuals,) = group_sums(codes, np.asarray(flags, dtype=float) - share)
    variance = count / (count - 1) * float((residuals**2).sum()) / n**2
    if variance > 0:
        effective = min(float(n), share * (1 - share) / variance)
    few = (NINETY_FIVE / float(t_reach(count - 1))) ** 2
    return Share(share, *wilson_ends(share, effective * few), n)
