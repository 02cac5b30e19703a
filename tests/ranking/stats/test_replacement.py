"""The alternative annotator test."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.replacement import Answers, alternative_annotator_test, shifted


def people(raters=4, units=120, noise=0.8, seed=0):
    rng = np.random.default_rng(seed)
    truth = rng.normal(3, 1, units)
    return truth, truth + rng.normal(0, noise, (raters, units))


def rows(table, prompts=None):
    rater, unit = np.nonzero(~np.isnan(table))
    return Answers(unit, rater, table[rater, unit], unit if prompts is None else prompts[unit])


def outcome(judge, table, metric="neg_rmse", prompts=None):
    return alternative_annotator_test(judge, rows(table, prompts), metric=metric)


def by_definition(judge, table, one, score):
    """How often the judge is at least as good as rater `one`, and the other way round, unit by unit."""
    won, lost = [], []
    for unit in np.flatnonzero(~np.isnan(table[one]) & ~np.isnan(judge)):
        others = [value for rater, value in enumerate(table[:, unit]) if rater != one and not np.isnan(value)]
        if others:
            of_judge, of_one = score(judge[unit], others), score(table[one, unit], others)
            won.append(of_judge >= of_one)
            lost.append(of_one >= of_judge)
    return np.mean(won), np.mean(lost)


def test_a_judge_near_the_truth_may_replace_a_rater():
    truth, table = people()
    found = outcome(truth, table)
    assert found.passes
    assert found.winning_rate == 1
    assert found.advantage_probability > 0.5
    assert found.p_value < 1e-4


def test_a_judge_that_guesses_may_not():
    truth, table = people()
    found = outcome(np.random.default_rng(4).permutation(truth) + 2, table)
    assert not found.passes
    assert found.winning_rate == 0
    assert found.p_value > 0.9


def test_answers_of_one_kind_are_compared_by_equality():
    rng = np.random.default_rng(2)
    truth = rng.choice([-1.0, 0, 1], 150)
    table = np.where(rng.random((3, 150)) < 0.8, truth, rng.choice([-1.0, 0, 1], (3, 150)))
    assert outcome(truth, table, "accuracy").passes
    assert not outcome(-truth, table, "accuracy").passes


@pytest.mark.parametrize(
    ("metric", "score"),
    [
        ("accuracy", lambda answer, others: np.mean([answer == other for other in others])),
        ("neg_rmse", lambda answer, others: -round(float(np.mean([(answer - other) ** 2 for other in others])), 9)),
    ],
)
def test_wins_are_those_of_the_definition_unit_by_unit(metric, score):
    rng = np.random.default_rng(3)
    truth, table = people(raters=5, units=90, seed=3)
    table = np.where(rng.random(table.shape) < 0.3, np.nan, np.rint(table))
    judge = np.where(rng.random(90) < 0.1, np.nan, np.rint(truth))
    expected = np.mean([by_definition(judge, table, one, score)[0] for one in range(5)])
    assert outcome(judge, table, metric).advantage_probability == pytest.approx(expected)


def test_answers_to_one_prompt_are_not_as_many_as_they_are():
    truth, table = people(raters=3, units=60)
    once = outcome(truth, table)
    copied = outcome(np.repeat(truth, 5), np.repeat(table, 5, axis=1), prompts=np.repeat(np.arange(60), 5))
    assert copied.p_value == pytest.approx(once.p_value)
    assert outcome(np.repeat(truth, 5), np.repeat(table, 5, axis=1)).p_value < once.p_value / 10


def test_of_one_prompt_nothing_can_be_said():
    truth, table = people()
    for judge in (truth, table[0]):
        found = outcome(judge, np.stack([judge, *table[1:]]), prompts=np.zeros(120, dtype=np.int64))
        assert (found.winning_rate, found.p_value) == (0, 1)


def test_half_of_the_people_are_enough_and_fewer_are_not():
    truth, table = people(raters=6, units=400, noise=0.01)
    rng = np.random.default_rng(1)
    judge = truth + rng.normal(0, 0.4, 400)
    for guessing, passes in ((3, True), (2, False)):
        mixed = np.where(np.arange(6)[:, None] < guessing, table + rng.normal(0, 0.9, (6, 400)), table)
        found = outcome(judge, mixed)
        assert found.passes is passes
        assert (found.p_value < 0.01) is passes


def test_a_severe_judge_is_brought_to_peoples_mean():
    truth, table = people()
    judge = np.where(np.arange(120) < 10, np.nan, truth - 1.5)
    moved = shifted(judge, rows(table))
    assert np.nanmean(moved) == pytest.approx(table[:, 10:].mean())
    assert np.isnan(moved[:10]).all()
    assert not outcome(judge, table).passes
    assert outcome(moved, table).passes


def test_whole_levels_are_moved_by_whole_levels():
    truth, table = np.rint(people()[0]), np.rint(people()[1])
    kind = truth + 1
    assert shifted(kind, rows(table)).tolist() == truth.tolist()
    # By less than half of one it stays, rather than never saying what a person said.
    assert shifted(truth, rows(table)).tolist() == truth.tolist()
    assert (shifted(truth, rows(table + 0.25)) != truth).all()
    assert outcome(shifted(kind, rows(table)), table).passes
    assert not outcome(kind, table).passes


def test_it_refuses_two_raters_or_few_shared_units():
    truth, table = people()
    with pytest.raises(NotEnoughData, match="at least 3 people"):
        outcome(truth, table[:2])
    with pytest.raises(NotEnoughData, match="there are 0"):
        outcome(truth[:29], table[:, :29])


def test_people_who_never_vary_try_nobody():
    """A judge that never varies either would be as good as each of them, with a p-value of 0."""
    unit = np.tile(np.arange(40), 3)
    people = Answers(unit, np.repeat(np.arange(3), 40), np.full(120, 3.0), unit)
    with pytest.raises(NotEnoughData, match="the same answer throughout"):
        alternative_annotator_test(np.full(40, 3.0), people, metric="neg_rmse")
