"""How far an answer meets the known one: a share from 0 to 1, or None where nothing of it can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from annotations.handout.answer import BEST_WORST, Answer, Fault, Mark, Question, Ranking, read_mark

HALF = 0.5


def share_met(question: Question, known: Mapping[str, Any], said: Answer, *, tolerance: float = 0) -> float | None:
    """This function will compare what was said with what is known, in the shape in which answers are sent.

    Scores: the share of the known dimensions that are right, a number within `tolerance`. Orders: the share of pairs
    that stand as known, half a pair where one of the two orders ties them; the mean over dimensions where each is
    ranked. `none_acceptable` is right or wrong.
    """
    if known.get("none_acceptable"):
        return float(said.none_acceptable)
    if known.get("scores"):
        return _mean([_score_met(question, said, name, value, tolerance) for name, value in known["scores"].items()])
    orders = {"": known["ranking"]} if known.get("ranking") else known.get("rankings") or {}
    if said.none_acceptable:
        return 0.0 if orders else None
    met = [
        order_met(question.kind, known, said.rankings[name]) for name, known in orders.items() if name in said.rankings
    ]
    return _mean(met)


def order_met(kind: str, known: Ranking, said: Ranking) -> float | None:
    """This function will give the share of the known order's pairs that stand the same in another.

    Of best-worst, the pairs between best and worst are left out: both orders must tie them, so they say nothing.
    """
    expected, found = _places(known), _places(said)
    middle = set(known[1]) & set(said[1]) if kind == BEST_WORST and len(known) == len(said) == 3 else set()
    pairs = [pair for pair in combinations(sorted(expected.keys() & found.keys()), 2) if not set(pair) <= middle]
    return _mean([_pair_met(_relation(expected, *pair), _relation(found, *pair)) for pair in pairs])


def _score_met(question: Question, said: Answer, name: str, value: Any, tolerance: float) -> float | None:
    scale = next((one for one in question.scales if one.name == name), None)
    mark = said.marks.get(name)
    expected = read_mark(scale, value) if scale else None
    if mark is None or expected is None or isinstance(expected, Fault):
        return None
    return float(_same(expected, mark, tolerance))


def _same(expected: Mark, mark: Mark, tolerance: float) -> bool:
    if expected.value is None or mark.value is None:
        return expected == mark
    return abs(expected.value - mark.value) <= tolerance + 1e-9


def _places(ranking: Ranking) -> dict[int, int]:
    return {one: place for place, tie in enumerate(ranking) for one in tie}


def _relation(places: Mapping[int, int], one: int, two: int) -> int:
    return (places[one] > places[two]) - (places[one] < places[two])


def _pair_met(expected: int, found: int) -> float:
    if expected == found:
        return 1.0
    return HALF if 0 in (expected, found) else 0.0


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None
