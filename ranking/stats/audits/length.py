"""Does the longer answer win, or score higher with a judge than people think it deserves?"""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.audits.base import Audit, Choices, Finding, Residuals
from ranking.stats.errors import NotEnoughData
from ranking.stats.logistic import clustered_errors, fit_logistic, sigmoid
from ranking.stats.student import t_reach, t_two_sided

MIN_ROWS = 20
MIN_CLUSTERS = 5


def length(choices: Choices) -> Finding:
    """How much likelier than half an answer twice as long is chosen, standing held equal.

    A logistic model with the length difference as covariate, as in length-controlled AlpacaEval (Dubois et al.
    2024, section 3), with errors clustered. Raises NotEnoughData below twenty rows with texts or five clusters, and
    where the place decided every choice.
    """
    rows = ~np.isnan(choices.doublings)
    if _by_place_alone(choices.won[rows], choices.a_stood[rows]):
        raise NotEnoughData(
            Said("The place on the screen decided every choice, so a preference for length cannot show.")
        )
    cluster = _enough(choices.doublings[rows], choices.cluster[rows])
    table = np.stack([choices.doublings[rows], choices.a_stood[rows]], axis=1)
    won, weights = choices.won[rows], np.ones(int(rows.sum()))
    fit = fit_logistic(table, won, weights)
    slope = float(fit.coefficients[0])
    error = float(clustered_errors(fit, table, won, weights, cluster)[0])
    reach, p_value = _reach(slope, error, int(cluster.max()))
    low, middle, high = sigmoid(np.array([slope - reach, slope, slope + reach])) - 0.5
    return Finding(float(middle), float(low), float(high), p_value, len(won))


def length_scores(residuals: Residuals) -> Finding:
    """Points that a judge adds beyond people's mean per doubling of length: least squares, errors clustered."""
    rows = ~np.isnan(residuals.doublings)
    cluster = _enough(residuals.doublings[rows], residuals.cluster[rows])
    x = residuals.doublings[rows] - residuals.doublings[rows].mean()
    gap = residuals.gap[rows] - residuals.gap[rows].mean()
    spread = float(x @ x)
    slope = float(x @ gap) / spread
    pulls = np.bincount(cluster, weights=x * (gap - slope * x))
    error = float(np.sqrt(len(pulls) / (len(pulls) - 1) * (pulls**2).sum()) / spread)
    reach, p_value = _reach(slope, error, int(cluster.max()))
    return Finding(slope, slope - reach, slope + reach, p_value, len(x))


def _by_place_alone(won: Floats, a_stood: Floats) -> bool:
    return len(won) > 0 and any(bool(np.all(won == (a_stood == place))) and bool(np.all(a_stood)) for place in (1, -1))


def _enough(doublings: Floats, clusters: Ints) -> Ints:
    if len(doublings) < MIN_ROWS or float(np.ptp(doublings)) == 0:
        raise NotEnoughData(Said("Length bias needs at least {n} rows with texts of different lengths.", n=MIN_ROWS))
    codes = np.asarray(np.unique(clusters, return_inverse=True)[1], dtype=np.int64)
    if codes.max() + 1 < MIN_CLUSTERS:
        raise NotEnoughData(Said("Length bias needs at least {n} different prompts.", n=MIN_CLUSTERS))
    return codes


def _reach(slope: float, error: float, freedom: int) -> tuple[float, float]:
    """Half of the 95 % t interval, and the two-sided p-value."""
    p_value = t_two_sided(slope / error, freedom) if error > 0 else float(slope == 0)
    return float(t_reach(freedom)) * error, p_value


LENGTH = Audit("length", "choices", length)
LENGTH_SCORES = Audit("length", "residuals", length_scores)
