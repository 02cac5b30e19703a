"""People's scores of one response, added up."""

import numpy as np
import pytest
from scipy import stats

from ranking.stats.consensus import cell_means


def test_it_averages_each_cell_with_a_t_interval_inside_the_scale():
    values = np.array([4.0, 5, 5, 2])
    found = cell_means(np.array([7, 7, 7, 3]), values, minimum=np.full(4, 1.0), maximum=np.full(4, 5.0))
    assert found.cells.tolist() == [3, 7]
    assert found.mean == pytest.approx([2, 14 / 3])
    assert found.n.tolist() == [1, 3]
    assert np.isnan(found.low[0])
    low, _ = stats.t.interval(0.95, 2, loc=14 / 3, scale=stats.sem(values[:3]))
    assert found.low[1] == pytest.approx(low)
    assert found.high[1] == 5
