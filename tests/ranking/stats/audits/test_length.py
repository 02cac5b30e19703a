"""Length bias of choices and of scores."""

import numpy as np
import pytest

from ranking.stats.audits.base import Choices, Residuals
from ranking.stats.audits.length import length, length_scores
from ranking.stats.errors import NotEnoughData


def choices(slope, *, n=1500, seed=0):
    rng = np.random.default_rng(seed)
    doublings = rng.normal(0, 1, n)
    won = (rng.random(n) < 1 / (1 + np.exp(-slope * doublings))).astype(float)
    return Choices(won, rng.choice([-1.0, 1.0], n), doublings, np.arange(n), rng.integers(0, 100, n))


def test_it_finds_who_prefers_the_longer_answer():
    found = length(choices(0.8))
    expected = 1 / (1 + np.exp(-0.8)) - 0.5
    assert found.estimate == pytest.approx(expected, abs=0.04)
    assert found.low < expected < found.high


def test_it_leaves_who_does_not_look_at_length_alone():
    found = length(choices(0.0))
    assert found.low < 0 < found.high


def test_it_measures_the_points_a_judge_adds_per_doubling():
    rng = np.random.default_rng(3)
    doublings = rng.normal(8, 1, 400)
    seen = Residuals(0.3 * doublings + rng.normal(0, 0.5, 400), doublings, rng.integers(0, 80, 400))
    found = length_scores(seen)
    assert found.estimate == pytest.approx(0.3, abs=0.08)
    assert found.p_value < 0.001


def test_it_refuses_responses_without_texts_and_too_few_prompts():
    seen = choices(0.5, n=100)
    with pytest.raises(NotEnoughData, match="texts"):
        length(Choices(seen.won, seen.a_stood, np.full(100, np.nan), seen.pair, seen.cluster))
    with pytest.raises(NotEnoughData, match="prompts"):
        length(Choices(seen.won, seen.a_stood, seen.doublings, seen.pair, seen.cluster % 3))


def test_it_says_nothing_of_a_judge_that_goes_by_the_place_alone():
    seen = choices(0.5, n=200)
    by_place = (seen.a_stood == 1).astype(float)
    with pytest.raises(NotEnoughData, match="place"):
        length(Choices(by_place, seen.a_stood, seen.doublings, seen.pair, seen.cluster))
