"""The share that people would accept, out of a judge that errs at known rates (Rogan & Gladen 1978)."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats
from ranking.stats.errors import NotEnoughData, StatsError, require_numbers
from ranking.stats.estimates.base import Estimate
from ranking.stats.proportion import NINETY_FIVE, wilson


class UselessJudge(StatsError):
    """The judge accepts bad answers at least as often as good ones, so its share says nothing."""


class OtherRows(StatsError):
    """The judge accepts a share of the unlabelled rows that its errors on the labelled ones do not allow."""


def rogan_gladen(labels: Floats, judged: Floats, unlabelled: Floats) -> Estimate:
    """The pass rate: people's verdicts 0/1 `labels` (n,), the judge's on the same rows `judged` (n,), and the
    judge's on rows without a label, `unlabelled` (m,).

    The estimate is that of Rogan & Gladen (1978), (apparent + TNR - 1) / (TPR + TNR - 1), clipped to 0..1. The
    interval counts the noise of both rates and of the unlabelled share; it is for these raters, on rows like these.
    Raises NotEnoughData where people accepted or refused nothing, or nothing is unlabelled; UselessJudge where
    TPR + TNR <= 1; OtherRows where no pass rate explains the unlabelled share.
    """
    require_numbers(labels, judged, unlabelled)
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
    estimate = _unit((apparent + true_fail - 1) / (true_pass + true_fail - 1))
    low, high = _interval(apparent, m, true_pass, good, true_fail, bad)
    alone = wilson(good, good + bad)
    return Estimate(_unit(estimate), low, high, alone.share, alone.low, alone.high, float("nan"), len(labels), m)


def _interval(apparent: float, m: int, true_pass: float, good: int, true_fail: float, bad: int) -> tuple[float, float]:
    """The pass rates p for which the judge's share does not differ clearly from p TPR + (1 - p) (1 - TNR).

    As Fieller (1954) does for ratios: where the labels tell the judge's skill badly the interval grows to 0..1 instead
    of staying narrow around a ratio of noise. Each rate has one success and one failure added (Agresti & Coull 1998).
    """
    share, of_share = _plus_one(apparent, m)
    passes, of_pass = _plus_one(true_pass, good)
    fails, of_fail = _plus_one(true_fail, bad)
    skill, rest, square = passes + fails - 1, share + fails - 1, NINETY_FIVE**2
    a = skill**2 - square * (of_pass + of_fail)
    b = rest * skill - square * of_fail
    c = rest**2 - square * (of_share + of_fail)
    ends = sorted(float(root.real) for root in np.roots([a, -2 * b, c]) if abs(root.imag) < 1e-12 and 0 < root.real < 1)
    low = 0.0 if c <= 0 else ends[0] if ends else None
    high = 1.0 if a - 2 * b + c <= 0 else ends[-1] if ends else None
    if low is None or high is None:
        raise OtherRows(
            Said(
                "The judge accepts {share:.0%} of what nobody labelled, which its errors on the labelled rows do not "
                "allow: the two are not alike.",
                share=apparent,
            )
        )
    return low, high


def _plus_one(rate: float, n: int) -> tuple[float, float]:
    """A rate of n with one success and one failure added, and its variance."""
    moved = (n * rate + 1) / (n + 2)
    return moved, moved * (1 - moved) / (n + 2)


def _unit(value: float) -> float:
    return float(np.clip(value, 0.0, 1.0))
