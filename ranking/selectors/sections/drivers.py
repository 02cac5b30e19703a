"""What moves the scores of people and of each judge, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.said import Said, msgid
from ranking.selectors.answers import Answers
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges import judged
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.drivers import Effect, effects
from ranking.stats.errors import StatsError

_SHOWN = 3
# Rarer values are no group of their own: they stay with the base.
_LEAST = 10
_MOST_VALUES = 12
_PHRASES = {
    "length": msgid("an answer twice as long"),
    "list": msgid("an answer with a list"),
    "markdown": msgid("headings, bold words or a table"),
    "code": msgid("an answer with code"),
    "refusal": msgid("an answer that declines"),
    "temperature": msgid("a temperature higher by one"),
    "category": msgid("category {value} (against {base})"),
    "language": msgid("language {value} (against {base})"),
}
_UNITS = {"length": "doubling of length", "temperature": "unit of temperature"}
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


@dataclass(frozen=True)
class Trait:
    """A column (responses,) of the table of traits: its name, unit, and how it is said."""

    name: str
    unit: str
    phrase: Said
    column: Floats


@dataclass(frozen=True)
class Scored:
    """Scores (n,) on one dimension, the responses they are of, and the prompts' groups."""

    on: str
    dimension: str
    response: Ints
    score: Floats
    cluster: Ints


def drivers_section(context: Context) -> list[dict[str, Any]]:
    """One row per trait, dimension, and people or judge: the effect with its interval and telling responses."""
    traits = _traits(context.answers)
    rows: list[dict[str, Any]] = []
    for scored in _scored(context.answers):
        known = _known(traits, scored.response)
        table = np.column_stack([trait.column[scored.response[known]] for trait in traits])
        try:
            found = effects(table, [trait.name for trait in traits], scored.score[known], scored.cluster[known])
        except StatsError as error:
            context.because(f"drivers.{scored.on}.{scored.dimension}", error)
            continue
        by_name = {trait.name: trait for trait in traits}
        rows += [_row(context.answers, scored, by_name[effect.name], effect) for effect in found]
    if not rows:
        context.because("drivers", Said("There are too few scores over too few prompts to tell what drives them."))
    return rows


def _scored(data: Answers) -> Iterator[Scored]:
    """People's scores by dimension, and each judge's of the same responses where there are such."""
    people = ~data.answers.by_judge[data.scores.answer] & ~np.isnan(data.scores.value)
    groups = data.item_groups
    of_response = np.array([response.item for response in data.entities.responses], dtype=np.int64)
    seen: dict[int, Ints] = {}
    for place, dimension in enumerate(data.entities.dimensions):
        rows = data.scores.rows(people & (data.scores.dimension == place))
        if dimension.in_points and len(rows.answer):
            seen[place] = np.unique(rows.response)
            cluster = groups[data.answers.item[rows.answer]]
            yield Scored("people", dimension.name, rows.response, rows.value, cluster)
    for judge in judged(data):
        for place, dimension in enumerate(data.entities.dimensions):
            if not dimension.in_points or not judge.rows[place]:
                continue
            column = judge.table[:, place]
            response = np.flatnonzero(~np.isnan(column))
            both = np.intersect1d(response, seen.get(place, response))
            response = both if len(both) else response
            yield Scored(judge.name, dimension.name, response, column[response], groups[of_response[response]])


def _traits(data: Answers) -> list[Trait]:
    responses, items = data.entities.responses, data.entities.items
    lengths = np.array([each.length or np.nan for each in responses], dtype=float)
    warmth = np.array([float(each.temperature) if each.temperature else np.nan for each in responses])
    own = [each.traits for each in responses]
    # Responses without a text, as in some imports, have no traits; where none has a text, nothing is left out.
    found = [_trait("length", np.log2(lengths))] if not np.isnan(lengths).all() else []
    for name, flags in (
        ("list", [each.listed for each in own]),
        ("markdown", [each.marked for each in own]),
        ("code", [each.code for each in own]),
        ("refusal", [each.refuses for each in own]),
    ):
        found.append(_trait(name, np.array(flags, dtype=float)))
    if not np.isnan(warmth).all():
        found.append(_trait("temperature", warmth))
    found += _groups("category", [items[each.item].category for each in responses])
    found += _groups("language", [items[each.item].language for each in responses])
    return found


def _trait(name: str, column: Floats) -> Trait:
    return Trait(name, _UNITS.get(name, "with it against without"), Said(_PHRASES[name]), column)


def _groups(name: str, values: Sequence[str]) -> Iterator[Trait]:
    """A column for each frequent value but the most frequent, against which they stand."""
    frequent = [value for value, n in Counter(values).most_common(_MOST_VALUES) if n >= _LEAST and value]
    for value in frequent[1:]:
        column = np.array([each == value for each in values], dtype=float)
        phrase = Said(_PHRASES[name], value=value, base=frequent[0])
        yield Trait(f"{name}:{value}", f"against {frequent[0]}", phrase, column)


def _known(traits: Sequence[Trait], response: Ints) -> Bools:
    """Rows whose every trait is known: a mixture of generated and imported responses has temperatures for some."""
    return np.logical_and.reduce([~np.isnan(trait.column[response]) for trait in traits])


def _row(data: Answers, scored: Scored, trait: Trait, effect: Effect) -> dict[str, Any]:
    ends = Said("95 % interval {low:+.2f} to {high:+.2f}, n = {n}", low=effect.low, high=effect.high, n=effect.n)
    which = 0 if effect.low <= 0 <= effect.high else 1 if effect.effect > 0 else 2
    template = (_BY_PEOPLE if scored.on == "people" else _BY_JUDGE)[which]
    return {
        "name": trait.name, "on": scored.on, "dimension": scored.dimension, "effect": effect.effect,
        "unit": trait.unit, "ci_low": effect.low, "ci_high": effect.high, "n": effect.n, "present": effect.present,
        "responses": _telling(data, scored, trait, effect),
        "sentence": Said(
            template, judge=scored.on, trait=trait.phrase, dimension=scored.dimension, points=effect.effect, ends=ends
        ),
    }  # fmt: skip


def _telling(data: Answers, scored: Scored, trait: Trait, effect: Effect) -> list[int]:
    """The responses (database keys) whose trait and score go together as the effect says, most of all first."""
    column = np.nan_to_num(trait.column[scored.response], nan=float(np.nanmean(trait.column)))
    pull = (column - column.mean()) * (scored.score - scored.score.mean()) * np.sign(effect.effect)
    order = np.argsort(-pull, kind="stable")
    best = dict.fromkeys(scored.response[order[pull[order] > 0]].tolist())
    return [data.entities.responses[place].id for place in list(best)[:_SHOWN]]
