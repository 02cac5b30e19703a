"""The correction for lopsided differences."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from ranking.stats.decide.skewed import corrected_p


def test_without_skewness_it_is_the_t_test():
    values = np.concatenate([np.linspace(-1, 1, 41) + 0.2])
    expected = ttest_1samp(values, 0, alternative="greater").pvalue
    assert corrected_p(values) == pytest.approx(expected, rel=1e-6)


def test_a_long_tail_of_losses_makes_it_careful_and_one_of_gains_bold():
    base = np.concatenate([np.full(95, 0.3), np.full(5, -2.0)]) + np.linspace(-0.1, 0.1, 100)
    plain = ttest_1samp(base, 0, alternative="greater").pvalue
    assert corrected_p(base) > plain
    mirrored = 2 * base.mean() - base
    assert corrected_p(mirrored) < ttest_1samp(mirrored, 0, alternative="greater").pvalue


def test_it_falls_as_the_gain_grows():
    base = np.random.default_rng(0).exponential(1, 40) - 1
    found = [corrected_p(base + gain) for gain in (-0.5, 0.0, 0.3, 1.0, 3.0)]
    assert found == sorted(found, reverse=True)


def test_differences_that_are_all_alike_are_sure():
    assert corrected_p(np.full(12, 0.5)) == 0.0
    assert corrected_p(np.zeros(12)) == 1.0
