"""Krippendorff's alpha against its author's example, and against the krippendorff library."""

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ranking.stats.agreement import LEVELS, agreement
from ranking.stats.errors import NotEnoughData
from tests.ranking.stats.golden import golden


def rows_of(coders):
    rows = [(unit, value) for answers in coders.values() for unit, value in enumerate(answers) if value is not None]
    return np.array([unit for unit, _ in rows]), np.array([value for _, value in rows], dtype=float)


def test_it_gets_krippendorffs_own_example():
    case = golden("krippendorff")
    found = agreement(*rows_of(case["coders"]), ci_level="nominal", seed=1)
    for level, alpha in case["alpha"].items():
        assert found.alpha[level] == pytest.approx(alpha, abs=5e-4)
    assert found.alpha["nominal"] == pytest.approx(904 / 1216, abs=1e-9)
    assert (found.n_units, found.n_answers) == (case["n_units"], case["n_answers"])
    assert found.ci_low < found.alpha["nominal"] < found.ci_high


@given(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=5), min_size=2, max_size=12))
@settings(max_examples=60, deadline=None)
def test_it_agrees_with_the_library_on_any_table(units):
    codes = np.repeat(np.arange(len(units)), [len(unit) for unit in units])
    values = np.concatenate([np.array(unit, dtype=float) for unit in units])
    found = agreement(codes, values, ci_level="ordinal", seed=0)
    domain = np.unique(values)
    counts = np.array([[unit.count(value) for value in domain] for unit in units])
    if len(domain) < 2:
        assert set(found.alpha.values()) == {None}
        return
    for level in LEVELS:
        expected = krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level)
        assert found.alpha[level] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("level", LEVELS)
def test_its_interval_is_fishers_z_with_the_error_of_leaving_out_one_unit_after_another(level):
    rng = np.random.default_rng(2)
    units, values = np.repeat(np.arange(20), 3), rng.integers(1, 5, 60).astype(float)
    values[::3] = values[1::3]
    found = agreement(units, values, ci_level=level, seed=0)
    table = values.reshape(20, 3)

    def alpha(rows):
        domain = np.unique(table)
        counts = (rows[:, :, None] == domain).sum(axis=1)
        return krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level)

    moved = np.array([alpha(np.delete(table, place, axis=0)) for place in range(20)]) - alpha(table)
    kurtosis = np.mean(moved**4) / np.mean(moved**2) ** 2
    freedom = min(19, 40 / (kurtosis - 1))
    error = np.sqrt(19 / 20 * (moved**2).sum()) / (1 - alpha(table) ** 2)
    ends = np.tanh(np.arctanh(alpha(table)) + error * stats.t.ppf([0.025, 0.975], freedom))
    assert (found.ci_low, found.ci_high) == pytest.approx(tuple(ends))


def test_many_units_are_left_out_in_groups_which_hardly_changes_the_interval():
    rng = np.random.default_rng(3)
    worth = rng.normal(3, 1, 3000)
    units = np.repeat(np.arange(3000), 2)
    values = np.clip(np.rint(worth[units] + rng.normal(0, 0.7, 6000)), 1, 5)
    one, other = (agreement(units, values, ci_level="ordinal", seed=seed) for seed in (1, 2))
    assert one.ci_low != other.ci_low
    assert one.ci_high - one.ci_low == pytest.approx(other.ci_high - other.ci_low, rel=0.2)
    assert agreement(units, values, ci_level="ordinal", seed=1) == one


def test_units_of_one_prompt_count_as_one_where_prompts_are_enough():
    rng = np.random.default_rng(4)
    once = rng.integers(1, 4, (16, 2)).astype(float)
    values, units = np.tile(once, (4, 1)).ravel(), np.repeat(np.arange(64), 2)
    prompts = np.repeat(np.tile(np.arange(16), 4), 2)
    by_unit, by_prompt = (
        agreement(units, values, ci_level="nominal", seed=0, clusters=clusters) for clusters in (None, prompts)
    )
    assert by_prompt.ci_high - by_prompt.ci_low > 1.8 * (by_unit.ci_high - by_unit.ci_low)
    assert (by_prompt.over, by_prompt.clusters) == ("prompts", 16)
    few = agreement(units, values, ci_level="nominal", seed=0, clusters=prompts // 3)
    assert (few.over, few.clusters) == ("units", 64)
    assert few.ci_low == by_unit.ci_low


@pytest.mark.parametrize(
    ("values", "alpha", "words"),
    [
        ([1.0, 1.0] * 10, None, "same"),
        ([1.0, 1.0, 2.0, 2.0] * 5, 1.0, "agree on everything"),
        ([1.0, 1.0, 2.0, 3.0] * 2, 0.3, "at least 8"),
        ([1.0, 1.0] * 9 + [1.0, 2.0], 0.0, "one place"),
    ],
    ids=["all the same", "perfect", "few units", "one unit differs"],
)
def test_it_says_why_there_is_no_interval(values, alpha, words):
    found = agreement(np.repeat(np.arange(len(values) // 2), 2), np.array(values), ci_level="nominal", seed=0)
    assert (found.ci_low, found.ci_high) == (None, None)
    assert found.alpha["nominal"] == (alpha if alpha is None else pytest.approx(alpha))
    assert words in found.refused


def test_a_scale_of_any_size_has_the_same_alpha():
    units, values = rows_of(golden("krippendorff")["coders"])
    for scale in (1e-9, 1e12):
        found = agreement(units, values * scale, ci_level="interval", seed=0)
        assert found.alpha["interval"] == pytest.approx(0.849, abs=5e-4)


def test_it_refuses_units_that_one_person_answered():
    with pytest.raises(NotEnoughData, match="No unit"):
        agreement(np.arange(4), np.array([1.0, 2, 3, 4]), ci_level="nominal", seed=0)
    with pytest.raises(NotEnoughData, match="One unit alone"):
        agreement(np.array([0, 0, 0]), np.array([1.0, 2, 3]), ci_level="nominal", seed=0)


def test_it_gives_no_number_where_all_answers_are_the_same():
    found = agreement(np.array([0, 0, 1, 1]), np.ones(4), ci_level="ordinal", seed=0)
    assert set(found.alpha.values()) == {None}
    assert (found.ci_low, found.ci_high) == (None, None)


def test_a_hundred_thousand_answers_of_as_many_values_need_no_table_of_units_by_values():
    rng = np.random.default_rng(0)
    found = agreement(rng.integers(0, 40_000, 100_000), rng.random(100_000), ci_level="interval", seed=0)
    assert found.ci_low < 0 < found.ci_high < 0.05
