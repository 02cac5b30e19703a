"""Noise that is each rater's own."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.reliability.noise import rater_noise
from ranking.stats.reliability.severity import severity

TRUE = np.array([0.3, 0.5, 0.7, 0.9, 1.2])


def panel(seed, cells=200, each=3, noise=TRUE):
    rng = np.random.default_rng(seed)
    cell = np.repeat(np.arange(cells), each)
    rater = np.concatenate([rng.choice(len(noise), each, replace=False) for _ in range(cells)])
    worth, lean = rng.normal(3, 1, cells), rng.normal(0, 0.5, len(noise))
    values = worth[cell] + lean[rater] + rng.normal(0, 1, len(cell)) * noise[rater]
    return cell, rater, values - severity(cell, rater, values).leniency[rater]


def test_it_tells_the_raters_own_noise_where_residuals_mix_it():
    found = [rater_noise(*panel(seed)) for seed in range(40)]
    assert np.mean([each.sd for each in found], axis=0) == pytest.approx(TRUE, abs=0.05)
    inside = [(each.low <= TRUE) & (each.high >= TRUE) for each in found]
    assert np.mean(inside) >= 0.9
    assert found[0].n.sum() == 600


def test_pairs_that_change_partners_are_enough():
    found = [rater_noise(*panel(seed, cells=400, each=2)).sd for seed in range(20)]
    assert np.mean(found, axis=0) == pytest.approx(TRUE, abs=0.08)


def test_fixed_pairs_and_two_raters_are_refused():
    cells, pair = np.repeat(np.arange(40), 2), np.tile([0, 1], 40)
    with pytest.raises(NotEnoughData, match="three raters"):
        rater_noise(cells, pair, np.random.default_rng(0).normal(size=80))
    fixed = np.where(cells < 20, pair, pair + 2)
    with pytest.raises(NotEnoughData, match="fixed pairs"):
        rater_noise(cells, fixed, np.random.default_rng(0).normal(size=80))


def test_a_rater_with_two_shared_scores_has_none():
    cells, raters, values = panel(0, cells=60)
    more = np.append(raters, [5, 5])
    found = rater_noise(np.append(cells, [0, 1]), more, np.append(values, [3.0, 3.0]))
    assert np.isnan(found.sd[5])
    assert np.isfinite(found.sd[:5]).all()


def test_scores_that_fit_without_any_noise_are_refused():
    cells, raters = np.repeat(np.arange(30), 3), np.tile([0, 1, 2], 30)
    with pytest.raises(NotEnoughData, match="Nobody ever differs"):
        rater_noise(cells, raters, np.repeat(np.arange(30.0), 3))


def test_a_rater_without_noise_beside_others_has_an_interval_with_a_width():
    cells, raters, values = panel(0, cells=60)
    exact = np.bincount(cells, weights=values) / np.bincount(cells)
    found = rater_noise(cells, raters, np.where(raters == 0, exact[cells], values))
    assert (found.low[0], found.high[0] > 0) == (pytest.approx(0, abs=0.2), True)
