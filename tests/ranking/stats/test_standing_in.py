"""The gate: two tests, each with half of the error."""

import numpy as np
import pytest

from benchmarks.gate.measure import passes
from benchmarks.gate.worlds import Size
from ranking.stats.replacement import Replacement, shifted
from ranking.stats.replacement import _of_half as of_half
from ranking.stats.standing_in import StandingIn, standing_in
from tests.ranking.stats.test_replacement import people, rows


def found(p, passes=True):
    return Replacement(1.0 if passes else 0.0, 0.6, 0.2, "neg_rmse", passes, 4, p)


def test_each_of_two_tests_has_half_of_the_error():
    assert StandingIn(found(0.02), found(0.5)).as_it_is
    assert StandingIn(found(0.5), found(0.02)).once_shifted
    assert not StandingIn(found(0.04), found(0.04)).passes
    assert StandingIn(found(0.04), None).passes


def test_what_equals_fewer_than_half_stays_out_however_clear_the_others_are():
    assert not StandingIn(found(0.0, passes=False), None).passes


def test_a_kind_judge_may_once_its_mean_is_peoples():
    truth, table = people()
    both = standing_in(truth + 1.5, rows(table), metric="neg_rmse", epsilon=0.2)
    assert (both.as_it_is, both.once_shifted, both.passes) == (False, True, True)


def test_a_judge_that_leans_to_no_side_has_one_test_and_the_whole_of_the_error():
    truth, table = people()
    even = shifted(truth, rows(table))
    for lean, level in ((0.0, 0.05), (0.04, 0.05), (0.5, 0.025), (-0.5, 0.025)):
        both = standing_in(even + lean, rows(table), metric="neg_rmse", epsilon=0.2)
        assert (both.level, both.shifted is None) == (level, level == 0.05)
    # Of one prompt no lean is told apart from the prompt's own.
    alone = standing_in(truth + 0.5, rows(table, np.zeros(120, dtype=int)), metric="neg_rmse", epsilon=0.2)
    assert alone.shifted is None


def test_that_it_equals_half_is_told_by_all_of_the_upper_half():
    """Simes' test of the p-values from the third of six on; those before may be as small as they like."""
    for least in (0.0, 0.01):
        told = of_half(np.array([0.06, least, 0.04, 0.05, least, 0.03]))
        assert told == pytest.approx(min(4 * 0.03, 4 * 0.04 / 2, 4 * 0.05 / 3, 0.06))
    rng = np.random.default_rng(0)
    by_luck = [of_half(np.append(np.zeros(4), rng.random(6))) <= 0.05 for _ in range(4000)]
    assert np.mean(by_luck) == pytest.approx(0.05, abs=0.01)


def test_verdicts_have_no_mean_to_shift():
    truth, table = people()
    both = standing_in(np.sign(truth - 3), rows(np.sign(table - 3)), metric="accuracy", epsilon=0.2)
    assert both.shifted is None
    assert both.level == 0.05


@pytest.mark.slow
@pytest.mark.parametrize("name", ["3 or 4 by lot", "noisy, any number", "lost on some prompts"])
def test_it_opens_by_luck_in_fewer_than_one_of_twenty(name):
    # The bound is what 150 projects show of 5 % by luck, once in a hundred times.
    assert passes(name, Size(4, 30, 5, 3), 150)[2] <= 0.093
