"""Judges that go against people, named where that is clear: what they say, and what is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.said import Said, msgid
from ranking.selectors.clear import Standing, standings
from ranking.selectors.sections.comparing import Preferred
from ranking.selectors.sections.comparing.compared import Compared
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges import beside_people, judged
from ranking.stats.arrays import Floats
from ranking.stats.direction import Direction, direction_of_choices, direction_of_scores
from ranking.stats.errors import StatsError

Entry = dict[str, Any]
# Each where nothing is clear, where a judge goes with people, and where it goes against them.
_SCORES = (
    msgid(
        "Whether {judge} goes with people on {dimension} is not clear: correlation {estimate:+.2f}, interval "
        "{low:+.2f} to {high:+.2f} (95 %), n = {n}."
    ),
    msgid(
        "{judge} goes with people on {dimension}: correlation {estimate:+.2f}, interval {low:+.2f} to {high:+.2f} "
        "(95 %), n = {n}."
    ),
    msgid(
        "{judge} scores {dimension} against people, giving more where they give less: correlation {estimate:+.2f}, "
        "interval {low:+.2f} to {high:+.2f} (95 %), n = {n}."
    ),
)
_CHOICES = (
    msgid(
        "Whether {judge} chooses with people is not clear: a person agrees with it {estimate:.1f} times in a hundred, "
        "ties counted half, interval {low:.1f} to {high:.1f} (95 %), {n} pairs."
    ),
    msgid(
        "{judge} chooses with people: a person agrees with it {estimate:.1f} times in a hundred, ties counted half, "
        "interval {low:.1f} to {high:.1f} (95 %), {n} pairs."
    ),
    msgid(
        "{judge} chooses against people, worse than by lot: a person agrees with it {estimate:.1f} times in a hundred, "
        "ties counted half, interval {low:.1f} to {high:.1f} (95 %), {n} pairs."
    ),
)
_TURNED = msgid(
    "{told} Its mapping uses it turned round. Check which way its scale and its prompt point; until then it decides "
    "nothing alone."
)
_OTHERWISE = msgid("{told} Check which way its scale and its prompt point; until then it decides nothing alone.")
_UNUSED = msgid(
    "{told} No mapping makes use of it. Check which way its scale and its prompt point, or leave this judge out."
)


@dataclass(frozen=True)
class _Named:
    """A direction, the entry that it belongs to, and how it is told; figures are told times `scale`."""

    path: str
    entry: Entry
    found: Direction
    templates: tuple[str, str, str]
    words: dict[str, str]
    scale: float = 1.0


def direct_judges(context: Context, judges: dict[str, dict[str, Entry]]) -> None:
    """Write into every entry of the key `judges` the key `direction` (null with a reason where it cannot be told).

    P-values are adjusted over all judges and dimensions (Benjamini & Hochberg 1995).
    """
    _direct(context, list(_of_scores(context, judges)))


def direct_preferences(context: Context, preferences: dict[str, Entry], fits: dict[str, Preferred]) -> None:
    """The same for the key `preferences`, over all of its entries."""
    _direct(context, list(_of_choices(context, preferences, fits)))


def _of_scores(context: Context, judges: dict[str, dict[str, Entry]]) -> Iterator[_Named]:
    for judge in judged(context.answers):
        for place, dimension in enumerate(context.answers.entities.dimensions):
            entry = judges.get(judge.name, {}).get(dimension.name)
            if entry is None:
                continue
            path = f"judges.{judge.name}.{dimension.name}"
            entry["direction"] = None
            beside = beside_people(context.answers, judge, place)
            try:
                found = direction_of_scores(beside.written, beside.people, beside.groups)
            except StatsError as error:
                context.because(f"{path}.direction", error)
                continue
            yield _Named(path, entry, found, _SCORES, {"judge": judge.name, "dimension": dimension.name})


def _of_choices(context: Context, preferences: dict[str, Entry], fits: dict[str, Preferred]) -> Iterator[_Named]:
    for key, entry in preferences.items():
        one, path = fits[key].compared, f"preferences.{key}"
        entry["direction"] = None
        try:
            found = direction_of_choices(_said(one), one.share, one.groups)
        except StatsError as error:
            context.because(f"{path}.direction", error)
            continue
        yield _Named(path, entry, found, _CHOICES, {"judge": key}, scale=100)


def _said(one: Compared) -> Floats:
    """Which of two a judge puts first (n,): its mean verdict, or the sign of the difference of its scores."""
    return one.signals.verdict if one.source == "verdicts" else np.sign(one.signals.difference)


def _direct(context: Context, named: list[_Named]) -> None:
    if not named:
        return
    for one, standing in zip(named, standings([each.found.p_value for each in named]), strict=True):
        found, against = one.found, standing.clear and one.found.against
        sentence = _told(one, standing)
        one.entry["direction"] = {
            "estimate": found.estimate, "ci_low": found.low, "ci_high": found.high, "n": found.n,
            "p_adjusted": standing.p_adjusted, "contrary": against, "sentence": sentence,
        }  # fmt: skip
        if against:
            context.warn("contrary", sentence, one.path)


def _told(one: _Named, standing: Standing) -> Said:
    found = one.found
    which = 0 if not standing.clear else 2 if found.against else 1
    figures = {"estimate": found.estimate, "low": found.low, "high": found.high}
    told = Said(one.templates[which], n=found.n, **{k: v * one.scale for k, v in figures.items()}, **one.words)
    return Said(_use(one.entry["mapping"]), told=told) if which == 2 else standing.told(told)


def _use(mapping: Entry | None) -> str:
    """What a mapping makes of a judge that goes against people, and what to do."""
    if not mapping or not mapping["signal"]:
        return _UNUSED
    return _TURNED if mapping["turned"] else _OTHERWISE
