import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from ranking.stats.regression import cluster_errors, least_squares


def drawn(seed):
    rng = np.random.default_rng(seed)
    table = np.column_stack([np.ones(200), rng.normal(size=(200, 3))])
    codes = np.repeat(np.arange(40), 5)
    # A trait of whole clusters, and noise that they share: errors by row would be far too small.
    table[:, 1] = rng.normal(size=40)[codes]
    return table, table @ [1, 0.5, 0, -2] + rng.normal(size=40)[codes] + 0.3 * rng.normal(size=200), codes


def test_coefficients_are_those_of_scikit_learn():
    table, target, _codes = drawn(0)
    other = LinearRegression(fit_intercept=False).fit(table, target)
    assert least_squares(table, target).coefficients == pytest.approx(other.coef_)


def test_errors_are_as_large_as_coefficients_vary():
    found = [least_squares(*drawn(seed)[:2]) for seed in range(300)]
    spread = np.std([one.coefficients for one in found], axis=0)
    errors = np.mean([cluster_errors(one.influence, drawn(0)[2]) for one in found], axis=0)
    assert errors == pytest.approx(spread, rel=0.15)
