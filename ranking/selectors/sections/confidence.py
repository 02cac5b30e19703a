"""How far the generating models' own confidence foretells that people accept what they wrote."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import DimensionFacts
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.accepting import acceptance_told, threshold_told
from ranking.stats.acceptance import Acceptance, acceptance
from ranking.stats.accepting.base import log_odds
from ranking.stats.errors import StatsError

UNNAMED = "unnamed"


def confidence_section(context: Context) -> dict[str, Any]:
    """The key `confidence`: by model and dimension, its confidence as a chance of acceptance, before and after.

    Of responses generated here it is the mean probability of their tokens, of imported ones what their file says;
    `n_imported` of the `n` scores are on the latter.
    """
    data = context.answers
    told = np.array([np.nan if one.confidence is None else one.confidence for one in data.entities.responses])
    models = np.array([one.model or UNNAMED for one in data.entities.responses], dtype=object)
    # A response has an id of its own where a file brought it, and only there.
    imported = np.array([bool(one.name) for one in data.entities.responses])
    people = ~data.answers.by_judge[data.scores.answer] & ~np.isnan(data.scores.value)
    people &= ~np.isnan(told[data.scores.response]) if len(told) else False
    section: dict[str, Any] = {}
    for place, dimension in enumerate(data.entities.dimensions):
        rows = data.scores.rows(people & (data.scores.dimension == place))
        for model in sorted(set(models[rows.response])) if dimension.in_points else ():
            mine = rows.rows(models[rows.response] == model)
            accepted = (mine.value >= dimension.accepted_from).astype(float)
            groups = data.item_groups[data.answers.item[mine.answer]]
            entry = _entry(context, model, dimension, accepted, told[mine.response], groups)
            brought = {"n_imported": int(imported[mine.response].sum())}
            section.setdefault(model, {})[dimension.name] = entry | brought
    if not section:
        context.because("confidence", Said("No response that people scored came with its model's own confidence."))
    return section


def _entry(
    context: Context, model: str, dimension: DimensionFacts, accepted: np.ndarray, told: np.ndarray, groups: np.ndarray
) -> dict[str, Any]:
    path = f"confidence.{model}.{dimension.name}"
    entry = threshold_told(dimension) | {"n": len(accepted), "mean": float(told.mean())}
    try:
        found = acceptance(accepted, log_odds(told), raw=told, groups=groups, seed=context.seed)
    except StatsError as error:
        keys = ("method", "parameters", "before", "after", "constant", "gain", "gain_low", "gain_high", "sentence")
        for key in keys:
            context.because(f"{path}.{key}", error)
        return entry | {"accepted": float(accepted.mean())} | dict.fromkeys(keys)
    sentence = _sentence(model, dimension.name, float(told.mean()), found)
    return entry | acceptance_told(context, path, found) | {"sentence": sentence}


def _sentence(model: str, dimension: str, mean: float, found: Acceptance) -> Said:
    words: dict[str, Any] = {
        "model": model, "dimension": dimension, "mean": mean, "share": found.accepted, "n": found.n,
        "before": found.qualities["raw"].ece, "after": found.qualities["calibrated"].ece,
    }  # fmt: skip
    if found.method == "constant":
        return Said(
            "{model} is {mean:.0%} sure of its words on average; people accept {share:.0%} of {n} on {dimension}, "
            "however sure it is: its confidence says nothing of that.",
            **words,
        )
    return Said(
        "{model} is {mean:.0%} sure of its words on average; people accept {share:.0%} of {n} on {dimension}. Taken as "
        "a chance of acceptance its confidence is off by {before:.3f}, calibrated by {after:.3f}.",
        **words,
    )
