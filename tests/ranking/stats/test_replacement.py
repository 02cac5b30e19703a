"""The alternative annotator test."""

import tracemalloc

import numpy as np
import pytest
from scipy.stats import false_discovery_control, ttest_1samp

from ranking.stats.errors import NotEnoughData
from ranking.stats.replacement import Replacement, alternative_annotator_test


def outcome(judge, table, *, metric, epsilon) -> Replacement:
    """The test of a judge (units,) beside a table (raters, units), nan where no answer."""
    raters, units = np.nonzero(~np.isnan(table))
    return alternative_annotator_test(judge[units], units, raters, table[raters, units], metric=metric, epsilon=epsilon)


def people(raters=4, units=120, noise=0.8, seed=0):
    rng = np.random.default_rng(seed)
    truth = rng.normal(3, 1, units)
    return truth, truth + rng.normal(0, noise, (raters, units))


def test_a_judge_near_the_truth_may_replace_a_rater():
    truth, table = people()
    found = outcome(truth, table, metric="neg_rmse", epsilon=0.2)
    assert found.passes
    assert found.winning_rate == 1
    assert found.advantage_probability > 0.5


def test_a_judge_that_guesses_may_not():
    truth, table = people()
    found = outcome(np.random.default_rng(4).permutation(truth) + 2, table, metric="neg_rmse", epsilon=0.2)
    assert not found.passes
    assert found.winning_rate == 0


def test_answers_of_one_kind_are_compared_by_equality():
    rng = np.random.default_rng(2)
    truth = rng.choice([-1.0, 0, 1], 150)
    table = np.where(rng.random((3, 150)) < 0.8, truth, rng.choice([-1.0, 0, 1], (3, 150)))
    assert outcome(truth, table, metric="accuracy", epsilon=0.2).passes
    assert not outcome(-truth, table, metric="accuracy", epsilon=0.2).passes


def test_it_refuses_two_raters_or_few_shared_units():
    truth, table = people()
    with pytest.raises(NotEnoughData, match="at least 3 people"):
        outcome(truth, table[:2], metric="neg_rmse", epsilon=0.2)
    with pytest.raises(NotEnoughData, match="there are 0"):
        outcome(truth[:29], table[:, :29], metric="neg_rmse", epsilon=0.2)


def by_the_paper(judge, table, metric, epsilon):
    """The test as section 3 of the paper writes it, rater after rater over the whole table."""
    p_values, advantages = [], []
    for one in range(len(table)):
        others = np.delete(table, one, axis=0)
        units = ~np.isnan(table[one]) & ~np.isnan(judge) & (~np.isnan(others)).any(axis=0)
        if units.sum() < 30:
            continue
        others = others[:, units]

        def score(answers, others=others):
            if metric == "accuracy":
                return (others == answers).sum(axis=0) / (~np.isnan(others)).sum(axis=0)
            return -np.sqrt(np.nanmean((others - answers) ** 2, axis=0))

        of_judge, of_one = score(judge[units]).round(9), score(table[one, units]).round(9)
        won, lost = of_judge >= of_one, of_one >= of_judge
        p_values.append(ttest_1samp(lost.astype(float) - won, epsilon, alternative="less").pvalue)
        advantages.append(won.mean())
    passed = false_discovery_control(p_values, method="by") <= 0.05
    return passed.mean(), np.mean(advantages)


@pytest.mark.parametrize("metric", ["neg_rmse", "accuracy"])
@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_test_of_the_paper_also_where_answers_are_missing(metric, seed):
    rng = np.random.default_rng(seed)
    truth, table = people(raters=6, units=150, noise=1.0, seed=seed)
    judge, table = np.rint(truth + rng.normal(0, 1.1, 150)), np.rint(table)
    table[rng.random(table.shape) < 0.5] = np.nan
    judge[:10] = np.nan
    found = outcome(judge, table, metric=metric, epsilon=0.15)
    rate, advantage = by_the_paper(judge, table, metric, 0.15)
    assert found.winning_rate == rate
    assert found.advantage_probability == pytest.approx(advantage)


def test_a_million_answers_of_five_hundred_people_take_no_table_of_all_of_both():
    rng = np.random.default_rng(0)
    n = 1_000_000
    units, raters, values = rng.integers(0, 200_000, n), rng.integers(0, 500, n), rng.integers(1, 6, n).astype(float)
    tracemalloc.start()
    found = alternative_annotator_test(values, units, raters, values, metric="neg_rmse")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.raters == 500
    assert peak < 300e6  # the table alone would be 800 MB
