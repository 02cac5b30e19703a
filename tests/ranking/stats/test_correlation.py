"""Correlations of two columns, beside another library's."""

import numpy as np
import pytest
from scipy import stats

from ranking.stats.correlation import kendall, pearson, spearman
from ranking.stats.errors import NotEnoughData


@pytest.mark.parametrize(("rows", "values", "others"), [(12, 2, 3), (400, 5, 40), (3000, 3000, 3000)])
def test_they_are_those_of_another_library(rows, values, others):
    rng = np.random.default_rng(rows)
    one = rng.integers(0, values, rows).astype(float)
    two = one * others / values + rng.integers(0, others, rows)
    assert kendall(one, two) == pytest.approx(stats.kendalltau(one, two).statistic)
    assert spearman(one, two) == pytest.approx(stats.spearmanr(one, two).statistic)
    assert pearson(one, two) == pytest.approx(stats.pearsonr(one, two).statistic)


@pytest.mark.parametrize("of", [kendall, pearson, spearman])
def test_a_column_that_does_not_vary_has_none(of):
    with pytest.raises(NotEnoughData, match="does not vary"):
        of(np.ones(9), np.arange(9.0))
