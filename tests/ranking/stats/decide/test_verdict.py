"""What follows from the measures."""

import numpy as np
import pytest

from ranking.stats.decide.gaps import gap_widening
from ranking.stats.decide.measure import Looks, looked_at, measure
from ranking.stats.decide.verdict import Outcome, decide
from ranking.stats.errors import NotEnoughData

WORTH = 0.1


def looks(n, final=True):
    return Looks(ends=() if final else (n,), final=final, seed=1, alpha=0.025, flips=400)


def around(mean, n=100, spread=0.8, seed=0):
    values = np.random.default_rng(seed).normal(0, 1, n)
    return np.clip((values - values.mean()) / values.std() * spread + mean, -4, 4)


def primary(mean, n=100, final=True, planned=None):
    return measure(around(mean, n), reach=4, null=0, alpha=0.025, planned=planned or n, looks=looks(n, final))


def guard(mean, n=100, margin=0.3, final=True):
    return measure(around(mean, n, seed=1), reach=4, null=-margin, alpha=0.05, planned=n, looks=looks(n, final))


def test_a_gain_with_guards_that_hold_is_promoted():
    found = decide(primary(0.4), [guard(0.0), guard(-0.05)], final=True, worthwhile=WORTH)
    assert found.outcome == Outcome.PROMOTE


def test_a_guard_that_is_broken_rejects_whatever_the_gain():
    found = decide(primary(0.8), [guard(0.0), guard(-0.8)], final=True, worthwhile=WORTH)
    assert (found.outcome, found.broken) == (Outcome.REJECT, (1,))


def test_a_guard_that_is_not_shown_to_hold_keeps_a_gain_from_promotion():
    found = decide(primary(0.8), [guard(-0.25)], final=True, worthwhile=WORTH)
    assert (found.outcome, found.unshown) == (Outcome.MORE, (0,))
    assert found.more_units is not None
    assert found.more_units > 100


def test_no_gain_is_rejected_at_the_end_and_not_before():
    assert decide(primary(-0.02), [], final=True, worthwhile=WORTH).outcome == Outcome.REJECT
    assert decide(primary(-0.02, final=False, planned=200), [], final=False, worthwhile=WORTH).outcome == Outcome.MORE


def test_a_gain_too_small_to_want_is_rejected():
    assert decide(primary(0.02, n=2000), [], final=True, worthwhile=WORTH).outcome == Outcome.REJECT


def test_a_version_that_is_clearly_worse_is_rejected_early():
    assert decide(primary(-1.2, final=False), [], final=False, worthwhile=WORTH).outcome == Outcome.REJECT


def test_a_gain_within_its_noise_needs_about_so_many_more():
    found = decide(primary(0.1), [], final=True, worthwhile=WORTH)
    assert found.outcome == Outcome.MORE
    # (1.96 + .84)^2 (.804 / .1)^2, from nothing: a further round starts anew.
    assert found.more_units == pytest.approx(507, abs=5)
    running = decide(primary(0.1, final=False, planned=200), [], final=False, worthwhile=WORTH)
    assert running.more_units == pytest.approx(407, abs=5)
    assert 0 < running.chance < 1


def test_a_plan_that_is_long_enough_decides_at_its_end_or_sooner():
    slow = decide(primary(0.2, final=False, planned=140), [], final=False, worthwhile=WORTH)
    assert slow.more_units == 40
    quick = decide(primary(0.2, final=False, planned=400), [], final=False, worthwhile=WORTH)
    assert 40 < quick.more_units < 300


def test_where_no_number_would_do_none_is_named():
    found = decide(primary(-0.02, final=False, planned=200), [], final=False, worthwhile=WORTH)
    assert found.more_units is None


def test_sets_of_a_gap_are_told_as_units_of_the_round():
    """Twenty sets beside a hundred items: four times the sets are four times the round."""
    random = np.random.default_rng(1)
    gap = gap_widening(
        random.normal(0, 0.6, 20), random.normal(0, 0.6, 20), reach=4, margin=0.3, planned=20, looks=looks(20)
    )
    found = decide(primary(0.8), [gap], final=True, worthwhile=WORTH)
    assert found.outcome == Outcome.MORE
    assert found.more_units is None or found.more_units > 100


def test_two_pairs_are_the_least():
    with pytest.raises(NotEnoughData):
        measure(np.ones(1), reach=4, null=0, alpha=0.025, planned=9, looks=looks(1, final=False))


def test_units_stand_in_the_order_they_came():
    order, ends = looked_at([3.0, 1.0, 2.0, 9.0], [2.5, 5.0])
    assert order.tolist() == [1, 2, 0, 3]
    assert ends == (2, 3)
