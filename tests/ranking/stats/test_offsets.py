"""Raters' offsets are shrunken by what their differences are worth."""

import numpy as np
import pytest

from ranking.stats.offsets import rater_offsets


def test_it_finds_severe_and_lenient_raters_and_shrinks_the_little_known():
    rng = np.random.default_rng(0)
    raters = np.repeat([0, 1, 2], [200, 200, 2])
    residuals = np.array([-1.0, 1.0, 1.0])[raters] + rng.normal(0, 0.5, 402)
    found = rater_offsets(residuals, raters, 4)
    assert found[:2] == pytest.approx([-1, 1], abs=0.15)
    assert 0 < found[2] < residuals[raters == 2].mean()
    assert found[3] == 0


def test_it_says_nothing_where_raters_differ_no_more_than_by_chance():
    raters = np.tile([0, 1, 2], 4)
    assert rater_offsets(np.tile([1.0, 1.0, 1.0, -1.0, -1.0, -1.0], 2), raters, 3).tolist() == [0, 0, 0]
    assert rater_offsets(np.ones(3), np.zeros(3, dtype=int), 1).tolist() == [0]
