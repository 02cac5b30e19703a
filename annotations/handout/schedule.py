"""What a rater is given next: training first, then golds and repeats at their shares, and tasks.

A hand-out has a place: how many the rater has answered or skipped before it. Places are parted into blocks as long as
a share asks (every tenth: blocks of ten), and of each block one place is drawn. So a share is held exactly over
every block, nobody can tell the next check by counting, and asking twice at one place gives the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from annotations.handout.order import generator
from annotations.handout.policy import Policy

# Shares are told apart to a ten-thousandth.
FINEST = 10_000


class Turn(StrEnum):
    """What a place of the hand-out is for."""

    TRAINING = "training"
    GOLD = "gold"
    REPEAT = "repeat"
    TASK = "task"


@dataclass(frozen=True)
class Standing:
    """A rater's totals in a round. Training is in neither."""

    done: int = 0
    skipped: int = 0

    @property
    def place(self) -> int:
        """Which hand-out comes next, from 0."""
        return self.done + self.skipped


def due(policy: Policy, seed: int, rater: int, standing: Standing) -> list[Turn]:
    """This function will name what comes next, in the order in which to try: a task, where nothing else is left."""
    training = [Turn.TRAINING] if policy.training and standing.place == 0 else []
    return [*training, *_drawn_turn(policy, seed, rater, standing.place), Turn.TASK]


def may_answer(policy: Policy, *, done: int, skills: Collection[str]) -> bool:
    """This function will tell whether a rater may have tasks of the round: skilled for it, and not at the limit."""
    within = policy.answer_limit is None or done < policy.answer_limit
    return within and set(policy.skills) <= set(skills)


def _drawn_turn(policy: Policy, seed: int, rater: int, place: int) -> list[Turn]:
    golds = _share(policy.gold_share)
    if _is_drawn(golds, place, "gold", seed, rater):
        return [Turn.GOLD]
    if policy.repeat_share <= 0:
        return []
    # Repeats are drawn among the places that golds left, so that neither takes from the other's share.
    left = place - _drawn_before(golds, place, "gold", seed, rater)
    repeats = min(_share(policy.repeat_share) / (1 - golds), Fraction(1))
    return [Turn.REPEAT] if _is_drawn(repeats, left, "repeat", seed, rater) else []


def _share(value: float) -> Fraction:
    return Fraction(value).limit_denominator(FINEST)


def _is_drawn(share: Fraction, place: int, *parts: object) -> bool:
    return share > 0 and place == _drawn_of(share, floor(place * share), *parts)


def _drawn_before(share: Fraction, place: int, *parts: object) -> int:
    """How many places before this one were drawn."""
    if share <= 0:
        return 0
    block = floor(place * share)
    return block + (_drawn_of(share, block, *parts) < place)


def _drawn_of(share: Fraction, block: int, *parts: object) -> int:
    """The drawn place of a block; a block of a share has one over it places, rounded so that none is left out."""
    return generator(*parts, block).randrange(ceil(block / share), ceil((block + 1) / share))
