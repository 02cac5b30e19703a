"""Leaving rows to the judge: the surest first, with the error where it stands alone."""

import numpy as np
import pytest

from ranking.stats.abstention import Rows, abstention_curve, alone_at


def rows(n=400, seed=0):
    rng = np.random.default_rng(seed)
    unsure = rng.uniform(0.2, 2.0, n)
    error = rng.normal(0, unsure)
    return Rows(unsure, error**2, (np.abs(error) <= 1.645 * unsure).astype(float), np.arange(n))


def test_the_surer_it_is_the_less_it_errs():
    curve = abstention_curve(rows(), root=True)
    assert curve[0].error < 0.6 < 1.0 < curve[-1].error
    assert [one.share for one in curve] == sorted(one.share for one in curve)
    assert curve[-1].share == 1
    assert all(one.low < one.error < one.high for one in curve)
    assert all(one.held_low < 0.9 < one.held_high for one in curve[3:])


def test_rows_equally_sure_go_together():
    flat = Rows(np.ones(50), np.ones(50), np.ones(50), np.arange(50))
    (only,) = abstention_curve(flat, root=True)
    assert (only.limit, only.share, only.n, only.error) == (1.0, 1.0, 50, 1.0)


def test_a_rule_leaves_what_it_says():
    found = alone_at(rows(), 0.65, root=True)
    assert found.share == pytest.approx(0.25, abs=0.05)
    assert alone_at(rows(), 0.1, root=True) is None


def test_one_group_has_no_interval():
    seen = rows(30)
    found = alone_at(Rows(seen.unsure, seen.loss, seen.held, np.zeros(30, dtype=int)), 2.0, root=False)
    assert (found.low, found.high) == (None, None)
