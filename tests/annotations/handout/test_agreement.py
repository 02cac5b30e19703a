"""How far the answers to one task agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from annotations.handout.agreement import agreement_of, tau_b
from annotations.handout.answer import Answer, Mark, Scale

TONE = Scale("tone", "likert", 1, 5)
KIND = Scale("kind", "category", codes=("a", "b"))
NONE = Answer(none_acceptable=True)


def rated(*values: float | None) -> list[Answer]:
    return [Answer(marks={"tone": Mark(value)}) for value in values]


def ranked(*orders: list[list[int]]) -> list[Answer]:
    return [Answer(rankings={"": order}) for order in orders]


@pytest.mark.parametrize(
    ("values", "agreement"),
    [((3, 3), 1), ((1, 5), 0), ((2, 4), 0.5), ((1, 5, 5), 1 / 3), ((None, None), 1), ((None, 3), 0), ((3,), None)],
)
def test_numbers_by_their_distance_on_the_scale(values: tuple[float | None, ...], agreement: float | None) -> None:
    assert agreement_of("RATING", rated(*values), [TONE]) == pytest.approx(agreement)


def test_categories_by_the_most_frequent() -> None:
    said = [Answer(marks={"kind": Mark(code=code)}) for code in "aab"]
    assert agreement_of("RATING", said, [KIND]) == pytest.approx(2 / 3)


def test_the_dimension_on_which_they_part_most_decides() -> None:
    said = [Answer(marks={"tone": Mark(3), "kind": Mark(code=code)}) for code in "ab"]
    assert agreement_of("RATING", said, [TONE, KIND]) == 0.5


def test_comparisons_by_the_most_frequent_where_the_order_in_a_tie_says_nothing() -> None:
    assert agreement_of("COMPARISON", ranked([[1], [2]], [[1], [2]], [[2], [1]]), []) == pytest.approx(2 / 3)
    assert agreement_of("COMPARISON", ranked([[1, 2]], [[2, 1]]), []) == 1
    assert agreement_of("COMPARISON", [*ranked([[1], [2]]), NONE], []) == 0.5


@pytest.mark.parametrize(
    ("one", "two", "agreement"),
    [
        ([[1], [2], [3]], [[1], [2], [3]], 1),
        ([[1], [2], [3]], [[3], [2], [1]], 0),
        ([[1], [2], [3]], [[2], [1], [3]], (1 + 1 / 3) / 2),
        ([[1, 2, 3]], [[1, 2, 3]], 1),
        ([[1, 2, 3]], [[1], [2], [3]], 0.5),
    ],
)
def test_orders_by_kendalls_tau(one: list[list[int]], two: list[list[int]], agreement: float) -> None:
    assert agreement_of("RANKING", ranked(one, two), []) == pytest.approx(agreement)


def test_none_acceptable_agrees_with_itself_alone() -> None:
    assert agreement_of("RANKING", [NONE, NONE], []) == 1
    assert agreement_of("RANKING", [NONE, *ranked([[1], [2], [3]])], []) == 0


def test_orders_by_dimension_are_each_on_their_own() -> None:
    said = [Answer(rankings={"tone": [[1], [2], [3]], "safe": order}) for order in ([[1], [2], [3]], [[3], [2], [1]])]
    assert agreement_of("RANKING", said, []) == 0


def test_tau_b_is_scipys() -> None:
    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=6))
    def alike(places: list[tuple[int, int]]) -> None:
        first, second = (
            [[n for n, one in enumerate(places) if one[side] == place] for place in range(4)] for side in (0, 1)
        )
        expected = stats.kendalltau(*zip(*places, strict=True)).statistic
        found = tau_b([tie for tie in first if tie], [tie for tie in second if tie])
        assert found is None if expected != expected else found == pytest.approx(expected)

    alike()
