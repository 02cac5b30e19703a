"""What each round took, and what a point of people's score gained cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ranking.selectors.over_rounds import Measure, Turn, score_places
from ranking.selectors.spending import Spent, spent_in


@dataclass(frozen=True)
class RoundCost:
    """One round: tokens and money, people's answers, the best version's people's mean, and how far that lies above the
    best of the rounds before that asked alike: on the same split, tests beside tests (None in the first of them,
    without scores, and on chosen items, which are another question)."""

    round: int
    spent: Spent
    answers: int
    best: tuple[str, Measure] | None
    gain: float | None

    @property
    def tokens_per_point(self) -> float | None:
        """Tokens for each point gained; None without a gain."""
        return self.spent.tokens / self.gain if self.gain is not None and self.gain > 0 else None

    @property
    def cost_per_point(self) -> float | None:
        """Money for each point gained; None without a gain, or without prices."""
        if self.gain is None or self.gain <= 0 or not self.spent.cost:
            return None
        return float(self.spent.cost) / self.gain

    @property
    def answers_per_point(self) -> float | None:
        """People's answers for each point gained; None without a gain."""
        return self.answers / self.gain if self.gain is not None and self.gain > 0 else None


def round_costs(turns: Sequence[Turn], dimension: str) -> list[RoundCost]:
    """One row for each round, in order; `dimension` is the primary one."""
    spent = spent_in([turn.round for turn in turns])
    best: dict[int, tuple[str, Measure]] = {}
    for place in score_places(list(turns), dimension):
        own = best.get(place.round)
        if place.people is not None and (own is None or place.people.value > own[1].value):
            best[place.round] = place.version, place.people
    found: list[RoundCost] = []
    so_far: dict[tuple[str, bool], float] = {}
    for turn in turns:
        own = best.get(turn.number)
        fair = own is not None and not turn.round.chosen
        before = so_far.get(turn.asked)
        gain = own[1].value - before if own is not None and fair and before is not None else None
        if own is not None and fair:
            so_far[turn.asked] = own[1].value if before is None else max(before, own[1].value)
        found.append(RoundCost(turn.number, spent[turn.round.pk], turn.report["counts"]["answers"], own, gain))
    return found
