"""Win rates with length or place taken off."""

import numpy as np
import pytest

from ranking.stats.audits.base import Choices
from ranking.stats.audits.length import length
from ranking.stats.audits.position import position
from ranking.stats.errors import NotEnoughData
from tests.ranking.stats.audits.drawn import contested


@pytest.mark.parametrize("unit", ["log", "characters"])
def test_of_equal_worth_the_length_controlled_win_rate_is_a_half(unit):
    """A judge whose log-odds are half of the length difference, and two writers who are equally good."""
    found = [length(contested(seed, unit=unit)).debias() for seed in range(12)]
    assert np.mean([one.raw[0] for one in found]) > 0.57
    assert np.mean([one.adjusted[0] for one in found]) == pytest.approx(0.5, abs=0.02)
    assert [one.adjusted.sum() for one in found] == pytest.approx([1.0] * 12)


def test_its_intervals_cover_as_often_as_they_say():
    inside = [
        low < 0.5 < high
        for found in (length(contested(seed, pairs=500, prompts=100)).debias() for seed in range(150))
        for low, high in [(found.low[0], found.high[0])]
    ]
    assert 0.91 <= np.mean(inside) <= 0.99


def test_a_better_writer_stays_better_at_equal_length():
    found = length(contested(1, worth=(0.6, 0.0))).debias()
    assert found.low[0] > 0.55
    assert found.adjusted[0] < found.raw[0]


def test_raw_rates_are_shares_of_wins():
    seen = contested(2)
    found = length(seen).debias()
    wins = np.where(seen.one == 0, seen.won, 1 - seen.won)
    assert found.raw == pytest.approx([wins.mean(), 1 - wins.mean()])
    assert found.n.tolist() == [2000, 2000]
    assert found.raw_low[0] < found.raw[0] < found.raw_high[0]


def test_a_writer_that_mostly_stood_first_loses_what_the_place_earned():
    seen = contested(3, slope=0.0, place=0.8)
    mostly = np.where(np.random.default_rng(0).random(2000) < 0.85, np.where(seen.one == 0, 1.0, -1.0), seen.a_stood)
    chance = 1 / (1 + np.exp(-0.8 * mostly))
    won = (np.random.default_rng(1).random(2000) < chance).astype(float)
    skewed = Choices(won, mostly, seen.doublings, seen.pair, seen.cluster, seen.one, seen.two)
    found = position(skewed).debias()
    assert found.raw[0] > 0.6
    assert found.low[0] < 0.5 < found.high[0]


def test_without_names_there_is_no_win_rate():
    seen = contested(4)
    bare = Choices(seen.won, seen.a_stood, seen.doublings, seen.pair, seen.cluster)
    with pytest.raises(NotEnoughData, match="no names"):
        length(bare).debias()


def test_a_writer_against_itself_neither_wins_nor_loses():
    seen = contested(5)
    same = np.zeros(2000, dtype=np.int64)
    half = np.arange(2000) < 1000
    mixed = Choices(
        seen.won, seen.a_stood, seen.doublings, seen.pair, seen.cluster,
        np.where(half, same, seen.one), np.where(half, same, seen.two),
    )  # fmt: skip
    assert length(mixed).debias().n.tolist() == [1000, 1000]
