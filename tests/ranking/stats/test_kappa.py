"""Cohen's kappa against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from ranking.stats.kappa import cohen_kappas, kappa


def test_it_agrees_with_scikit_learn_for_every_pair_of_raters():
    rng = np.random.default_rng(1)
    units, raters = np.divmod(np.arange(300), 3)
    values = rng.integers(0, 3, 300).astype(float)
    found = cohen_kappas(units, raters, values)
    for one, two in [(0, 1), (0, 2), (1, 2)]:
        expected = cohen_kappa_score(values[raters == one], values[raters == two])
        assert found.kappa[one, two] == pytest.approx(expected)
        assert found.shared[one, two] == 100


def test_it_counts_only_units_that_both_answered():
    found = cohen_kappas(np.array([0, 1, 2, 0, 1]), np.array([0, 0, 0, 1, 1]), np.array([1.0, 2, 1, 1, 2]))
    assert found.shared[0, 1] == 2
    assert found.kappa[0, 1] == pytest.approx(1.0)


def test_it_is_undefined_where_both_always_say_the_same_or_share_nothing():
    found = cohen_kappas(np.array([0, 1, 0, 1, 2]), np.array([0, 0, 1, 1, 2]), np.ones(5))
    assert np.isnan(found.kappa[0, 1])
    assert np.isnan(found.kappa[0, 2])
    assert kappa(np.zeros(3, dtype=int), np.zeros(3, dtype=int)) is None
    assert kappa(np.zeros(0, dtype=int), np.zeros(0, dtype=int)) is None
