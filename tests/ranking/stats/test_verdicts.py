"""Verdicts in both orders, and beside people's plurality."""

import numpy as np
import pytest

from ranking.stats.verdicts import Verdicts, accuracy_and_kappa, order_figures, plurality, summed
from tests.ranking.stats.golden import golden

CHOICE = {"a": 1.0, "b": -1.0, "tie": 0.0, "invalid": np.nan}


def both_orders(verdicts):
    rows = [
        (pair, CHOICE[choice], order)
        for pair, two in enumerate(verdicts)
        for choice, order in zip(two, (1, -1), strict=True)
    ]
    return Verdicts(
        *(
            np.array(column, dtype=kind)
            for column, kind in zip(zip(*rows, strict=True), (int, float, float), strict=True)
        )
    )


@pytest.mark.parametrize("case", golden("orders"), ids=lambda case: case["what"])
def test_it_tells_consistency_from_pick_rates(case):
    found = order_figures(both_orders(case["verdicts"]))
    for name in ("consistency", "always_first", "always_second", "first_pick_rate", "second_pick_rate"):
        assert getattr(found, name) == pytest.approx(case[name]), name


def test_pick_rates_of_a_half_can_go_with_any_consistency():
    """350 pairs in both orders, 240 of them consistent: 52.43 % of verdicts for the first, 41.29 % for the second."""
    cast = {("a", "a"): 110, ("b", "b"): 109, ("tie", "tie"): 21, ("a", "b"): 74, ("b", "a"): 34, ("tie", "a"): 2}
    found = order_figures(both_orders([pair for pair, n in cast.items() for _ in range(n)]))
    assert found.both_orders == 350
    assert found.consistency == pytest.approx(0.6857, abs=5e-5)
    assert found.first_pick_rate == pytest.approx(0.5243, abs=5e-5)
    assert found.second_pick_rate == pytest.approx(0.4129, abs=5e-5)


def test_it_says_nothing_about_both_orders_where_there_is_one():
    found = order_figures(Verdicts(np.array([0, 1]), np.array([1.0, -1.0]), np.array([1.0, 1.0])))
    assert (found.both_orders, found.consistency, found.always_first) == (0, None, None)
    assert found.first_pick_rate == 0.5
    unknown = order_figures(Verdicts(np.array([0]), np.array([1.0]), np.array([0.0])))
    assert unknown.first_pick_rate is None


def test_a_tied_plurality_is_a_tie_and_an_unvoted_pair_is_nothing():
    pair = np.array([0, 0, 0, 1, 1, 2, 2, 2])
    chose = np.array([1.0, 1, -1, 1, -1, 0, 0, 1])
    assert plurality(pair, chose, 4) == pytest.approx([1, 0, 0, np.nan], nan_ok=True)


def test_an_invalid_verdict_is_wrong():
    verdicts = Verdicts(np.array([0, 1, 2]), np.array([1.0, np.nan, -1.0]), np.array([1.0, 1, 1]))
    accuracy, kappa = accuracy_and_kappa(verdicts, np.array([1.0, 1.0, -1.0]))
    assert accuracy == pytest.approx(2 / 3)
    assert kappa is not None
    assert accuracy_and_kappa(verdicts, np.full(3, np.nan)) == (None, None)


def test_verdicts_on_a_pair_are_averaged_without_the_invalid_ones():
    chose, stood, n = summed(both_orders([["a", "b"], ["a", "invalid"], ["invalid", "invalid"]]), 3)
    assert chose == pytest.approx([0, 1, np.nan], nan_ok=True)
    assert stood == pytest.approx([0, 1, np.nan], nan_ok=True)
    assert n.tolist() == [2, 1, 0]
