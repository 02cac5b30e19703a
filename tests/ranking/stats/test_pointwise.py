"""Errors, correlations and the calibration curve."""

import numpy as np
import pytest
from scipy import stats

from ranking.stats.pointwise import calibration_curve, closeness


def test_it_agrees_with_scipy():
    rng = np.random.default_rng(0)
    people = rng.integers(1, 6, 200).astype(float)
    predicted = np.round(people + rng.normal(0.5, 1, 200), 1)
    found = closeness(people, predicted)
    assert found.pearson == pytest.approx(stats.pearsonr(predicted, people).statistic)
    assert found.spearman == pytest.approx(stats.spearmanr(predicted, people).statistic)
    assert found.kendall == pytest.approx(stats.kendalltau(predicted, people).statistic)
    assert found.bias == pytest.approx((predicted - people).mean())
    assert found.rmse >= found.mae


def test_it_gives_no_correlation_where_one_side_never_varies():
    found = closeness(np.array([1.0, 2.0, 3.0]), np.ones(3))
    assert (found.pearson, found.spearman, found.kendall) == (None, None, None)


def test_the_curve_has_bins_of_equal_mass_and_never_parts_equal_predictions():
    rng = np.random.default_rng(1)
    smooth = calibration_curve(rng.normal(size=100), rng.normal(size=100))
    assert [point.n for point in smooth] == [10] * 10
    levels = calibration_curve(rng.normal(size=90), np.repeat([1.0, 2.0, 3.0], 30))
    assert [(point.predicted, point.n) for point in levels] == [(1, 30), (2, 30), (3, 30)]
    assert len(calibration_curve(np.ones(5), np.ones(5))) == 1
