"""Prediction-powered means: coverage, and never much wider than the labels alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.errors import NotEnoughData
from ranking.stats.estimates.ppi import ppi_mean


def draw(rng, n, m, carry):
    truth = rng.normal(3, 1, n + m)
    judge = carry * truth + rng.normal(1, 0.7, n + m)
    return truth[:n], judge[:n], judge[n:]


def test_a_judge_that_is_right_narrows_the_interval():
    found = ppi_mean(*draw(np.random.default_rng(0), 50, 2000, 1.0))
    assert found.high - found.low < 0.75 * (found.labels_high - found.labels_low)
    assert 0.4 < found.weight <= 1
    assert (found.n, found.judged) == (50, 2000)


def test_a_judge_that_knows_nothing_is_hardly_listened_to():
    weights, ratios = [], []
    for seed in range(200):
        found = ppi_mean(*draw(np.random.default_rng(seed), 60, 1000, 0.0))
        weights.append(found.weight)
        ratios.append((found.high - found.low) / (found.labels_high - found.labels_low))
    assert np.mean(weights) < 0.15
    assert max(ratios) <= 1.0


def test_a_judge_that_never_varies_changes_nothing():
    found = ppi_mean(np.arange(10.0), np.ones(10), np.ones(99))
    assert (found.estimate, found.weight) == (4.5, 0)
    assert found.low == pytest.approx(found.labels_low)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=10, max_size=30), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_it_is_never_wider_than_the_labels_alone(rows, seed):
    labels, judged = np.array(rows, dtype=float).T
    if np.ptp(labels) == 0:
        return
    found = ppi_mean(labels, judged, np.random.default_rng(seed).integers(1, 6, 50).astype(float))
    assert found.high - found.low <= found.labels_high - found.labels_low + 1e-9


def test_its_interval_covers_the_mean_about_as_often_as_it_says():
    covered = 0
    for seed in range(400):
        found = ppi_mean(*draw(np.random.default_rng(seed), 30, 200, 0.8))
        covered += found.low <= 3 <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_it_wants_labels():
    with pytest.raises(NotEnoughData, match="there are 9 and 10"):
        ppi_mean(np.arange(9.0), np.ones(9), np.ones(10))
    with pytest.raises(NotEnoughData, match="same"):
        ppi_mean(np.ones(30), np.ones(30), np.ones(10))
