"""The share that people would accept, out of a judge that errs at known rates (Rogan & Gladen 1978)."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats
from ranking.stats.errors import NotEnoughData, StatsError
from ranking.stats.estimates.base import Estimate
from ranking.stats.proportion import NINETY_FIVE, wilson


class UselessJudge(StatsError):
    """The judge accepts bad answers at least as often as good ones, so its share says nothing."""


def rogan_gladen(labels: Floats, judged: Floats, unlabelled: Floats) -> Estimate:
    """The pass rate: people's verdicts 0/1 `labels` (n,), the judge's on the same rows `judged` (n,), and the
    judge's on rows without a label, `unlabelled` (m,).

    The estimate is that of Rogan & Gladen (1978), (apparent + TNR - 1) / (TPR + TNR - 1), clipped to 0..1. The
    interval is that of Lang & Reiczigel (2014, section 2), which counts the noise of both rates and of the
    unlabelled share. Raises NotEnoughData where people accepted or refused nothing, or nothing is unlabelled;
    UselessJudge where TPR + TNR <= 1.
    """
    good, bad, m = int((labels == 1).sum()), int((labels == 0).sum()), len(unlabelled)
    if not good or not bad or not m:
        raise NotEnoughData(
            Said("People must have accepted some answers and refused others, and some must be unlabelled.")
        )
    true_pass, true_fail = float(judged[labels == 1].mean()), float(1 - judged[labels == 0].mean())
    if true_pass + true_fail <= 1:
        raise UselessJudge(
            Said("The judge accepts bad answers at least as often as good ones, so its share says nothing of people's.")
        )
    apparent = float(unlabelled.mean())
    estimate = (apparent + true_fail - 1) / (true_pass + true_fail - 1)
    low, high = _interval(apparent, m, true_pass, good, true_fail, bad)
    alone = wilson(good, good + bad)
    return Estimate(
        _unit(estimate), _unit(low), _unit(high), alone.share, alone.low, alone.high, float("nan"), len(labels), m
    )


def _interval(apparent: float, m: int, true_pass: float, good: int, true_fail: float, bad: int) -> tuple[float, float]:
    """Lang & Reiczigel's limits: the rates are moved a little towards a half, so that none of them is certain."""
    size, share = m + NINETY_FIVE**2, (m * apparent + NINETY_FIVE**2 / 2) / (m + NINETY_FIVE**2)
    passes, fails = (good * true_pass + 1) / (good + 2), (bad * true_fail + 1) / (bad + 2)
    of_pass, of_fail = passes * (1 - passes) / (good + 2), fails * (1 - fails) / (bad + 2)
    skill = passes + fails - 1
    if skill <= 0:
        return 0.0, 1.0
    middle = _unit((share + fails - 1) / skill)
    shift = 2 * NINETY_FIVE**2 * (middle * of_pass - (1 - middle) * of_fail)
    spread = share * (1 - share) / size + middle**2 * of_pass + (1 - middle) ** 2 * of_fail
    reach = NINETY_FIVE * np.sqrt(spread) / skill
    return float(middle + shift - reach), float(middle + shift + reach)


def _unit(value: float) -> float:
    return float(np.clip(value, 0.0, 1.0))
