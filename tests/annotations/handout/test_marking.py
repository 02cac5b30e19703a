"""How far an answer meets the known one."""

from typing import Any

import pytest

from annotations.handout.answer import Question, Scale, read_answer
from annotations.handout.marking import order_met, share_met

SCALES = (Scale("tone", "likert", 1, 5), Scale("safe", "binary", 0, 1), Scale("kind", "category", codes=("a", "b")))
RATING = Question("RATING", (1,), SCALES)
RANKING = Question("RANKING", (1, 2, 3), (Scale("tone", "likert", 1, 5), Scale("safe", "binary", 0, 1)))
EACH = Question("RANKING", (1, 2, 3), RANKING.scales, per_dimension=True)


def met(question: Question, known: dict[str, Any], said: dict[str, Any], tolerance: float = 0) -> float | None:
    return share_met(question, known, read_answer(question, said), tolerance=tolerance)


SAID = {"scores": {"tone": 3, "safe": True, "kind": "a"}}


@pytest.mark.parametrize(
    ("known", "tolerance", "share"),
    [
        ({"tone": 3, "safe": 1, "kind": "a"}, 0, 1),
        ({"tone": 4, "safe": 1, "kind": "a"}, 0, 2 / 3),
        ({"tone": 4}, 1, 1),
        ({"tone": 5}, 1, 0),
        ({"kind": "b"}, 1, 0),
        ({"safe": True}, 0, 1),
        ({"tone": None}, 4, 0),
        ({"gone": 3}, 0, None),
        ({"gone": 3, "tone": 3}, 0, 1),
        ({"tone": 99}, 0, None),
    ],
)
def test_scores_that_are_named_are_checked(known: dict[str, Any], tolerance: float, share: float | None) -> None:
    assert met(RATING, {"scores": known}, SAID, tolerance) == share


def test_not_applicable_is_right_where_it_is_known() -> None:
    said = {"scores": {"tone": None, "safe": True, "kind": "a"}}
    assert met(RATING, {"scores": {"tone": None}}, said) == 1


@pytest.mark.parametrize(
    ("said", "share"),
    [([[1], [2], [3]], 1), ([[3], [2], [1]], 0), ([[2], [1], [3]], 2 / 3), ([[1, 2, 3]], 0.5), ([[1], [2, 3]], 5 / 6)],
)
def test_an_order_is_met_pair_by_pair_and_a_tie_by_half(said: list[list[int]], share: float) -> None:
    assert met(RANKING, {"ranking": [[1], [2], [3]]}, {"ranking": said}) == pytest.approx(share)


def test_a_known_tie_is_met_by_a_tie() -> None:
    assert order_met("RANKING", [[1, 2], [3]], [[1, 2], [3]]) == 1
    assert order_met("RANKING", [[1, 2], [3]], [[1], [2], [3]]) == pytest.approx(5 / 6)


def test_what_best_and_worst_must_tie_says_nothing() -> None:
    known, said = [[1], [2, 3, 4], [5]], [[5], [2, 3, 4], [1]]
    assert order_met("BEST_WORST", known, said) == 0


def test_orders_by_dimension_count_alike() -> None:
    said = {"rankings": {"tone": [[1], [2], [3]], "safe": [[3], [2], [1]]}}
    assert met(EACH, {"rankings": {"tone": [[1], [2], [3]], "safe": [[1], [2], [3]]}}, said) == 0.5
    assert met(EACH, {"ranking": [[1], [2], [3]]}, said) is None


def test_none_acceptable_is_right_or_wrong() -> None:
    none = {"none_acceptable": True}
    assert met(RANKING, none, none) == 1
    assert met(RANKING, none, {"ranking": [[1], [2], [3]]}) == 0
    assert met(RANKING, {"ranking": [[1], [2], [3]]}, none) == 0
    assert met(RANKING, {}, none) is None
