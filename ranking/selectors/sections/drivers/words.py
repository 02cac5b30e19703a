"""What moves a score, as sentences."""

from __future__ import annotations

from typing import Any

from annotations.said import Said, msgid
from ranking.selectors.clear import Standing
from ranking.stats.drivers import Effect

_BY_PEOPLE = (
    msgid("People: {trait} does not clearly move the score on {dimension} ({ends})."),
    msgid("People reward {trait}: {points:+.2f} points on {dimension} ({ends})."),
    msgid("People mark down {trait}: {points:+.2f} points on {dimension} ({ends})."),
)
_BY_JUDGE = (
    msgid("{judge}: {trait} does not clearly move the score on {dimension} ({ends})."),
    msgid("{judge} rewards {trait}: {points:+.2f} points on {dimension} ({ends})."),
    msgid("{judge} marks down {trait}: {points:+.2f} points on {dimension} ({ends})."),
)
_TOGETHER = msgid("{judge} and people do not clearly part on {trait} ({dimension}; difference: {ends}).")
_APART = msgid(
    "{judge} and people part on {trait}: {theirs:+.2f} points against {people:+.2f} on {dimension} "
    "(difference: {ends})."
)


def effect_sentence(row: dict[str, Any], found: Effect, standing: Standing) -> Said:
    """What people or a judge give for a trait, where that is clear."""
    which = 0 if not standing.clear else 1 if found.effect > 0 else 2
    template = (_BY_PEOPLE if row["on"] == "people" else _BY_JUDGE)[which]
    words = {"judge": row["on"], "trait": row["phrase"], "dimension": row["dimension"], "points": found.effect}
    return standing.told(Said(template, ends=_ends(found), **words))


def parting_sentence(row: dict[str, Any], found: Effect, standing: Standing) -> Said:
    """Where a judge clearly pays otherwise than people; `found` is the difference, the judge's less people's."""
    words = {"judge": row["on"], "trait": row["phrase"], "dimension": row["dimension"]}
    words |= {"theirs": row["judge"], "people": row["people"]}
    return standing.told(Said(_APART if standing.clear else _TOGETHER, ends=_ends(found), **words))


def _ends(found: Effect) -> Said:
    return Said("95 % interval {low:+.2f} to {high:+.2f}, n = {n}", low=found.low, high=found.high, n=found.n)
