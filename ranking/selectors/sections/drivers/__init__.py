"""What moves the scores of people and of each judge, side by side, and where they part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.clear import Standing, standings
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.drivers.scored import Scored, scored
from ranking.selectors.sections.drivers.traits import Trait, known_in, traits_table
from ranking.selectors.sections.drivers.words import effect_sentence, parting_sentence
from ranking.stats.arrays import Floats
from ranking.stats.drivers import Effect, effects
from ranking.stats.errors import NotEnoughData, StatsError

Sentence = Callable[[dict[str, Any], Effect, Standing], Said]


def drivers_section(context: Context) -> dict[str, Any]:
    """The keys `drivers` (one row per trait, dimension, and people or judge) and `partings` (judge less people)."""
    traits = traits_table(context.answers)
    drivers: list[dict[str, Any]] = []
    partings: list[dict[str, Any]] = []
    for rows in scored(context.answers):
        known = rows.rows(known_in(traits, rows.response))
        try:
            found = _Found.of(context.answers, known, traits)
        except StatsError as error:
            context.because(f"drivers.{rows.on}.{rows.dimension}", error)
            continue
        drivers += found.drivers()
        partings += found.partings()
    if not drivers:
        context.because("drivers", Said("There are too few scores over too few prompts to tell what drives them."))
    if not partings:
        context.because("partings", Said("No judge scored enough of the responses that people scored."))
    return {"drivers": _told(drivers, effect_sentence), "partings": _told(partings, parting_sentence)}


class _Found:
    """The effects on one side's scores."""

    def __init__(self, data: Answers, rows: Scored, traits: Sequence[Trait], table: Floats) -> None:
        self.data, self.rows, self.table = data, rows, table
        self.traits = {trait.name: (place, trait) for place, trait in enumerate(traits)}
        self.effects = self._effects(rows.score)

    @classmethod
    def of(cls, data: Answers, rows: Scored, traits: Sequence[Trait]) -> _Found:
        """Raises StatsError where there is too little to tell."""
        return cls(data, rows, traits, np.column_stack([trait.column[rows.response] for trait in traits]))

    def drivers(self) -> Iterator[dict[str, Any]]:
        """Rows of the report's `drivers`."""
        for found in self.effects:
            place, trait = self.traits[found.name]
            yield {
                "name": trait.name, "on": self.rows.on, "dimension": self.rows.dimension, "effect": found.effect,
                "unit": trait.unit, "phrase": trait.phrase, "ci_low": found.low, "ci_high": found.high,
                "n": found.n, "present": found.present,
                "responses": self.rows.telling(self.data, self.table[:, place], found.effect),
                "found": found,
            }  # fmt: skip

    def partings(self) -> Iterator[dict[str, Any]]:
        """Rows of the report's `partings`, of a judge whose responses people scored too.

        On the same responses a least-squares effect on the difference of two scores is the difference of the effects.
        """
        if self.rows.beside is None:
            return
        gap = self.rows.score - self.rows.beside
        theirs = {each.name: each.effect for each in self.effects}
        try:
            parting = self._effects(gap)
        except NotEnoughData:
            # Always as far apart: no trait parts them.
            return
        for found in parting:
            place, trait = self.traits[found.name]
            yield {
                "name": trait.name, "on": self.rows.on, "dimension": self.rows.dimension, "difference": found.effect,
                "judge": theirs[found.name], "people": theirs[found.name] - found.effect,
                "unit": trait.unit, "phrase": trait.phrase, "ci_low": found.low, "ci_high": found.high,
                "n": found.n, "present": found.present,
                "responses": self.rows.telling(self.data, self.table[:, place], found.effect, gap), "found": found,
            }  # fmt: skip

    def _effects(self, score: Floats) -> list[Effect]:
        return effects(self.table, list(self.traits), score, self.rows.cluster)


def _told(rows: list[dict[str, Any]], sentence: Sentence) -> list[dict[str, Any]]:
    """P-values over traits and dimensions (Benjamini & Hochberg 1995), for people and each judge apart; sentences."""
    for on in {row["on"] for row in rows}:
        same = [row for row in rows if row["on"] == on]
        found = [row.pop("found") for row in same]
        for row, each, standing in zip(same, found, standings([each.p_value for each in found]), strict=True):
            row |= {"p_adjusted": standing.p_adjusted, "sentence": sentence(row, each, standing)}
    return rows
