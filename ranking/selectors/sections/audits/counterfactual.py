"""What a swap of one attribute does to scores: gaps and flips of every two values, and a table of all values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotations.said import Said
from ranking.selectors.sections.audits.row import Found, audit_row, because
from ranking.selectors.sections.audits.swaps import Swapped, swapped
from ranking.selectors.sections.context import Context
from ranking.stats.audits import AUDITS, audits_on
from ranking.stats.audits.counterfactual import Group, counterfactual, group_table
from ranking.stats.errors import StatsError


def of_swaps(context: Context) -> Iterator[Found]:
    """The gap and the flips of every two values of every attribute, for people and each judge by dimension."""
    for side in swapped(context.answers):
        for one, other in side.pairs:
            for name in audits_on("swaps"):
                yield from _run(context, name, side, (one, other))


def groups_section(context: Context) -> list[dict[str, Any]]:
    """The key `groups`: scores under each value of every attribute, with n, mean, interval and accepted share."""
    rows = [
        _group_row(side, group)
        for side in swapped(context.answers)
        for group in group_table(side.score, side.accepted, side.set, side.group)
    ]
    if not rows:
        context.because("groups", Said("No scored response is to an item of a counterfactual set."))
    for place in range(len(rows)):
        context.because(f"groups.{place}", Said("There is one set only, so there is no interval."))
    return rows


def _run(context: Context, name: str, side: Swapped, versus: tuple[int, int]) -> Iterator[Found]:
    audit, values = AUDITS[name], (side.values[versus[0]], side.values[versus[1]])
    try:
        found = audit.run(side.versus(*versus))
    except StatsError as error:
        because(context, name, side.of, side.dimension, side.attribute, *values, error=error)
        return
    row = audit_row(audit, side.of, side.dimension, found)
    beyond = _beyond(side, versus) if name == "counterfactual" and side.of != "people" else {}
    yield row | {"attribute": side.attribute, "values": list(values), "beyond_people": beyond}, found


def _beyond(side: Swapped, versus: tuple[int, int]) -> dict[str, Any]:
    """How much more the judge parts the two than people do, where people scored enough of the same responses."""
    try:
        found = counterfactual(side.beyond_people(*versus))
    except StatsError:
        return {}
    return {
        "estimate": found.estimate, "ci_low": found.low, "ci_high": found.high, "p_value": found.p_value, "n": found.n,
    }  # fmt: skip


def _group_row(side: Swapped, group: Group) -> dict[str, Any]:
    share = group.accepted
    return {
        "attribute": side.attribute, "value": side.values[group.group], "of": side.of, "dimension": side.dimension,
        "n": group.n, "sets": group.sets, "mean": group.mean, "ci_low": group.low, "ci_high": group.high,
        "accepted": share.share, "accepted_low": share.low, "accepted_high": share.high,
    }  # fmt: skip
