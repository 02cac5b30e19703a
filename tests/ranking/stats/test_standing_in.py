"""The gate: two tests, each with half of the error."""

import numpy as np
import pytest

from benchmarks.gate.measure import passes
from benchmarks.gate.worlds import Size
from ranking.stats.replacement import Replacement
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
