"""A slope as a finding."""

import numpy as np
import pytest

from ranking.stats.audits.slopes import slope_finding
from ranking.stats.errors import NotEnoughData


def test_what_is_always_the_same_has_no_slope():
    columns = np.random.default_rng(0).normal(size=(40, 1))
    with pytest.raises(NotEnoughData, match="the same"):
        slope_finding(columns, np.full(40, 0.1) * 3, np.arange(40))
