from dataclasses import replace

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData, NotNumbers, StatsError
from ranking.stats.temperature.choosing import choices, p_best, shares, thompson, tried
from ranking.stats.temperature.curves import Curves, curves_fit
from ranking.stats.temperature.marginal import given_scales, tally_of
from ranking.stats.temperature.prior import CENTRE, Scales, covariance
from ranking.stats.temperature.rows import Rows, units_of
from tests.ranking.stats.temperature.worlds import DROP, GRID, NAMES, PEAKS, World, drawn, evenly, played


@pytest.fixture(scope="module")
def world() -> World:
    return played(1, plan=evenly, rounds=2, items=30)


@pytest.fixture(scope="module")
def curves(world: World) -> Curves:
    return curves_fit(world.rows(), seed=1)


def test_the_likelihood_and_the_means_are_those_of_the_whole_normal_model() -> None:
    """Held against the same written out with one covariance matrix of all units."""
    random = np.random.default_rng(3)
    rows = Rows(
        ("a", "b"), (0.0, 0.5, 1.0), np.repeat([0, 1], 12), random.integers(0, 3, 24), np.repeat(np.arange(12), 2),
        random.normal(size=24),
    )  # fmt: skip
    units, scales = units_of(rows), Scales(0.4, 0.3, 0.5, 0.6, 0.7, 0.3, 0.4)
    temperatures = np.array(rows.temperatures)
    blocks, at = np.nonzero(units.there)
    y = units.value[blocks, at]
    cells = units.category[blocks] * 3 + at
    prior = covariance(temperatures, 2, scales)
    noise = scales.noise * np.exp(scales.growth * (temperatures[at] - temperatures.mean()))
    whole = prior[np.ix_(cells, cells)] + np.diag(noise**2) + scales.block**2 * (blocks[:, None] == blocks[None, :])
    solved = np.linalg.solve(whole, y)
    expected = -0.5 * (y @ solved + np.linalg.slogdet(whole)[1])
    found = given_scales(tally_of(units), temperatures, 2, scales)
    assert found.log_likelihood == pytest.approx(expected, rel=1e-8)
    assert found.mean == pytest.approx(prior[:, cells] @ solved, abs=1e-7)
    left = prior - prior[:, cells] @ np.linalg.solve(whole, prior[cells, :])
    assert found.root @ found.root.T == pytest.approx(left, abs=1e-6)


def test_the_planted_temperatures_are_the_likeliest(world: World, curves: Curves) -> None:
    found = {one.category: one for one in choices(curves)}
    near = [abs(GRID.index(found[name].temperature) - peak) <= 1 for name, peak in zip(NAMES, PEAKS, strict=True)]
    assert all(near)
    assert found["facts"].temperature == 0.0
    assert all(0 <= one.loss < 0.5 for one in found.values())


def test_chances_sum_to_one_and_intervals_hold_the_mean(curves: Curves) -> None:
    assert p_best(curves).sum(axis=1) == pytest.approx(np.ones(len(curves.categories)))
    assert ((curves.low < curves.mean) & (curves.mean < curves.high)).all()


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    held = []
    for seed in range(8):
        found = curves_fit(played(seed, plan=evenly, rounds=1, items=30).rows(), seed=seed)
        for code, peak in enumerate(PEAKS):
            truth = np.array([3.0 - DROP[abs(at - peak)] for at in range(len(GRID))])
            held += list((found.low[code] <= truth) & (truth <= found.high[code]))
    assert 0.88 <= np.mean(held) <= 1.0


def test_a_category_with_few_answers_leans_on_the_others() -> None:
    """Two answers that point the wrong way do not outweigh what every other category says."""
    random = np.random.default_rng(5)
    peak = np.array([0.0, -0.3, -0.7, -1.1, -1.4, -1.6])
    at = np.tile(np.arange(6), 40)
    category = np.repeat([0, 1, 2], 80)
    value = peak[at] + random.normal(size=240) * 0.5
    rows = Rows(
        ("a", "b", "c", "new"), GRID, np.append(category, [3, 3]), np.append(at, [0, 5]),
        np.append(np.repeat(np.arange(80), 3), [80, 81]), np.append(value, [-0.9, -0.8]),
    )  # fmt: skip
    found = curves_fit(rows, seed=1)
    new = found.categories.index("new")
    assert found.mean[new, 0] > found.mean[new, 5]
    assert found.high[new, 0] - found.low[new, 0] > found.high[0, 0] - found.low[0, 0]


def test_the_rest_is_guessed_as_like_the_others_and_less_surely(curves: Curves) -> None:
    assert curves.categories[-1] == ""
    assert curves.n[-1].sum() == 0
    width = curves.high - curves.low
    assert (width[-1] > width[:-1].max(axis=0)).all()


