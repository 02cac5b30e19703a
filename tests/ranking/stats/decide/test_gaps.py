"""Gaps that widen, whichever way they point."""

import numpy as np
import pytest

from ranking.stats.decide.gaps import gap_widening
from ranking.stats.decide.measure import Looks
from ranking.stats.errors import NotEnoughData

END = Looks(ends=(), final=True, seed=1, alpha=0.025, flips=400)


def gaps(old_mean, new_mean, n=80, seed=0, looks=END, margin=0.3):
    random = np.random.default_rng(seed)
    old, new = random.normal(old_mean, 0.5, n), random.normal(new_mean, 0.5, n)
    old, new = (np.clip(one - one.mean() + mean, -4, 4) for one, mean in ((old, old_mean), (new, new_mean)))
    return gap_widening(old, new, reach=4, margin=margin, planned=n, looks=looks)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_gap_that_stays_holds_and_one_that_widens_is_broken(sign):
    same = gaps(0.4 * sign, 0.4 * sign)
    assert same.tested.passed
    assert same.estimate == pytest.approx(0)
    wide = gaps(0.1 * sign, 1.2 * sign)
    assert wide.broken
    assert not wide.tested.passed
    assert wide.estimate == pytest.approx(1.1)
    assert wide.low > 0.3


def test_a_gap_that_turns_round_is_measured_by_its_size():
    turned = gaps(0.4, -0.4)
    assert turned.tested.passed
    assert turned.estimate == pytest.approx(0)
    assert gaps(0.2, -1.2).broken


def test_too_few_answers_show_neither():
    found = gaps(0.0, 0.25, n=12)
    assert not found.tested.passed
    assert not found.broken
    assert found.effect == pytest.approx(0.05)


def test_below_ten_sets_there_is_no_word():
    with pytest.raises(NotEnoughData):
        gaps(0, 0, n=9)


def test_a_gap_that_widens_by_the_margin_passes_in_one_of_twenty_at_most():
    random = np.random.default_rng(3)
    passed = 0
    for n in range(200):
        old, new = random.normal(0.0, 0.5, 40), random.normal(0.3, 0.5, 40)
        looks = Looks(ends=(20,), final=True, seed=n, alpha=0.025, flips=200)
        passed += gap_widening(old, new, reach=4, margin=0.3, planned=40, looks=looks).tested.passed
    # 5 % of 200 are 10; more than 18 come about in 1 of 100.
    assert passed <= 18


def test_early_it_passes_by_bets_alone():
    early = Looks(ends=(80,), final=False, seed=1, alpha=0.025)
    found = gaps(0.0, 0.0, margin=1.5, looks=early)
    assert found.tested.crossed == 0
    assert found.tested.passed
    assert not gaps(0.0, 0.0, margin=0.1, looks=early).tested.passed
