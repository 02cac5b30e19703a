"""May the judge stand in for a rater? The alternative annotator test (Calderon, Reichart & Dror, ACL 2025)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats
from ranking.stats.errors import NotEnoughData
from ranking.stats.student import false_discovery, t_below

Metric = Literal["accuracy", "neg_rmse"]
MIN_RATERS = 3
MIN_ITEMS = 30
EPSILON = 0.2


@dataclass(frozen=True)
class Replacement:
    """omega (share of raters the judge beats or equals within epsilon) and rho (mean advantage probability)."""

    winning_rate: float
    advantage_probability: float
    epsilon: float
    metric: Metric
    passes: bool
    raters: int


def alternative_annotator_test(
    judge: Floats, people: Floats, *, metric: Metric, epsilon: float = EPSILON
) -> Replacement:
    """Compare the judge (units,) with each rater of `people` (raters, units), nan where no answer.

    Section 3: rater j is left out; on each of j's units the judge and j are scored against the other raters; the
    null hypothesis that the judge wins less often than j by epsilon or more is tested by a paired t-test, with
    Benjamini-Yekutieli over raters at 5 %. Raises NotEnoughData below 3 raters with 30 shared units each.
    """
    tested = [found for one in range(len(people)) if (found := _against(judge, people, one, metric)) is not None]
    if len(tested) < MIN_RATERS:
        raise NotEnoughData(
            Said(
                "The test needs at least {least} people with {answers} answers each that another person and "
                "the judge gave too; there are {n}.",
                least=MIN_RATERS,
                answers=MIN_ITEMS,
                n=len(tested),
            )
        )
    p_values = np.array([_p_value(lost - won, epsilon) for won, lost in tested])
    rejected = false_discovery(p_values, dependent=True) <= 0.05
    rate = float(rejected.mean())
    advantage = float(np.mean([won.mean() for won, _ in tested]))
    return Replacement(rate, advantage, epsilon, metric, rate >= 0.5, len(tested))


def _against(judge: Floats, people: Floats, one: int, metric: Metric) -> tuple[Floats, Floats] | None:
    """Where the judge did at least as well as rater `one`, and the other way round; None if too few units."""
    others = np.delete(people, one, axis=0)
    units = ~np.isnan(people[one]) & ~np.isnan(judge) & (~np.isnan(others)).any(axis=0)
    if units.sum() < MIN_ITEMS:
        return None
    seen = ~np.isnan(others[:, units])
    of_judge = _score(judge[units], others[:, units], seen, metric)
    of_one = _score(people[one, units], others[:, units], seen, metric)
    return (of_judge >= of_one).astype(float), (of_one >= of_judge).astype(float)


def _score(answers: Floats, others: Floats, seen: np.ndarray, metric: Metric) -> Floats:
    """How near answers (units,) are to the other raters' (raters, units): higher is nearer."""
    if metric == "accuracy":
        return np.asarray(((others == answers) & seen).sum(axis=0) / seen.sum(axis=0))
    squares = np.where(seen, (others - answers) ** 2, 0.0)
    return np.asarray(-np.sqrt(squares.sum(axis=0) / seen.sum(axis=0)))


def _p_value(differences: Floats, epsilon: float) -> float:
    """One-sided: is the mean difference below epsilon?"""
    excess = float(differences.mean()) - epsilon
    error = float(differences.std(ddof=1) / np.sqrt(len(differences)))
    if error == 0:
        return 0.0 if excess < 0 else 1.0
    return t_below(excess / error, len(differences) - 1)
