import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.errors import StatsError
from ranking.stats.temperature.live import Bounds, arms, draw, weights

within = st.floats(0, 2, allow_nan=False)
bounds = st.builds(
    lambda one, other, reach, share: Bounds(min(one, other), max(one, other), reach, share),
    within, within, st.floats(0.001, 2), st.floats(0, 1),
)  # fmt: skip
# Whatever stands in a database: weights of temperatures that are none of the arms, infinite ones, negative ones.
chances = st.dictionaries(st.floats(-5, 5), st.floats(allow_nan=True, allow_infinity=True), max_size=6)


@settings(max_examples=150, deadline=None)
@given(centre=st.floats(-3, 5), bounds=bounds, chances=chances, seed=st.integers(0, 2**32))
def test_what_is_drawn_is_never_beyond_the_bounds(
    centre: float, bounds: Bounds, chances: dict[float, float], seed: int
) -> None:
    found = draw(centre, bounds, chances, seed=seed).temperature
    assert bounds.low <= found <= bounds.high
    assert abs(found - centre) <= bounds.reach + 1e-12 or arms(centre, bounds) == (bounds.kept(centre),)
    if abs(bounds.kept(centre) - centre) > bounds.reach:
        assert found == bounds.kept(centre)
    assert found in arms(centre, bounds)


@settings(max_examples=80, deadline=None)
@given(centre=within, bounds=bounds)
def test_arms_ascend_within_the_bounds_and_hold_the_policys_own(centre: float, bounds: Bounds) -> None:
    found = arms(centre, bounds)
    assert list(found) == sorted(set(found))
    assert bounds.low <= found[0]
    assert found[-1] <= bounds.high
    assert bounds.kept(centre) in found


def test_the_reach_counts_from_the_policys_own_where_that_lies_outside_of_the_bounds() -> None:
    assert arms(0.2, Bounds(0.3, 0.7, 0.2, 1.0)) == pytest.approx((0.3, 0.4))
    assert arms(0.2, Bounds(0.5, 0.7, 0.2, 1.0)) == (0.5,)


def test_only_the_share_is_explored() -> None:
    some = Bounds(0.0, 2.0, 0.4, 0.25)
    found = [draw(0.7, some, {}, seed=seed) for seed in range(1000)]
    assert np.mean([one.explored for one in found]) == pytest.approx(0.25, abs=0.05)
    assert {one.temperature for one in found if not one.explored} == {0.7}


def test_without_a_share_nothing_is_ever_drawn() -> None:
    none = Bounds(0.0, 2.0, 0.4, 0.0)
    assert {draw(0.7, none, {0.3: 1.0}, seed=seed).temperature for seed in range(200)} == {0.7}


def test_the_same_seed_draws_the_same() -> None:
    some = Bounds(0.0, 2.0, 0.4, 1.0)
    assert draw(0.7, some, {}, seed=3) == draw(0.7, some, {}, seed=3)


def test_what_users_like_better_weighs_more() -> None:
    found = weights([(200, 100.0), (200, 160.0), (0, 0.0)], seed=1)
    assert sum(found) == pytest.approx(1)
    assert found[1] > 0.7
    assert found[0] < 0.01
    # Nobody has tried the third, so it is not given up.
    assert found[2] > 0.1


@pytest.mark.parametrize("said", [[], [(2, 3.0)], [(2, -1.0)], [(2, float("nan"))]])
def test_it_refuses_feedback_that_is_no_number_from_0_to_1(said: list[tuple[int, float]]) -> None:
    with pytest.raises(StatsError):
        weights(said, seed=1)


@pytest.mark.parametrize(
    "wrong",
    [Bounds(1.0, 0.5, 0.2, 0.1), Bounds(0.0, 2.5, 0.2, 0.1), Bounds(0.0, 1.0, 0.0, 0.1), Bounds(0.0, 1.0, 0.2, 1.1),
     Bounds(0.0, float("nan"), 0.2, 0.1)],
)  # fmt: skip
def test_it_refuses_bounds_that_hold_nothing(wrong: Bounds) -> None:
    assert wrong.faults()
    with pytest.raises(StatsError):
        arms(0.5, wrong)
