"""One difference per unit, out of several draws and raters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.decide.paired import paired_choices, paired_differences, set_gaps


def ints(*values):
    return np.array(values, dtype=np.int64)


def test_raters_are_averaged_before_samples_and_samples_before_the_difference():
    found = paired_differences(
        unit=ints(0, 0, 0, 0, 0), item=ints(0, 0, 0, 0, 0), response=ints(0, 1, 1, 1, 2),
        new=np.array([False, True, True, True, True]), value=np.array([3.0, 5, 5, 5, 1]),
    )  # fmt: skip
    # The response that three rated weighs as much as the one that one rated.
    assert found.value.tolist() == [0.0]


def test_items_of_a_unit_are_one_difference():
    found = paired_differences(
        unit=ints(7, 7, 7, 7, 9, 9), item=ints(0, 0, 1, 1, 2, 2), response=ints(0, 1, 2, 3, 4, 5),
        new=np.array([False, True] * 3), value=np.array([3.0, 4, 3, 2, 2, 5]),
    )  # fmt: skip
    assert found.unit.tolist() == [7, 9]
    assert found.value.tolist() == [0.0, 3.0]


def test_an_item_with_one_side_only_is_left_out():
    found = paired_differences(
        unit=ints(0, 1, 1), item=ints(0, 1, 1), response=ints(0, 1, 2),
        new=np.array([False, False, True]), value=np.array([3.0, 4, np.nan]),
    )  # fmt: skip
    assert len(found.value) == 0


def test_choices_are_the_share_won_less_the_share_lost():
    found = paired_choices(unit=ints(0, 0, 0, 1), item=ints(0, 0, 1, 2), value=np.array([1.0, -1, 1, np.nan]))
    assert found.unit.tolist() == [0]
    assert found.value.tolist() == [0.5]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.integers(1, 5)), max_size=60))
def test_exchanging_old_and_new_turns_every_sign(rows):
    item, new, value = (np.array(column) for column in zip(*rows, strict=True)) if rows else (ints(),) * 3
    item, new = item.astype(np.int64), new.astype(bool)
    shared = {"unit": item // 2, "item": item, "response": item * 2 + new, "value": value.astype(float)}
    one, other = (paired_differences(**shared, new=side) for side in (new, ~new))
    assert one.unit.tolist() == other.unit.tolist()
    assert one.value == pytest.approx(-other.value)


def test_gaps_are_of_one_version_each_and_need_both_values_and_both_versions():
    rows = [  # set, response, new, under the first value, score
        (0, 0, False, True, 4), (0, 1, False, False, 3), (0, 2, True, True, 5), (0, 3, True, False, 1),
        (1, 4, False, True, 4), (1, 5, False, False, 3), (1, 6, True, True, 5),
    ]  # fmt: skip
    unit, response, new, first, value = (np.array(column) for column in zip(*rows, strict=True))
    found = set_gaps(unit=unit, response=response, new=new, first=first, value=value.astype(float))
    assert found.unit.tolist() == [0]
    assert (found.old.tolist(), found.new.tolist()) == ([1.0], [4.0])
