"""Pairs across sides."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.handout.order import across


def test_the_first_of_each_side_meet_then_the_second() -> None:
    assert across([1, 2, 3, 4], {1: "old", 2: "old", 3: "new", 4: "new"}) == [(1, 3), (2, 4)]


def test_what_has_no_partner_is_left_out() -> None:
    assert across([1, 2, 3], {1: "old", 2: "new", 3: "new"}) == [(1, 2)]
    assert across([1, 2], {1: "old", 2: "old"}) == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 2), max_size=12))
def test_no_pair_is_of_one_side_and_none_meets_another_side_twice(sides: list[int]) -> None:
    side_of = dict(enumerate(sides))
    pairs = across(list(side_of), side_of)
    assert all(side_of[one] != side_of[other] for one, other in pairs)
    met = Counter((value, side_of[partner]) for pair in pairs for value, partner in (pair, pair[::-1]))
    assert all(count == 1 for count in met.values())
