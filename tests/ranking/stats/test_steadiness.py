import numpy as np
import pytest

from ranking.stats.proportion import share_of
from ranking.stats.steadiness import distances, drift, last_run, leniency, nearness, residuals

RNG = np.random.default_rng(4)


def test_residuals_are_against_the_median_of_the_others() -> None:
    units = np.array([0, 1, 0, 0, 0, 2, 2])
    values = np.array([5.0, 3.0, 1.0, 2.0, 4.0, 2.0, 5.0])
    found = residuals(units, values)
    # Of unit 0: others of 5 are 1, 2, 4; of 1 they are 2, 4, 5; of 2: 1, 4, 5; of 4: 1, 2, 5.
    assert found[[0, 2, 3, 4]].tolist() == [3, -3, -2, 2]
    assert np.isnan(found[1])
    assert found[[5, 6]].tolist() == [-3, 3]


def test_distances_are_means_over_the_others() -> None:
    units, values = np.array([0, 0, 0, 1]), np.array([1.0, 2.0, 4.0, 3.0])
    points = distances(units, values, nominal=False)
    assert points[:3].tolist() == pytest.approx([(1 + 9) / 2, (1 + 4) / 2, (9 + 4) / 2])
    assert np.isnan(points[3])
    names = distances(np.array([0, 0, 0]), np.array([1.0, 1.0, 2.0]), nominal=True)
    assert names.tolist() == [0.5, 0.5, 1.0]


@pytest.mark.parametrize("nominal", [True, False])
def test_nearness_is_one_for_the_same_and_about_none_for_dice(nominal: bool) -> None:
    truth = RNG.integers(1, 6, 400).astype(float)
    dice = RNG.integers(1, 6, 400).astype(float)
    units = np.tile(np.arange(400), 3)
    values = np.concatenate([truth, truth, dice])
    apart = distances(units, values, nominal=nominal)
    tossed = nearness(apart[800:], dice, values, units[800:], nominal=nominal)
    assert tossed is not None
    assert tossed.low < 0 < tossed.high or abs(tossed.value) < 0.1
    alone = distances(units[:800], values[:800], nominal=nominal)
    same = nearness(alone[:400], truth, values[:800], units[:400], nominal=nominal)
    assert same is not None
    assert same.value == pytest.approx(1)


def test_drift_needs_forty_answers_and_its_interval_covers_as_it_says() -> None:
    assert drift(np.zeros(39)) is None
    told = [drift(RNG.normal(size=120)) for _ in range(400)]
    assert 0.02 < np.mean([one.told for one in told if one]) < 0.09
    moved = drift(np.concatenate([RNG.normal(size=80), RNG.normal(1.5, 1, size=50)]))
    assert moved is not None
    assert moved.told
    assert (moved.recent, moved.before) == (50, 80)


def test_answers_that_nobody_shares_say_nothing() -> None:
    assert leniency(np.full(50, np.nan)) is None
    assert drift(np.full(50, np.nan)) is None
    assert nearness(np.full(50, np.nan), np.ones(50), np.ones(50), np.arange(50), nominal=False) is None


def test_the_last_run_counts_from_the_end() -> None:
    assert [last_run(np.array(one, dtype=float)) for one in ([], [2], [1, 2, 2], [2, 2, 1])] == [0, 1, 2, 1]


def test_wilsons_interval_is_the_known_one() -> None:
    found = share_of(8, 10)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert share_of(0, 0) is None
