import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.judging.reading import Unreadable, label_groups, number, read_object

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.sampled_from("ABC"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 1}', '{"a": 1} or {"a": 2}', '{"a": 1, "b": 2}', "[1]", "7", "a", "", '{"a": 1']
)
def test_it_refuses_whatever_leaves_doubt(text: str) -> None:
    with pytest.raises(Unreadable):
        read_object(text, ["a"])


@pytest.mark.parametrize("value", [0, 6, 2.5, True, "4", [4], {}, float("inf"), -(10**400), 10**400])
def test_it_refuses_what_is_no_level_of_the_scale(value: object) -> None:
    with pytest.raises(Unreadable):
        number(value, 1, 5, whole=True)


@pytest.mark.parametrize(("value", "score"), [(1, 1.0), (5, 5.0), (3.0, 3.0)])
def test_it_takes_levels(value: float, score: float) -> None:
    assert number(value, 1, 5, whole=True) == score


@pytest.mark.parametrize(
    "value",
    [
        "ABC",
        ["A", "B"],
        ["A", "B", "C", "A"],
        ["A", "B", "D"],
        ["A", ["B", "B"], "C"],
        ["A", [], "B", "C"],
        [["A", ["B"]], "C"],
        ["a", "b", "c"],
        [1, 2, 3],
        {},
        [],
    ],
)
def test_it_refuses_orders_that_are_not_complete_and_unique(value: object) -> None:
    with pytest.raises(Unreadable):
        label_groups(value, "ABC")


def test_it_reads_ties() -> None:
    assert label_groups(["C", ["A", "B"]], "ABC") == (("C",), ("A", "B"))


@given(value=JSON)
def test_an_order_it_accepts_holds_every_label_once(value: object) -> None:
    try:
        groups = label_groups(value, "ABC")
    except Unreadable:
        return
    assert sorted(label for group in groups for label in group) == ["A", "B", "C"]


@given(value=JSON)
def test_a_number_it_accepts_is_on_the_scale(value: object) -> None:
    try:
        score = number(value, 0, 100, whole=False)
    except Unreadable:
        return
    assert 0 <= score <= 100
