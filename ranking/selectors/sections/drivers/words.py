"""What moves a score, as sentences."""

from __future__ import annotations

from annotations.said import Said, msgid
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


def effect_sentence(on: str, trait: Said, dimension: str, found: Effect) -> Said:
    """What people (`on` is "people") or a judge give for a trait."""
    which = 0 if found.low <= 0 <= found.high else 1 if found.effect > 0 else 2
    template = (_BY_PEOPLE if on == "people" else _BY_JUDGE)[which]
    return Said(template, judge=on, trait=trait, dimension=dimension, points=found.effect, ends=_ends(found))


def parting_sentence(
    judge: str, trait: Said, dimension: str, *, found: Effect, theirs: float, people: float, clear: bool
) -> Said:
    """Where a judge pays otherwise for a trait than people; `found` is the difference, the judge's less people's."""
    return Said(
        _APART if clear else _TOGETHER, judge=judge, trait=trait, dimension=dimension, theirs=theirs, people=people,
        ends=_ends(found),
    )  # fmt: skip


def _ends(found: Effect) -> Said:
    return Said("95 % interval {low:+.2f} to {high:+.2f}, n = {n}", low=found.low, high=found.high, n=found.n)
