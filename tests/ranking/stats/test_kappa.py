"""Cohen's kappa against scikit-learn."""

from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from ranking.stats import kappa as kappa_module
from ranking.stats.errors import StatsError
from ranking.stats.kappa import cohen_kappas, kappa


def of(found, one, two):
    """What was found of two raters; None where they are not listed."""
    places = np.flatnonzero((found.one == one) & (found.other == two))
    return (found.kappa[places[0]], found.shared[places[0]]) if len(places) else None


def test_it_agrees_with_scikit_learn_for_every_pair_of_raters():
    rng = np.random.default_rng(1)
    units, raters = np.divmod(np.arange(300), 3)
    values = rng.integers(0, 3, 300).astype(float)
    found = cohen_kappas(units, raters, values)
    for one, two in [(0, 1), (0, 2), (1, 2)]:
        expected = cohen_kappa_score(values[raters == one], values[raters == two])
        assert of(found, one, two) == (pytest.approx(expected), 100)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=60),
    st.integers(1, 5),
)
@settings(max_examples=100, deadline=None)
def test_it_agrees_with_scikit_learn_for_any_overlap_however_many_pairs_are_read_at_once(rows, at_once):
    units, raters, values = np.array(rows).T
    said = {(unit, rater): value for unit, rater, value in rows}
    with patch.object(kappa_module, "_PAIRS_AT_ONCE", at_once):
        found = cohen_kappas(units, raters, values.astype(float))
    for one, two in combinations(range(int(raters.max()) + 1), 2):
        both = [unit for unit in range(7) if (unit, one) in said and (unit, two) in said]
        answers = [[said[unit, rater] for unit in both] for rater in (one, two)]
        defined = len(both) >= 2 and len({*answers[0], *answers[1]}) > 1
        expected = cohen_kappa_score(*answers) if defined else np.nan
        assert of(found, one, two) == ((pytest.approx(expected, nan_ok=True), len(both)) if both else None)


def test_it_counts_only_units_that_both_answered():
    found = cohen_kappas(np.array([0, 1, 2, 0, 1]), np.array([0, 0, 0, 1, 1]), np.array([1.0, 2, 1, 1, 2]))
    assert of(found, 0, 1) == (pytest.approx(1.0), 2)


def test_it_is_undefined_where_both_always_say_the_same_or_share_nothing():
    found = cohen_kappas(np.array([0, 1, 0, 1, 2]), np.array([0, 0, 1, 1, 2]), np.ones(5))
    assert np.isnan(found.kappa).tolist() == [True]
    assert (found.one.tolist(), found.other.tolist()) == ([0], [1])
    assert kappa(np.zeros(3, dtype=int), np.zeros(3, dtype=int)) is None
    assert kappa(np.zeros(0, dtype=int), np.zeros(0, dtype=int)) is None


def test_it_lists_those_who_share_enough_only_however_many_raters_there_are():
    units = np.concatenate([np.arange(100_000), np.arange(3)])
    raters = np.concatenate([np.arange(100_000) + 1, np.zeros(3, dtype=int)])
    units[:3] = 0
    assert len(cohen_kappas(units, raters, np.ones(len(units))).kappa) == 6
    assert len(cohen_kappas(units, raters, np.ones(len(units)), least=2).kappa) == 0


def test_too_many_pairs_are_refused_in_words():
    with pytest.raises(StatsError, match="too many"):
        cohen_kappas(np.zeros(30_000, dtype=int), np.arange(30_000), np.ones(30_000))
