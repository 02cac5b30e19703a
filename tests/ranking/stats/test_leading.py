"""Who leads is told by differences: what both have in common cancels, and luck among several is counted."""

import numpy as np
import pytest

from ranking.selectors.clear import standings
from ranking.stats.errors import NotNumbers
from ranking.stats.leading import gaps_of_means, gaps_of_strengths
from ranking.stats.means import peoples_mean


def scored(leads, *, prompts=40, raters=5, hard=1.5, seed=0):
    """Every rater scores every model's response to every prompt; prompts differ far more than models do."""
    rng = np.random.default_rng(seed)
    shape = (len(leads), prompts, raters)
    values = 3 + np.asarray(leads)[:, None, None] + rng.normal(0, hard, (1, prompts, 1)) + rng.normal(0, 0.4, shape)
    values = values + rng.normal(0, 0.3, (1, 1, raters)) + rng.normal(0, 0.3, (len(leads), prompts, 1))
    model, prompt, rater = (part.ravel() for part in np.indices(shape))
    return values.ravel(), [np.flatnonzero(model == place) for place in range(len(leads))], prompt, rater


@pytest.mark.parametrize("raters", [5, 20])
def test_a_difference_is_clear_where_the_intervals_overlap(raters):
    values, rows, prompt, rater = scored([0.0, 0.4], raters=raters)
    low, high = (peoples_mean(values[own], prompts=prompt[own], raters=rater[own]) for own in rows)
    assert low.mean + low.reach > high.mean - high.reach
    behind, first = gaps_of_means(values, rows, prompts=prompt, raters=rater)
    assert first is None
    assert behind.low > 0
    assert behind.low < 0.4 < behind.high
    assert behind.p_value < 0.001
    assert behind.prompts == 40


@pytest.mark.parametrize(("raters", "models"), [(5, 2), (20, 2), (5, 6), (12, 4)])
def test_models_that_are_alike_seldom_lead(raters, models):
    led = 0
    for seed in range(300):
        values, rows, prompt, rater = scored([0.0] * models, prompts=20, raters=raters, seed=seed)
        gaps = [one for one in gaps_of_means(values, rows, prompts=prompt, raters=rater) if one is not None]
        second = min(range(len(gaps)), key=lambda place: gaps[place].gap)
        led += standings([one.p_value for one in gaps])[second].clear
    assert led / 300 <= 0.08


def test_the_interval_of_a_difference_and_its_p_value_say_the_same():
    for seed in range(40):
        values, rows, prompt, rater = scored([0.0, 0.15], raters=12, prompts=12, seed=seed)
        gap = next(one for one in gaps_of_means(values, rows, prompts=prompt, raters=rater) if one)
        assert (gap.p_value < 0.05) == (gap.low > 0)


def test_the_first_may_be_told_and_then_others_may_lie_above_it():
    values, rows, prompt, _rater = scored([0.0, 0.5])
    (first, gap) = gaps_of_means(values, rows, prompts=prompt, first=0)
    assert first is None
    assert gap.high < 0


def test_nothing_is_said_of_few_prompts_or_of_what_never_varies():
    values, rows, prompt, rater = scored([0.0, 0.5], prompts=4)
    assert gaps_of_means(values, rows, prompts=prompt, raters=rater) == [None, None]
    values, rows, prompt, rater = scored([0.0, 0.5])
    assert gaps_of_means(np.full(len(values), 3.0), rows, prompts=prompt, raters=rater) == [None, None]
    assert gaps_of_means(values, [], prompts=prompt, raters=rater) == []
    with pytest.raises(NotNumbers):
        gaps_of_means(values * np.nan, rows, prompts=prompt, raters=rater)


def test_strengths_that_rise_and_fall_together_are_told_apart():
    covariance = np.array([[0.04, 0.035, 0.0], [0.035, 0.04, 0.0], [0.0, 0.0, 0.04]])
    first, near, far = gaps_of_strengths(np.array([0.5, 0.2, 0.2]), covariance, freedom=30)
    assert first is None
    assert near.gap == far.gap == pytest.approx(0.3)
    assert near.p_value < 0.01 < 0.2 < far.p_value
    assert gaps_of_strengths(np.zeros(2), np.zeros((2, 2)), freedom=9) == [None, None]
