"""People's mean scores by model, version and temperature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers, DimensionFacts
from ranking.selectors.sections.behind import behind_first
from ranking.selectors.sections.context import Context
from ranking.stats.arrays import rows_by
from ranking.stats.leading import gaps_of_means
from ranking.stats.means import PeoplesMean, peoples_mean
from ranking.stats.spread import Raters

FACTORS = ("model", "version", "temperature")
# Whom an interval speaks of.
INTERVALS: dict[Raters, Said] = {
    "fixed": Said("t over prompts; for these raters"),
    "drawn": Said("t over prompts and raters; for raters like these"),
}


def factor_names(data: Answers, factor: str) -> np.ndarray:
    """The name of every response (responses,) under a factor; empty where it has none."""
    return data.entities.named(factor)


def scores_section(context: Context) -> list[dict[str, Any]]:
    """One row per name and dimension: mean and interval, for raters like these where there are ten or more.

    `behind` is how far it lies below the highest of its factor and dimension.
    """
    rows = []
    for place, (row, refused) in enumerate(_rows(context)):
        rows.append(row)
        if refused is not None:
            context.because(f"scores.{place}", refused)
    if not rows:
        context.because("scores", Said("People gave no scores in points."))
    return rows


def _rows(context: Context) -> Iterator[tuple[dict[str, Any], Said | None]]:
    data = context.answers
    people = ~data.answers.by_judge[data.scores.answer] & ~np.isnan(data.scores.value)
    groups = data.item_groups
    for factor in FACTORS:
        names, codes = data.entities.coded(factor)
        for place, dimension in enumerate(data.entities.dimensions):
            rows = data.scores.rows(people & (data.scores.dimension == place))
            if not dimension.in_points or not len(rows.answer):
                continue
            prompts, raters = groups[data.answers.item[rows.answer]], data.answers.rater[rows.answer]
            parts = list(rows_by(codes[rows.response]))
            gaps = gaps_of_means(rows.value, [own for _, own in parts], prompts=prompts, raters=raters)
            for (code, own), behind in zip(parts, behind_first(gaps), strict=True):
                found = peoples_mean(rows.value[own], prompts=prompts[own], raters=raters[own])
                yield score_row(factor, names[code], dimension, found) | {"behind": behind}, found.refused


def score_row(factor: str, name: str, dimension: DimensionFacts, found: PeoplesMean) -> dict[str, Any]:
    """One row of `scores`."""
    low, high = _ends(found.mean, found.reach, dimension)
    fixed_low, fixed_high = _ends(found.mean, found.fixed, dimension)
    return {
        "of": factor, "name": name, "dimension": dimension.name,
        "mean": found.mean, "ci_low": low, "ci_high": high, "n": found.n,
        "interval": INTERVALS[found.raters], "raters": found.raters, "clusters": found.prompts,
        "n_raters": found.people, "fixed_low": fixed_low, "fixed_high": fixed_high,
    }  # fmt: skip


def _ends(mean: float, reach: float | None, dimension: DimensionFacts) -> tuple[float | None, float | None]:
    if reach is None:
        return None, None
    return max(dimension.minimum, mean - reach), min(dimension.maximum, mean + reach)
