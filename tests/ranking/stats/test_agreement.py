"""Krippendorff's alpha against its author's example, and against the krippendorff library."""

import time

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    found = agreement(codes, values, ci_level="ordinal", seed=0, draws=10)
    domain = np.unique(values)
    counts = np.array([[unit.count(value) for value in domain] for unit in units])
    if len(domain) < 2:
        assert set(found.alpha.values()) == {None}
        return
    for level in LEVELS:
        expected = krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level)
        assert found.alpha[level] == pytest.approx(expected, abs=1e-9)


def test_it_draws_the_same_interval_from_the_same_seed_only():
    units, values = rows_of(golden("krippendorff")["coders"])
    first, again, other = (agreement(units, values, ci_level="ordinal", seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert (first.ci_low, first.ci_high) != (other.ci_low, other.ci_high)


def test_it_refuses_units_that_one_person_answered():
    with pytest.raises(NotEnoughData, match="two people"):
        agreement(np.arange(4), np.array([1.0, 2, 3, 4]), ci_level="nominal", seed=0)


def test_it_gives_no_number_where_all_answers_are_the_same():
    found = agreement(np.array([0, 0, 1, 1]), np.ones(4), ci_level="ordinal", seed=0)
    assert set(found.alpha.values()) == {None}
    assert (found.ci_low, found.ci_high) == (None, None)


def test_it_stays_fast_with_ten_thousand_answers_of_many_values():
    rng = np.random.default_rng(0)
    started = time.perf_counter()
    agreement(rng.integers(0, 4000, 10_000), rng.integers(0, 101, 10_000).astype(float), ci_level="interval", seed=0)
    assert time.perf_counter() - started < 5
