"""Exchanges of old and new."""

from itertools import product

import numpy as np
import pytest

from ranking.stats.decide.sign_flip import sign_flip


def test_it_is_the_share_of_all_exchanges_that_do_as_well():
    values = np.array([2.0, 1.0, 3.0, -1.0, 0.5])
    exact = np.mean([np.dot(signs, np.abs(values)) >= values.sum() for signs in product([1, -1], repeat=5)])
    assert sign_flip(values, seed=1, flips=40_000).p_value == pytest.approx(exact, abs=0.01)


def test_the_same_seed_gives_the_same_and_the_scale_does_not_matter():
    values = np.random.default_rng(0).normal(0.1, 1, 50)
    first = sign_flip(values, seed=3, flips=500).p_value
    assert sign_flip(values, seed=3, flips=500).p_value == first
    assert sign_flip(values * 25, seed=3, flips=500).p_value == first


def test_it_is_never_nothing():
    assert sign_flip(np.ones(100), seed=1, flips=99).p_value == 0.01


def test_an_exchange_that_would_have_passed_early_counts_as_better():
    values = np.ones(40)
    found = sign_flip(values, seed=1, flips=99, earlier=lambda signs: np.ones(len(signs), dtype=bool))
    assert (found.p_value, found.early) == (1.0, 1.0)


def test_under_no_gain_p_values_are_spread_evenly():
    random = np.random.default_rng(4)
    found = np.array([sign_flip(random.normal(0, 1, 20), seed=n, flips=199).p_value for n in range(400)])
    assert np.mean(found <= 0.1) == pytest.approx(0.1, abs=0.045)
    assert np.mean(found <= 0.5) == pytest.approx(0.5, abs=0.08)
