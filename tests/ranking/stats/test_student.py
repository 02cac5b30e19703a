"""Adjusted p-values and t against scipy.stats."""

import numpy as np
import pytest
from scipy import stats

from ranking.stats.student import false_discovery, t_reach, t_two_sided


@pytest.mark.parametrize(("dependent", "method"), [(False, "bh"), (True, "by")])
def test_adjusted_p_values_agree_with_scipy(dependent, method):
    p_values = np.random.default_rng(0).random(20) ** 2
    expected = stats.false_discovery_control(p_values, method=method)
    assert false_discovery(p_values, dependent=dependent) == pytest.approx(expected)


def test_t_agrees_with_scipy():
    assert t_two_sided(2.1, 9) == pytest.approx(2 * stats.t.sf(2.1, 9))
    assert float(t_reach(9)) == pytest.approx(stats.t.ppf(0.975, 9))
