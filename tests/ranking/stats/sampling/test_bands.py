"""Bands follow worth; the random share follows nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.stats.sampling.bands import priority_bands
from ranking.stats.sampling.ratings import worth_rating


def test_what_is_worth_most_comes_first_and_a_fifth_is_random():
    worth = np.random.default_rng(0).normal(size=5000)
    found = priority_bands(worth, seed=1)
    chosen = worth[~found.random], found.band[~found.random]
    means = [chosen[0][chosen[1] == band].mean() for band in range(1, 6)]
    assert means == sorted(means, reverse=True)
    assert found.random.mean() == pytest.approx(0.2, abs=0.02)
    assert np.corrcoef(worth[found.random], found.band[found.random])[0, 1] == pytest.approx(0, abs=0.07)
    assert worth[found.random].mean() == pytest.approx(0, abs=0.1)


@given(st.lists(st.floats(-5, 5), max_size=60), st.integers(0, 99))
def test_every_task_has_a_band_and_the_seed_decides(worth, seed):
    found, again = (priority_bands(np.array(worth), seed=seed) for _ in range(2))
    assert set(found.band.tolist()) <= {1, 2, 3, 4, 5}
    assert np.array_equal(found.band, again.band)


def test_few_ratings_disagreement_and_conflict_with_the_judge_ask_for_more():
    n = np.array([1, 4, 4, 4, 0])
    mean = np.array([3.0, 3.0, 3.0, 3.0, 0.0])
    squares = np.array([0.0, 1.0, 9.0, 1.0, 0.0])
    predicted = np.array([3.0, 3.0, 3.0, 5.0, np.nan])
    worth = worth_rating(n, mean, squares, predicted)
    few, calm, parted, conflict, nobody = worth
    assert calm < min(few, parted, conflict, nobody)
    assert conflict == worth.max()
