"""When to stop asking: each rule says why, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan

from scipy.special import ndtr

from annotations.said import Said

FUTILE = 0.05
FLIP = 0.05
ROUNDS_WITHOUT_GAIN = 2


@dataclass(frozen=True)
class Standing:
    """What the rules look at; what is not known is left as it is, and then its rule is silent.

    `estimate`, `low`, `high` and `margin` are in points, `chance` is that of passing at the end, `gains` tells of each
    round so far whether it brought a promotion, the oldest first; `spent` and `budget` are in one currency.
    """

    estimate: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    margin: float = float("nan")
    error: float = float("nan")
    chance: float = float("nan")
    gains: tuple[bool, ...] = ()
    spent: float = 0.0
    budget: float | None = None


def narrow(standing: Standing) -> Said | None:
    """The interval is narrower than the margin: more answers would change nothing that matters."""
    reach = (standing.high - standing.low) / 2
    if isnan(reach) or isnan(standing.margin) or reach >= standing.margin:
        return None
    return Said(
        "The interval reaches {reach:.2g} points to either side, less than the margin of {margin:.2g}.",
        reach=reach, margin=standing.margin,
    )  # fmt: skip


def flip_chance(estimate: float, error: float) -> float:
    """The probability that the order of two is the other way round than seen, under a normal law with flat prior."""
    return float(ndtr(-abs(estimate) / error)) if error > 0 else float(estimate == 0) / 2


def settled(standing: Standing) -> Said | None:
    """The chance that old and new stand the other way round is below 5 %."""
    if isnan(standing.estimate) or isnan(standing.error):
        return None
    chance = flip_chance(standing.estimate, standing.error)
    return Said("The chance that the order is the other way round is {chance:.1%}.", chance=chance) if (
        chance < FLIP
    ) else None  # fmt: skip


def futile(standing: Standing) -> Said | None:
    """The plan will hardly end in a promotion."""
    if isnan(standing.chance) or standing.chance >= FUTILE:
        return None
    return Said(
        "As things stand, the chance that it passes at the end of the plan is {chance:.1%}.", chance=standing.chance
    )


def no_gain(standing: Standing) -> Said | None:
    """The last rounds brought nothing."""
    last = standing.gains[-ROUNDS_WITHOUT_GAIN:]
    if len(last) < ROUNDS_WITHOUT_GAIN or any(last):
        return None
    return Said("The last {n} rounds brought no gain.", n=ROUNDS_WITHOUT_GAIN)


def over_budget(standing: Standing) -> Said | None:
    """What may be spent is spent."""
    if standing.budget is None or standing.spent < standing.budget:
        return None
    return Said("The budget of {budget:g} is spent.", budget=standing.budget)


STOP_RULES: dict[str, Callable[[Standing], Said | None]] = {
    "narrow": narrow,
    "settled": settled,
    "futile": futile,
    "no_gain": no_gain,
    "budget": over_budget,
}


def reasons_to_stop(standing: Standing, rules: tuple[str, ...] = tuple(STOP_RULES)) -> dict[str, Said]:
    """Every rule that speaks, by name, with its reason."""
    found = {name: STOP_RULES[name](standing) for name in rules}
    return {name: reason for name, reason in found.items() if reason is not None}
