"""Proportional odds: probabilities that are right, and parameters that are found again."""

import json

import numpy as np
import pytest

from ranking.stats.mappings.base import Features
from ranking.stats.mappings.ordinal import ORDINAL, probabilities


def drawn(n=4000, seed=0):
    rng = np.random.default_rng(seed)
    judge = rng.normal(5, 2, n)
    hidden = 0.9 * judge + rng.logistic(0, 1, n)
    return Features(judge[:, None], ["quality"], 0), 1.0 + np.digitize(hidden, [2, 4, 5, 7])


def test_it_finds_the_planted_parameters():
    features, people = drawn()
    params = json.loads(json.dumps(ORDINAL.fit(features, people)))
    assert params["slope"] == pytest.approx(0.9, abs=0.05)
    assert params["thresholds"] == pytest.approx([2, 4, 5, 7], abs=0.25)
    assert params["levels"] == [1, 2, 3, 4, 5]


def test_its_probabilities_are_as_frequent_as_they_say():
    features, people = drawn()
    chance = probabilities(ORDINAL.fit(features, people), features)
    assert chance.sum(axis=1) == pytest.approx(1)
    assert chance.mean(axis=0) == pytest.approx([(people == level).mean() for level in range(1, 6)], abs=0.01)
    low = features.column() < 3
    assert chance[low, 0].mean() == pytest.approx((people[low] == 1).mean(), abs=0.03)


def test_a_judge_that_parts_the_levels_without_a_mistake_stays_finite():
    judge = np.repeat([1.0, 2.0, 3.0], 50)
    params = ORDINAL.fit(Features(judge[:, None], ["quality"], 0), judge)
    assert np.isfinite(params["slope"])
    assert ORDINAL.apply(params, Features(np.array([[1.0], [3.0]]), ["quality"], 0)) == pytest.approx([1, 3], abs=0.1)


def test_it_is_for_scales_of_few_levels():
    features, people = drawn(500)
    assert ORDINAL.suits(features, people)
    assert not ORDINAL.suits(features, np.arange(500.0))
