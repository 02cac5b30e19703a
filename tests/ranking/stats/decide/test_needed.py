"""How many, and how likely."""

import numpy as np
import pytest

from ranking.stats.decide.needed import chance_at_the_end, chance_of_passing, margin_shown, units_needed


def test_three_tenths_of_a_deviation_takes_eighty_seven_pairs_at_two_and_a_half_percent():
    """(1.960 + 0.842)^2 / 0.09 = 87.2 (Cohen 1988)."""
    assert units_needed(0.3, 1.0, 0.025) == 88


def test_nothing_finds_what_is_not_there():
    assert units_needed(0.0, 1.0, 0.025) is None
    assert units_needed(-0.2, 1.0, 0.025) is None


@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_that_many_units_have_that_chance(alpha):
    n = units_needed(0.4, 1.5, alpha, power=0.8)
    assert chance_of_passing(0.4, 1.5, n, alpha) == pytest.approx(0.8, abs=0.01)


def test_a_margin_that_is_shown_is_passed_with_that_chance():
    margin = margin_shown(1.2, 30, 0.025)
    assert chance_of_passing(margin, 1.2, 30, 0.025) == pytest.approx(0.8)


def test_the_chance_at_the_end_is_what_simulation_gives():
    random = np.random.default_rng(1)
    seen, planned, estimate = 80, 200, 0.1
    true = random.normal(estimate, 1 / np.sqrt(seen), 40_000)
    rest = random.normal(true, 1 / np.sqrt(planned - seen))
    end = (estimate * seen + rest * (planned - seen)) / planned
    passed = (end * np.sqrt(planned) > 1.6449).mean()
    assert chance_at_the_end(estimate, 1.0, seen, planned, 0.05) == pytest.approx(passed, abs=0.01)


def test_when_all_are_in_it_is_decided():
    assert chance_at_the_end(0.3, 1.0, 200, 200, 0.05) == 1.0
    assert chance_at_the_end(0.05, 1.0, 200, 200, 0.05) == 0.0
    assert chance_of_passing(0.1, 0.0, 5, 0.05) == 1.0
