"""The two-way fit against least squares, against planted raters, and where it must refuse."""

import numpy as np
import pytest

from ranking.stats.errors import NotConnected, NotEnoughData
from ranking.stats.reliability.severity import severity


def planted(seed, cells=200, raters=8, each=3, noise=0.5):
    rng = np.random.default_rng(seed)
    worth, lenient = rng.normal(3, 1, cells), rng.normal(0, 0.7, raters)
    lenient -= lenient.mean()
    cell = np.repeat(np.arange(cells), each)
    rater = np.concatenate([rng.choice(raters, each, replace=False) for _ in range(cells)])
    return worth, lenient, cell, rater, worth[cell] + lenient[rater] + rng.normal(0, noise, len(cell))


def test_it_is_least_squares():
    _, _, cells, raters, values = planted(0, cells=30, raters=5)
    found = severity(cells, raters, values)
    table = np.zeros((len(values) + 1, 35))
    table[np.arange(len(values)), cells] = 1
    table[np.arange(len(values)), 30 + raters] = 1
    table[-1, 30:] = 1
    expected, *_ = np.linalg.lstsq(table, np.append(values, 0), rcond=None)
    assert found.adjusted == pytest.approx(expected[:30])
    assert found.leniency == pytest.approx(expected[30:])
    assert found.leniency.sum() == pytest.approx(0)


def test_its_intervals_are_those_of_least_squares():
    _, _, cells, raters, values = planted(1, cells=20, raters=4)
    found = severity(cells, raters, values)
    free = np.zeros((len(values), 23))
    free[np.arange(len(values)), cells] = 1
    # The last leniency is minus the sum of the others.
    for rater in range(3):
        free[raters == rater, 20 + rater] = 1
    free[raters == 3, 20:] = -1
    covariance = found.sigma**2 * np.linalg.inv(free.T @ free)
    half = (found.high - found.low)[:20] / 2
    ratio = half / np.sqrt(np.diag(covariance)[:20])
    assert ratio == pytest.approx(ratio[0])
    assert found.reach[:3] / np.sqrt(np.diag(covariance)[20:]) == pytest.approx(ratio[0])


def test_it_finds_who_is_lenient_and_brings_scores_nearer_to_the_truth():
    rng = np.random.default_rng(3)
    worth = rng.normal(3, 1, 300)
    lenient = np.array([-1.5, -1.0, 0.0, 0.5, 2.0])
    # Two raters a cell, unevenly: the lenient ones meet some cells only.
    cell = np.repeat(np.arange(300), 2)
    rater = np.concatenate([rng.choice(5, 2, replace=False) for _ in range(300)])
    values = worth[cell] + lenient[rater] + rng.normal(0, 0.3, 600)
    found = severity(cell, rater, values)
    raw = np.bincount(cell, weights=values) / 2
    assert np.corrcoef(found.adjusted, worth)[0, 1] > 0.95 > np.corrcoef(raw, worth)[0, 1]
    assert found.leniency == pytest.approx(lenient - lenient.mean(), abs=0.15)


def test_its_intervals_cover_the_truth_about_as_often_as_they_say():
    inside = []
    for seed in range(60):
        worth, _lenient, cells, raters, values = planted(seed)
        found = severity(cells, raters, values)
        inside.append((found.low <= worth) & (worth <= found.high))
        assert np.isfinite(found.low).all()
    assert 0.94 <= np.mean(inside) <= 0.96


def test_it_refuses_raters_who_share_nothing():
    with pytest.raises(NotConnected):
        severity(np.array([0, 0, 1, 1]), np.array([0, 1, 2, 3]), np.arange(4.0))
    with pytest.raises(NotEnoughData):
        severity(np.array([0, 1]), np.array([0, 0]), np.arange(2.0))
    with pytest.raises(NotEnoughData):
        severity(np.array([0, 0]), np.array([0, 1]), np.arange(2.0))


def test_it_refuses_scores_that_leave_no_noise_to_tell_intervals_by():
    cells, raters = np.repeat(np.arange(20), 3), np.tile([0, 1, 2], 20)
    with pytest.raises(NotEnoughData, match="All scores are the same"):
        severity(cells, raters, np.full(60, 3.0))
    for values in (cells % 5 + 1.0, cells % 5 + 0.5 * raters):
        with pytest.raises(NotEnoughData, match="without noise"):
            severity(cells, raters, values)
