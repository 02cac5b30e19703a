"""A judge's means with a bias taken off."""

import numpy as np
import pytest

from ranking.stats.audits.base import Residuals
from ranking.stats.audits.length import length_scores
from ranking.stats.audits.severity import severity
from ranking.stats.errors import NotEnoughData
from tests.ranking.stats.audits.drawn import scored


def test_less_its_severity_a_judge_s_means_are_people_s():
    seen = scored(0, severity=0.7)
    found = severity(seen).debias()
    people = [seen.people[seen.name == place].mean() for place in range(3)]
    judge = [(seen.people + seen.gap)[seen.name == place].mean() for place in range(3)]
    assert found.raw == pytest.approx(judge)
    assert found.adjusted == pytest.approx(people, abs=0.12)
    assert found.n.tolist() == np.bincount(seen.name).tolist()


def test_what_length_earns_is_taken_off_those_who_write_long():
    found = length_scores(scored(1, slope=0.4)).debias()
    moved = found.adjusted - found.raw
    assert moved[0] > 0.1 > -0.1 > moved[2]


def test_its_intervals_know_that_the_bias_is_estimated_too():
    truth = {place: 3 + 0.3 * place + 0.4 for place in range(3)}
    inside = []
    for seed in range(200):
        found = length_scores(scored(seed, slope=0.4, n=240, prompts=60)).debias()
        # At the mean length of all, which is what is drawn.
        seen = scored(seed, slope=0.4, n=240, prompts=60)
        shift = 0.4 * (seen.doublings.mean() - 8.5)
        inside += [found.low[place] < truth[place] + shift < found.high[place] for place in range(3)]
    assert 0.92 <= np.mean(inside) <= 0.98


def test_without_names_there_is_nothing_to_set_beside_each_other():
    seen = scored(2)
    bare = Residuals(seen.gap, seen.doublings, seen.cluster, seen.people)
    with pytest.raises(NotEnoughData, match="no names"):
        severity(bare).debias()
