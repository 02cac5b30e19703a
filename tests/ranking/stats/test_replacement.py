"""The alternative annotator test."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.replacement import alternative_annotator_test


def people(raters=4, units=120, noise=0.8, seed=0):
    rng = np.random.default_rng(seed)
    truth = rng.normal(3, 1, units)
    return truth, truth + rng.normal(0, noise, (raters, units))


def test_a_judge_near_the_truth_may_replace_a_rater():
    truth, table = people()
    found = alternative_annotator_test(truth, table, metric="neg_rmse")
    assert found.passes
    assert found.winning_rate == 1
    assert found.advantage_probability > 0.5


def test_a_judge_that_guesses_may_not():
    truth, table = people()
    found = alternative_annotator_test(np.random.default_rng(4).permutation(truth) + 2, table, metric="neg_rmse")
    assert not found.passes
    assert found.winning_rate == 0


def test_answers_of_one_kind_are_compared_by_equality():
    rng = np.random.default_rng(2)
    truth = rng.choice([-1.0, 0, 1], 150)
    table = np.where(rng.random((3, 150)) < 0.8, truth, rng.choice([-1.0, 0, 1], (3, 150)))
    assert alternative_annotator_test(truth, table, metric="accuracy").passes
    assert not alternative_annotator_test(-truth, table, metric="accuracy").passes


def test_it_refuses_two_raters_or_few_shared_units():
    truth, table = people()
    with pytest.raises(NotEnoughData, match="at least 3 people"):
        alternative_annotator_test(truth, table[:2], metric="neg_rmse")
    with pytest.raises(NotEnoughData, match="there are 0"):
        alternative_annotator_test(truth[:29], table[:, :29], metric="neg_rmse")
