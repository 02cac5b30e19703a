"""Intervals: they cover new scores as often as they say, are narrow where the judge is sure, and end with the scale."""

import numpy as np
import pytest

from ranking.stats.conformal import Errors, Reach, clipped, intervals, longer_side, spread_of
from ranking.stats.errors import NotEnoughData
from ranking.stats.folds import group_folds

SCALE = (1.0, 5.0)


def drawn(rng, groups, per, *, hard=False, together=False):
    """Predictions that are right on average, and people around them; `together`: a prompt's people err alike."""
    group = np.repeat(np.arange(groups), per)
    predicted = rng.uniform(2, 4, groups)[group]
    doubt = rng.uniform(0.1, 1.2, groups)[group]
    noise = rng.normal(0, 1, groups)[group] if together else rng.normal(0, 1, len(group))
    people = predicted + noise * (doubt if hard else 0.6)
    return predicted, people, doubt, group


def fitted(predicted, people, doubt, group, seed=0, **more):
    errors = Errors(predicted, np.abs(people - predicted), doubt, group)
    return intervals(errors, people, group_folds(group, seed=seed), scale=SCALE, **more)


@pytest.mark.parametrize(("groups", "per", "together"), [(12, 4, True), (40, 5, True), (40, 5, False), (200, 1, False)])
def test_new_scores_of_new_prompts_lie_inside_nine_times_in_ten(groups, per, together):
    covered = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        found = fitted(*drawn(rng, groups, per, together=together), seed=seed)
        predicted, people, doubt, _ = drawn(rng, 400, 1)
        covered.append((np.abs(people - predicted) <= found.reach.half_widths(predicted, doubt)).mean())
    assert 0.88 <= np.mean(covered) <= 0.97


def test_where_the_judge_doubts_it_reaches_further():
    found = fitted(*drawn(np.random.default_rng(0), 300, 2, hard=True))
    sure, unsure = found.reach.half_widths(np.array([3.0, 3.0]), np.array([0.2, 1.1]))
    assert unsure > 2 * sure
    assert found.covered == pytest.approx(0.9, abs=0.04)


def test_where_all_are_equally_hard_it_mostly_reaches_equally_far():
    """One standard error is passed by chance about once in six."""
    found = [fitted(*drawn(np.random.default_rng(seed), 150, 2), seed=seed).reach for seed in range(40)]
    even = [reach for reach in found if reach.spread == {}]
    assert len(even) >= 26
    assert np.ptp(even[0].half_widths(np.array([2.0, 3.5]), np.array([0.1, 1.2]))) == 0


def around_their_mean(people, groups, seed=0, scale=(0.0, 1.0)):
    """Every row gets the mean of the other folds."""
    folds = group_folds(groups, seed=seed)
    predicted = np.array([people[folds != fold].mean() for fold in folds])
    errors = Errors(predicted, np.abs(people - predicted), np.full(len(people), np.nan), groups)
    return intervals(errors, people, folds, scale=scale, varying=False)


def test_people_s_mean_of_yes_and_no_leaves_neither_outside_by_a_hair():
    """Folds' means differ by a few hundredths: that must not decide whether yes, or no, lies inside."""
    for seed in range(20):
        people = np.random.default_rng(seed).integers(0, 2, 180).astype(float)
        found = around_their_mean(people, np.repeat(np.arange(60), 3), seed)
        assert found.covered == 1
        farthest = max(people.mean(), 1 - people.mean())
        assert found.reach.half_widths(np.zeros(1), np.zeros(1)) == pytest.approx(farthest + 0.01)


def test_a_level_that_nobody_needs_is_left_outside():
    people = np.repeat([0.0, 1.0], [10, 190])[np.random.default_rng(0).permutation(200)]
    found = around_their_mean(people, np.arange(200))
    assert found.covered == pytest.approx(0.95)
    assert float(found.halves.max()) < 0.1


def test_an_unknown_doubt_counts_as_the_usual_one():
    spread = {"intercept": 0.1, "predicted": 0.0, "squared": 0.0, "doubt": 1.0, "unknown": 0.5, "least": 0.2}
    told = spread_of(spread, np.zeros(3), np.array([np.nan, 0.5, 0.0]))
    assert told.tolist() == [0.6, 0.6, 0.2]


def test_it_ends_with_the_scale():
    low, high = clipped(np.array([1.2, 4.9]), np.array([0.5, 0.5]), SCALE)
    assert low.tolist() == [1.0, 4.4]
    assert high.tolist() == [1.7, 5.0]


def test_beyond_the_scale_it_is_no_surer_than_at_its_end():
    far = np.array([5.0, 9.0])
    ends = clipped(far, np.full(2, 0.5), SCALE)
    assert [each.tolist() for each in ends] == [[4.5, 4.5], [5.0, 5.0]]
    assert longer_side(far, ends, SCALE).tolist() == [0.5, 0.5]


def test_a_half_width_is_quantile_times_spread_and_a_little():
    assert Reach(1.5, 0.02, {}).half_widths(np.zeros(1), np.zeros(1)).tolist() == [1.52]


def test_it_refuses_fewer_than_nine_prompts():
    with pytest.raises(NotEnoughData, match="there are 8"):
        fitted(*drawn(np.random.default_rng(0), 8, 5))
