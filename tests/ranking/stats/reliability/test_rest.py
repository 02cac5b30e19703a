"""Agreement with the rest, all raters at once, is that of one by one."""

import numpy as np
import pytest

from ranking.stats.reliability.rest import agreement_with_rest
from ranking.stats.steadiness import distances, nearness


def panel(seed=0, units=60, raters=5):
    rng = np.random.default_rng(seed)
    unit, rater = np.repeat(np.arange(units), raters), np.tile(np.arange(raters), units)
    truth = rng.integers(1, 5, units)
    values = np.where(rater == 4, rng.integers(1, 5, len(unit)), truth[unit] + rng.integers(0, 2, len(unit)))
    return unit, rater, values.astype(float)


@pytest.mark.parametrize("nominal", [False, True])
def test_it_is_nearness_for_everybody(nominal):
    units, raters, values = panel()
    tasks = np.arange(len(units)) // 2
    found = agreement_with_rest(units, raters, values, tasks, nominal=nominal)
    apart = distances(units, values, nominal=nominal)
    for rater in range(5):
        own = raters == rater
        alone = nearness(apart[own], values[own], values, tasks[own], nominal=nominal)
        assert found.value[rater] == pytest.approx(alone.value)
        assert found.n[rater] == alone.n
        assert found.low[rater] <= found.value[rater] <= found.high[rater] <= 1
    assert found.value[4] < found.value[:4].min() - 0.15


def test_few_shared_answers_say_nothing():
    units, raters, values = panel(units=9)
    assert np.isnan(agreement_with_rest(units, raters, values, np.arange(len(units)), nominal=False).value).all()


def test_all_answers_alike_leave_nothing_to_agree_on():
    units, raters, _ = panel()
    same = np.ones(len(units))
    assert np.isnan(agreement_with_rest(units, raters, same, np.arange(len(units)), nominal=True).value).all()
