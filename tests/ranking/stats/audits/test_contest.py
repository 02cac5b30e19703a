"""Choices explained by who wrote them and by what may sway besides."""

import numpy as np
import pytest

from ranking.stats.audits.base import Choices
from ranking.stats.audits.contest import contest
from ranking.stats.errors import NotEnoughData
from tests.ranking.stats.audits.drawn import contested


def column(values):
    return np.asarray(values, dtype=float)[:, None]


def test_it_tells_what_a_writer_is_worth_from_what_its_length_earns():
    seen = contested(1, worth=(0.8, 0.0), slope=0.4, longer=0.5)
    fit = contest(seen, column(seen.doublings))
    slope, error = fit.slope(0)
    assert abs(slope - 0.4) < 2.6 * error
    apart = fit.coefficients[0] - fit.coefficients[1]
    assert abs(apart - 0.8) < 0.3


def test_its_intervals_cover_as_often_as_they_say():
    inside = []
    for seed in range(150):
        seen = contested(seed, slope=0.4, pairs=400, prompts=60)
        _middle, low, high, _p = contest(seen, column(seen.doublings)).chance(0)
        inside.append(low < 1 / (1 + np.exp(-0.4)) - 0.5 < high)
    assert 0.91 <= np.mean(inside) <= 0.99


def test_without_names_it_is_a_plain_logistic_model():
    seen = contested(2)
    bare = Choices(seen.won, seen.a_stood, seen.doublings, seen.pair, seen.cluster)
    fit = contest(bare, column(seen.doublings))
    assert fit.writers == 0
    assert fit.slope(0)[0] > 0.4


def test_a_length_that_is_the_writer_s_own_cannot_be_told_from_it():
    seen = contested(3)
    own = np.where(seen.one == 0, 1.0, -1.0)
    with pytest.raises(NotEnoughData, match="who wrote"):
        contest(seen, column(own))
    with pytest.raises(NotEnoughData, match="never differ"):
        contest(seen, column(0 * own))


def test_few_choices_and_few_prompts_are_refused():
    seen = contested(4)
    few = seen.rows(np.arange(10))
    with pytest.raises(NotEnoughData, match="there are 10"):
        contest(few, column(few.doublings))
    narrow = Choices(seen.won, seen.a_stood, seen.doublings, seen.pair, seen.cluster % 3)
    with pytest.raises(NotEnoughData, match="different prompts"):
        contest(narrow, column(seen.doublings))


def test_many_clusters_are_summed_in_parts(monkeypatch):
    seen = contested(5, pairs=300, prompts=100)
    whole = contest(seen, column(seen.doublings)).covariance
    monkeypatch.setattr("ranking.stats.audits.contest._AT_ONCE", 7)
    assert contest(seen, column(seen.doublings)).covariance == pytest.approx(whole)