def test_an_untried_temperature_has_a_wider_interval_and_is_never_chosen(world: World) -> None:
    rows = world.rows()
    with_more = replace(rows, temperatures=(*GRID, 2.0))
    found = curves_fit(with_more, seed=1)
    assert (found.high - found.low)[0, -1] > (found.high - found.low)[0, -2]
    assert not tried(found)[:, -1].any()
    assert all(one.temperature != 2.0 for one in choices(found))


def test_the_same_seed_gives_the_same_figures(world: World, curves: Curves) -> None:
    again = curves_fit(world.rows(), seed=1)
    assert np.array_equal(again.draws, curves.draws)


def test_points_do_not_matter(world: World, curves: Curves) -> None:
    rows = world.rows()
    other = curves_fit(replace(rows, value=rows.value * 20 + 50), seed=1)
    assert other.mean == pytest.approx(curves.mean * 20 + 50, rel=1e-3)
    assert p_best(other) == pytest.approx(p_best(curves), abs=0.05)


def test_an_effect_of_items_is_not_taken_for_one_of_temperature() -> None:
    """Hard items were asked cold, easy ones warm, and each of some at both: only these compare."""
    random = np.random.default_rng(2)
    own = np.repeat([-2.0, 2.0], 40)
    first = np.repeat([0, 1], 40)
    rows = [(block, first[block], own[block]) for block in range(80)] + [
        (block, 1 - first[block], own[block]) for block in range(0, 80, 2)
    ]
    block, at, level = (np.array(column) for column in zip(*rows, strict=True))
    value = level - 0.5 * at + random.normal(size=len(block)) * 0.3
    found = curves_fit(Rows(("a",), (0.0, 1.0), np.zeros(len(block), int), at, block, value), seed=1)
    assert found.mean[0, 0] > found.mean[0, 1]


def test_thompson_tries_what_is_likely_best_and_gives_nothing_up(curves: Curves) -> None:
    plan = thompson(curves, slots=500, seed=2)
    found, chances = shares(plan), p_best(curves)
    for place, name in enumerate(curves.categories):
        assert sum(found[name].values()) == pytest.approx(1)
        for at, temperature in enumerate(GRID):
            expected = 0.8 * chances[place, at] + 0.2 / len(GRID)
            assert found[name].get(temperature, 0) == pytest.approx(expected, abs=0.08)
    assert thompson(curves, slots=500, seed=2) == plan


def test_it_refuses_what_tells_nothing(world: World) -> None:
    rows = world.rows()
    few = slice(0, 6)
    with pytest.raises(NotEnoughData, match="Only one temperature"):
        curves_fit(replace(rows, temperature=np.zeros(len(rows.value), int)), seed=1)
    with pytest.raises(NotEnoughData, match="items were scored"):
        curves_fit(
            Rows(rows.categories, GRID, rows.category[few], rows.temperature[few], rows.block[few], rows.value[few]),
            seed=1,
        )
    with pytest.raises(StatsError, match="All scores are the same"):
        curves_fit(replace(rows, value=np.full(len(rows.value), 3.0)), seed=1)
    with pytest.raises(NotNumbers):
        curves_fit(replace(rows, value=np.where(rows.block == 0, np.nan, rows.value)), seed=1)
    none = np.zeros(0, int)
    with pytest.raises(NotEnoughData, match="nothing to compute"):
        curves_fit(Rows((), (), none, none, none, np.zeros(0)), seed=1)


def test_samples_of_one_item_are_one_unit() -> None:
    rows = Rows(
        ("a",), (0.0, 1.0), np.zeros(5, int), np.array([0, 0, 1, 0, 1]), np.array([7, 7, 7, 8, 8]),
        np.array([1.0, 3.0, 5.0, 2.0, 4.0]),
    )  # fmt: skip
    with pytest.raises(NotEnoughData):
        units_of(rows)
    many = Rows(
        ("a",), (0.0, 1.0), np.zeros(50, int), np.tile(rows.temperature, 10),
        np.concatenate([rows.block + 10 * k for k in range(10)]), np.tile(rows.value, 10),
    )  # fmt: skip
    found = units_of(many)
    assert found.value.shape == (20, 2)
    assert found.value[0].tolist() == [2.0, 5.0]
    assert found.counts(1).tolist() == [[20, 20]]


def test_scales_stay_positive() -> None:
    found = Scales.read(CENTRE - 100)
    assert min(found.shared, found.offset, found.departure, found.block, found.noise, found.length) > 0
    assert Scales.read(CENTRE).length == pytest.approx(0.5)


def test_thompson_rounds_find_what_was_planted() -> None:
    found = played(4, plan=drawn, rounds=3, items=15)
    best = {one.category: one.temperature for one in choices(curves_fit(found.rows(), seed=4))}
    assert sum(abs(GRID.index(best[name]) - peak) <= 1 for name, peak in zip(NAMES, PEAKS, strict=True)) == 4
