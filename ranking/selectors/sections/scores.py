"""People's mean scores by model, version and temperature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.sections.context import Context
from ranking.stats.means import cluster_mean

FACTORS = ("model", "version", "temperature")


def factor_names(data: Answers, factor: str) -> np.ndarray:
    """The name of every response (responses,) under a factor; empty where it has none."""
    return np.array([getattr(response, factor) for response in data.entities.responses], dtype=object)


def scores_section(context: Context) -> list[dict[str, Any]]:
    """One row per name and dimension: mean and a t interval over groups of items."""
    rows = list(_rows(context))
    for place, row in enumerate(rows):
        if row["ci_low"] is None:
            context.because(f"scores.{place}", Said("There is one prompt only, so there is no interval."))
    if not rows:
        context.because("scores", Said("People gave no scores in points."))
    return rows


def _rows(context: Context) -> Iterator[dict[str, Any]]:
    data = context.answers
    people = ~data.answers.by_judge[data.scores.answer] & ~np.isnan(data.scores.value)
    groups = data.item_groups
    for factor in FACTORS:
        names = factor_names(data, factor)
        for place, dimension in enumerate(data.entities.dimensions):
            rows = data.scores.rows(people & (data.scores.dimension == place))
            if not dimension.in_points or not len(rows.answer):
                continue
            of_row = names[rows.response]
            for name in sorted(set(of_row) - {""}):
                mine = rows.rows(of_row == name)
                found = cluster_mean(mine.value, groups[data.answers.item[mine.answer]])
                yield {
                    "of": factor, "name": name, "dimension": dimension.name,
                    "mean": found.mean, "ci_low": found.low, "ci_high": found.high, "n": found.n,
                    "interval": "t over prompts", "clusters": found.clusters,
                }  # fmt: skip
