"""Labels as codes, and rows by code."""

import numpy as np
import pytest

from ranking.stats.arrays import codes_of, rows_by


@pytest.mark.parametrize("low", [0, -3, 10**12])
def test_codes_are_the_places_of_labels_among_the_distinct_ones(low):
    labels = low + np.random.default_rng(0).integers(0, 40, 100) * 2
    assert codes_of(labels).tolist() == np.unique(labels, return_inverse=True)[1].tolist()
    assert codes_of(labels[:0]).tolist() == []


def test_rows_are_given_by_code_in_their_order_and_below_zero_is_none():
    found = {code: rows.tolist() for code, rows in rows_by(np.array([2, -1, 0, 2, 2, 0]))}
    assert found == {0: [2, 5], 2: [0, 3, 4]}
    assert list(rows_by(np.zeros(0, dtype=np.int64))) == []
