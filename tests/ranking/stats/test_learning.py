"""Learning curves: they find a planted law, and say so where more answers would not help."""

import numpy as np
import pytest

from ranking.stats.errors import NotConverged, NotEnoughData
from ranking.stats.learning import MOST_ROWS, learning_curve
from ranking.stats.mappings import MAPPINGS
from ranking.stats.mappings.base import Features


def lawful(floor, gain, power=1.0, noise=0.0):
    rng = np.random.default_rng(0)
    return lambda train, test: floor + gain * len(train) ** -power + rng.normal(0, noise, len(test))


def even(train, test):
    return np.full(len(test), 0.81)


def test_it_finds_a_planted_law():
    found = learning_curve(lawful(0.5, 20.0), even, np.arange(400), seed=0, root=False)
    assert (found.law.floor, found.law.gain, found.law.power) == pytest.approx((0.5, 20.0, 1.0))
    assert found.now == pytest.approx(0.5 + 20 / 400)
    assert found.saving == pytest.approx(20 / 400 - 20 / 800)
    assert found.helps
    assert found.for_half == 400
    assert found.reference == pytest.approx(0.81)
    assert [step.n for step in found.steps] == sorted({step.n for step in found.steps})


def test_a_flat_curve_says_that_more_answers_do_not_help():
    found = learning_curve(lawful(0.8, 0.0, noise=0.3), even, np.arange(300), seed=0, root=False)
    assert not found.helps
    assert found.for_half is None
    assert found.law.at(10_000) == pytest.approx(0.8, abs=0.03)


def test_whole_groups_are_held_out():
    groups = np.repeat(np.arange(20), 10)

    def trial(train, test):
        assert not set(groups[train]) & set(groups[test])
        return np.ones(len(test))

    learning_curve(trial, even, groups, seed=0, root=True)


def test_a_real_mapping_with_many_columns_still_learns_where_one_with_two_does_not():
    rng = np.random.default_rng(1)
    table = rng.normal(0, 1, (150, 30))
    people = table @ rng.normal(0, 0.4, 30) + rng.normal(0, 1, 150)
    features = Features(table, [str(place) for place in range(30)], 0)

    def squared(name):
        def trial(train, test):
            params = MAPPINGS[name].fit(features.rows(train), people[train])
            return (people[test] - MAPPINGS[name].apply(params, features.rows(test))) ** 2

        return trial

    many = learning_curve(squared("ridge"), even, np.arange(150), seed=0, root=True)
    few = learning_curve(squared("constant"), even, np.arange(150), seed=0, root=True)
    assert many.helps
    assert many.saving > 5 * few.saving
    assert not few.helps


def test_sizes_at_which_the_fit_does_not_settle_are_left_out():
    def trial(train, test):
        if len(train) < 60:
            raise NotConverged("It", 1)
        return np.full(len(test), 1 / len(train))

    found = learning_curve(trial, even, np.arange(400), seed=0, root=False)
    assert min(step.n for step in found.steps) >= 60


def test_a_large_set_is_thinned():
    found = learning_curve(lawful(0.5, 20.0), even, np.arange(20_000), seed=0, root=False)
    assert found.steps[-1].n < MOST_ROWS
    assert found.n == 20_000


def test_it_refuses_few_answers_and_few_prompts():
    with pytest.raises(NotEnoughData, match="there are 40 on 40"):
        learning_curve(lawful(1, 1), even, np.arange(40), seed=0, root=False)
    with pytest.raises(NotEnoughData, match="there are 100 on 4"):
        learning_curve(lawful(1, 1), even, np.arange(100) % 4, seed=0, root=False)
