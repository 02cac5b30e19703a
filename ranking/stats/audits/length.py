"""Does the longer answer win, or score higher than people think it deserves?"""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats, Ints, codes_of
from ranking.stats.audits.base import Audit, Choices, Finding, Marks, Residuals
from ranking.stats.audits.contest import MIN_CLUSTERS, MIN_ROWS, contest
from ranking.stats.audits.less import less_bias
from ranking.stats.audits.slopes import slope_finding
from ranking.stats.audits.win_rates import win_rates
from ranking.stats.errors import NotEnoughData


def length(choices: Choices) -> Finding:
    """How much likelier than half an answer twice as long is chosen, its writer and its standing held equal.

    A logistic model with the length difference as covariate, as in length-controlled AlpacaEval (Dubois et al.
    2024, section 3), with errors clustered; what it debiases are win rates by writer, at equal length and with both
    places alike. Raises NotEnoughData below twenty rows with texts or five clusters, where the place decided every
    choice, and where length differs with the writers alone.
    """
    seen = _with_texts(choices)
    columns = _columns(seen)
    fit = contest(seen, columns)
    middle, low, high, p_value = fit.chance(0)
    return Finding(
        middle, low, high, p_value, len(seen.won), lambda: win_rates(seen, fit, list(range(columns.shape[1])))
    )


def length_scores(residuals: Residuals) -> Finding:
    """Points that a judge adds beyond people's mean per doubling of length: least squares, errors clustered.

    What it debiases are the judge's mean scores by writer: at the mean length of all, as far as people do not pay
    for length.
    """
    rows = _usable(residuals.doublings, residuals.cluster)
    x = residuals.doublings[rows] - residuals.doublings[rows].mean()
    return slope_finding(
        x[:, None], residuals.gap[rows], residuals.cluster[rows],
        lambda fit: less_bias(residuals, rows, x[:, None], fit.coefficients[1:], fit.influence[:, 1:]),
    )  # fmt: skip


def length_marks(marks: Marks) -> Finding:
    """Points that people give more per doubling of length: least squares, errors clustered."""
    rows = _usable(marks.doublings, marks.cluster)
    return slope_finding(marks.doublings[rows][:, None], marks.score[rows], marks.cluster[rows])


def _columns(choices: Choices) -> Floats:
    """Length, and standing where it is known and varies."""
    columns = [choices.doublings]
    if np.any(choices.a_stood):
        columns.append(choices.a_stood)
    return np.stack(columns, axis=1)


def _with_texts(choices: Choices) -> Choices:
    seen = choices.rows(~np.isnan(choices.doublings))
    if _by_place_alone(seen.won, seen.a_stood):
        raise NotEnoughData(
            Said("The place on the screen decided every choice, so a preference for length cannot show.")
        )
    _enough(seen.doublings, seen.cluster)
    return seen


def _by_place_alone(won: Floats, a_stood: Floats) -> bool:
    return len(won) > 0 and any(bool(np.all(won == (a_stood == place))) and bool(np.all(a_stood)) for place in (1, -1))


def _usable(doublings: Floats, clusters: Ints) -> Bools:
    rows: Bools = ~np.isnan(doublings)
    _enough(doublings[rows], clusters[rows])
    return rows


def _enough(doublings: Floats, clusters: Ints) -> None:
    if len(doublings) < MIN_ROWS or float(np.ptp(doublings)) == 0:
        raise NotEnoughData(Said("Length bias needs at least {n} rows with texts of different lengths.", n=MIN_ROWS))
    if codes_of(clusters).max() + 1 < MIN_CLUSTERS:
        raise NotEnoughData(Said("Length bias needs at least {n} different prompts.", n=MIN_CLUSTERS))


LENGTH = Audit("length", "choices", length)
LENGTH_SCORES = Audit("length", "residuals", length_scores)
LENGTH_MARKS = Audit("length", "marks", length_marks)
