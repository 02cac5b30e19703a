"""A slope as a finding."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.audits.base import Debiased, Finding
from ranking.stats.errors import require_finite, require_varying
from ranking.stats.regression import Regression, cluster_errors, least_squares
from ranking.stats.student import t_reach, t_two_sided


def slope_finding(
    columns: Floats, target: Floats, clusters: Ints, debias: Callable[[Regression], Debiased] | None = None
) -> Finding:
    """The slope of `target` (n,) on the first of `columns` (n, d), the others held: t interval, errors clustered.

    `debias` is given the fit, whose first coefficient is the constant. Raises NotEnoughData where the target never
    varies: what is left of it then is rounding. Raises NotNumbers.
    """
    require_finite(columns, target)
    require_varying(target)
    codes = codes_of(clusters)
    found = least_squares(np.column_stack([np.ones(len(target)), columns]), target)
    slope, error = float(found.coefficients[1]), float(cluster_errors(found.influence, codes)[1])
    freedom = int(codes.max())
    reach = float(t_reach(freedom)) * error
    p_value = t_two_sided(slope / error, freedom) if error > 0 else float(slope == 0)
    off = None if debias is None else lambda: debias(found)
    return Finding(slope, slope - reach, slope + reach, p_value, len(target), off)
