"""Gaps and flips under a swap of one attribute."""

import numpy as np
import pytest
from scipy.stats import binomtest

from ranking.stats.audits.base import Swaps
from ranking.stats.audits.counterfactual import counterfactual, flip_rate, group_table
from ranking.stats.errors import NotEnoughData


def swapped(gap, sets=200, seed=0):
    rng = np.random.default_rng(seed)
    worth = np.repeat(rng.normal(3, 1, sets), 3)
    group = np.tile([0, 1, 2], sets)
    score = worth + gap * (group == 0) + rng.normal(0, 0.3, 3 * sets)
    return Swaps(score, (score >= 3.5).astype(float), np.repeat(np.arange(sets), 3), group, (0, 1))


def test_it_finds_a_planted_gap_and_takes_no_note_of_the_third_value():
    found = counterfactual(swapped(0.4))
    assert found.low < 0.4 < found.high
    assert found.n == 200
    none = counterfactual(swapped(0.0))
    assert none.low < 0 < none.high


def test_flips_are_counted_by_set():
    accepted = np.array([1, 0] * 6 + [1, 1] * 12 + [0, 1] * 2, dtype=float)
    swaps = Swaps(accepted, accepted, np.repeat(np.arange(20), 2), np.tile([0, 1], 20), (0, 1))
    found = flip_rate(swaps)
    assert found.estimate == pytest.approx(8 / 20)
    assert 0 < found.low < 0.4 < found.high < 1
    whole, own = binomtest(2, 8).pvalue, 28 / 256
    assert found.p_value == pytest.approx(whole - own)


def test_it_wants_sets_with_both_values():
    few = swapped(0.4, sets=9)
    with pytest.raises(NotEnoughData, match="there are 9"):
        counterfactual(few)
    with pytest.raises(NotEnoughData, match="there are 0"):
        counterfactual(Swaps(few.score, few.accepted, few.set, few.group + 5, (0, 1)))


def test_every_value_has_its_mean_its_interval_and_its_share_accepted():
    seen = swapped(0.4)
    table = group_table(seen.score, seen.accepted, seen.set, seen.group)
    assert [row.group for row in table] == [0, 1, 2]
    first = table[0]
    own = seen.score[seen.group == 0]
    assert (first.n, first.sets, first.mean) == (200, 200, pytest.approx(own.mean()))
    assert first.low < first.mean < first.high
    assert first.accepted.share == pytest.approx((own >= 3.5).mean())


def test_of_one_set_there_is_no_interval():
    one = group_table(np.array([3.0, 4.0]), np.array([0.0, 1.0]), np.zeros(2, dtype=int), np.array([0, 1]))
    assert [(row.low, row.high, row.accepted.share, row.n) for row in one] == [(None, None, 0, 1), (None, None, 1, 1)]


def test_a_set_counts_once_however_many_scored_it():
    seen = swapped(0.4)
    twice = [np.repeat(each, 2) for each in (seen.score, seen.accepted, seen.set, seen.group)]
    once = group_table(seen.score, seen.accepted, seen.set, seen.group)
    assert [row.accepted for row in group_table(*twice)] == [row.accepted for row in once]
