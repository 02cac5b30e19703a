"""Probabilities of acceptance: better than the raw claim, and as frequent as they say."""

import numpy as np
import pytest

from ranking.stats.acceptance import acceptance, quality
from ranking.stats.errors import NotEnoughData


def drawn(n=2000, slope=1.2, seed=0):
    rng = np.random.default_rng(seed)
    score = rng.normal(3, 1, n)
    accepted = (rng.random(n) < 1 / (1 + np.exp(-slope * (score - 3.5)))).astype(float)
    return accepted, score, rng.integers(0, n // 4, n)


def test_it_finds_the_planted_curve_and_mends_an_overconfident_claim():
    accepted, score, groups = drawn()
    found = acceptance(accepted, score, raw=(score >= 3).astype(float), groups=groups, seed=0)
    assert (found.slope, found.intercept) == pytest.approx((1.2, -4.2), abs=0.35)
    assert found.qualities["calibrated"].ece < 0.04 < 0.2 < found.qualities["raw"].ece
    assert found.qualities["calibrated"].brier < found.qualities["constant"].brier < found.qualities["raw"].brier
    assert found.n == sum(point.n for point in found.qualities["raw"].diagram) == 2000


def test_a_score_that_says_nothing_is_no_better_than_the_constant():
    accepted, score, groups = drawn(slope=0.0)
    found = acceptance(accepted, np.random.default_rng(1).normal(size=2000), raw=score * 0 + 0.5, groups=groups, seed=0)
    assert found.qualities["calibrated"].brier == pytest.approx(found.qualities["constant"].brier, abs=0.002)


def test_the_error_of_calibration_is_the_mean_gap():
    accepted = np.repeat([1.0, 0.0], [30, 70])
    assert quality(accepted, np.full(100, 0.3)).ece == pytest.approx(0)
    assert quality(accepted, np.full(100, 0.8)).ece == pytest.approx(0.5)
    assert quality(accepted, accepted).brier == 0


def test_it_refuses_what_shows_no_difference():
    with pytest.raises(NotEnoughData, match="no difference"):
        acceptance(np.ones(50), np.arange(50.0), raw=np.ones(50), groups=np.arange(50), seed=0)
    with pytest.raises(NotEnoughData, match="there are 5"):
        acceptance(np.ones(5), np.arange(5.0), raw=np.ones(5), groups=np.arange(5), seed=0)
