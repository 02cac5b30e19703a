"""Which response is worth another rating, and which come first of all."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.sampling.connecting import connecting
from ranking.stats.sampling.ratings import Rated, worth_of_rating


def rated(n, mean, squares=None, judged=None, arm=None, item=None, parted=None) -> Rated:
    count = len(n)
    blank = np.full(count, np.nan)
    return Rated(
        arm=np.zeros(count, dtype=np.int64) if arm is None else np.array(arm),
        item=np.arange(count) if item is None else np.array(item),
        judged=blank if judged is None else np.array(judged, dtype=float),
        parted=blank if parted is None else np.array(parted, dtype=float),
        n=np.array(n),
        mean=np.array(mean, dtype=float),
        squares=np.zeros(count) if squares is None else np.array(squares, dtype=float),
    )


def test_without_a_rating_all_are_worth_the_same():
    found = worth_of_rating(rated([0, 0, 0], [0, 0, 0], judged=[1, 2, np.nan]))
    assert np.ptp(found.value) == 0


def test_the_first_rating_is_worth_more_than_the_third():
    n = [0] * 10 + [1] * 10 + [2] * 10
    mean = np.random.default_rng(0).normal(3, 1, 30)
    value = worth_of_rating(rated(n, mean, squares=[0] * 20 + [0.5] * 10)).value
    assert value[:10].mean() > value[10:20].mean() > value[20:].mean()


def test_where_raters_part_another_is_worth_more():
    squares = [0.5] * 10 + [4.0]
    found = worth_of_rating(rated([3] * 11, [2, 3, 4, 3, 2, 4, 3, 2, 4, 3, 3], squares=squares))
    assert found.value[10] == found.value.max()
    assert found.noise[10] > 1.5 > found.noise[:10].max()


def test_where_people_and_the_judge_part_another_is_worth_more():
    judged = [1.0, 2, 3, 4, 5] * 4
    mean = np.array(judged) + np.random.default_rng(1).normal(0, 0.2, 20)
    mean[7] += 3
    found = worth_of_rating(rated([2] * 20, mean, squares=[0.3] * 20, judged=judged))
    assert found.value.argmax() == 7
    assert found.surprise.argmax() == 7
    assert found.surprise[7] > 1.5


def test_an_arm_that_surprised_is_asked_more_of():
    rng = np.random.default_rng(2)
    arm = np.tile([0, 1], 40)
    mean = np.where(arm == 1, rng.normal(3, 1.5, 80), rng.normal(3, 0.2, 80))
    value = worth_of_rating(rated([1] * 60 + [0] * 20, mean, arm=arm)).value[60:]
    assert value[arm[60:] == 1].min() > value[arm[60:] == 0].max()


def test_an_item_on_which_the_judge_erred_is_asked_more_of():
    item = np.repeat(np.arange(20), 4)
    judged = np.random.default_rng(3).normal(3, 1, 80)
    mean = judged + np.where(item == 5, 2.5, 0.0)
    n = np.where(np.arange(80) % 4 < 2, 1, 0)
    value = worth_of_rating(rated(n, mean, judged=judged, item=item)).value
    open_ = np.flatnonzero(n == 0)
    assert set(item[open_[np.argsort(-value[open_])][:1]]) == {5}


def test_a_batch_is_spread_over_items():
    item = np.repeat(np.arange(10), 4)
    mean = np.repeat(np.random.default_rng(4).normal(3, 1, 10), 4) + np.random.default_rng(5).normal(0, 0.1, 40)
    n = np.where(item < 5, 1, 0)
    value = worth_of_rating(rated(n, mean, item=item)).value
    untouched = np.flatnonzero(n == 0)
    assert len(set(item[untouched[np.argsort(-value[untouched], kind="stable")][:5]])) == 5


@given(st.integers(0, 60), st.integers(1, 40))
@settings(max_examples=40)
def test_it_is_a_number_above_zero_whatever_was_said(seed, count):
    rng = np.random.default_rng(seed)
    n = rng.integers(0, 3, count)
    found = worth_of_rating(
        rated(
            n, rng.integers(1, 6, count), squares=np.where(n > 1, rng.choice([0.0, 0.5, 8.0], count), 0.0),
            judged=rng.choice([1.0, 3.0, np.nan], count), parted=rng.choice([0.0, 1.0, np.nan], count),
            arm=rng.integers(0, 3, count), item=rng.integers(0, 5, count),
        )
    )  # fmt: skip
    for column in (found.value, found.surprise, found.noise):
        assert np.isfinite(column).all()
        assert (column > 0).all()


def connected(arm, item, chosen):
    """Whether chains of common items lead from every arm to every other."""
    reached, before = {int(arm[0])}, None
    while reached != before:
        before = set(reached)
        items = {int(item[place]) for place in chosen if int(arm[place]) in reached}
        reached |= {int(arm[place]) for place in chosen if int(item[place]) in items}
    return reached == set(arm.tolist())


@given(st.integers(0, 60), st.integers(1, 5), st.integers(2, 12))
@settings(max_examples=40)
def test_the_first_ratings_give_every_arm_two_and_tie_all_together(seed, arms, items):
    rng = np.random.default_rng(seed)
    arm, item = np.tile(np.arange(arms), items), np.repeat(np.arange(items), arms)
    every = np.ones(len(arm), dtype=bool)
    chosen = connecting(arm, item, rated=~every, open_=every, order=rng.random(len(arm)))
    assert np.bincount(arm[chosen], minlength=arms).tolist() == [2] * arms
    assert connected(arm, item, chosen.tolist())


def test_arms_on_different_items_are_tied_through_one_that_stands_on_both():
    arm, item = np.array([0, 1, 1, 2, 0, 0, 2, 2]), np.array([0, 0, 1, 1, 2, 3, 4, 5])
    rated_already = np.array([False, False, False, False, True, True, True, True])
    chosen = connecting(arm, item, rated=rated_already, open_=~rated_already, order=np.arange(8.0))
    assert chosen.tolist() == [0, 1, 2, 3]


def test_what_is_connected_needs_nothing_more():
    arm, item = np.array([0, 1, 0, 1, 0, 1]), np.array([0, 0, 1, 1, 2, 2])
    done = np.array([True, True, True, True, False, False])
    assert not len(connecting(arm, item, rated=done, open_=~done, order=np.arange(6.0)))
    assert not len(connecting(arm[:0], item[:0], rated=done[:0], open_=done[:0], order=np.zeros(0)))
