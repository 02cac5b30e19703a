"""An order that was drawn, and one that hangs on who wrote what was shown."""

import numpy as np

from ranking.stats.audits.base import Choices
from ranking.stats.audits.drawn import sides
from tests.ranking.stats.audits.test_position import sided


def test_an_order_that_was_drawn_is_seldom_called_none():
    called = [not sides(sided(0.5, pairs=60, models=5, seed=seed)).drawn for seed in range(500)]
    assert np.mean(called) <= 0.025


def test_raters_who_were_all_shown_one_drawn_order_do_not_make_it_none():
    called = []
    for seed in range(200):
        seen = sided(0.5, pairs=60, models=3, seed=seed)
        called.append(not sides(seen.rows(np.repeat(np.arange(60), 20))).drawn)
    assert np.mean(called) <= 0.04


def test_nothing_is_said_of_sides_where_nobody_has_a_name():
    seen = sided(0.9)
    assert sides(Choices(seen.won, seen.a_stood, seen.doublings, seen.pair, seen.cluster)) is None


def ranked(*, items=120, size=4, models=6, seed=0, drawn=True):
    """Rankings of several, whose pairs have one order of the screen in common."""
    rng = np.random.default_rng(seed)
    who = np.array([rng.permutation(models)[:size] for _ in range(items)])
    who = who if drawn else np.sort(who, axis=1)
    first, second = np.triu_indices(size, k=1)
    one, two = who[:, first].ravel(), who[:, second].ravel()
    item = np.repeat(np.arange(items), len(first))
    nothing, pair = np.zeros(len(one)), np.arange(len(one))
    return Choices(nothing, nothing + 1, nothing, pair, item, one, two, item=item)


def test_the_pairs_of_one_ranking_hang_together():
    called = [not sides(ranked(seed=seed)).drawn for seed in range(400)]
    assert np.mean(called) <= 0.025
    assert not sides(ranked(drawn=False)).drawn


def test_more_writers_than_items_tell_nothing():
    assert sides(ranked(items=5)) is None
