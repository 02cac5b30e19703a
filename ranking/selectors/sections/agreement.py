"""How far people agree, by dimension and over comparisons."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import DimensionFacts
from ranking.selectors.sections.context import Context
from ranking.stats.agreement import LEVELS, Agreement, Level, agreement
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData, StatsError
from ranking.stats.kappa import MIN_SHARED, cohen_kappas

_LEVEL_OF_KIND: dict[str, Level] = {"likert": "ordinal", "percent": "interval"}
# With more raters than this, pairs that share few units are left out of `pairs`.
_MANY_RATERS = 20
_FEW_SHARED = 10
# Of more pairs than this, those who share most are told.
_MOST_PAIRS = 1000
# Krippendorff's own lower bound for tentative conclusions.
_TENTATIVE = 0.667


def agreement_section(context: Context) -> dict[str, Any]:
    """Alpha and kappas over people's first answers, under each dimension's name and `comparisons`.

    Where overlap adapts, only over the raters who were planned for everybody.
    """
    data = context.answers
    section: dict[str, Any] = {}
    people = ~data.answers.by_judge[data.scores.answer] & data.scores.first & ~np.isnan(data.scores.value)
    people &= data.answers.planned[data.scores.answer]
    for place, dimension in enumerate(data.entities.dimensions):
        rows = data.scores.rows(people & (data.scores.dimension == place))
        if len(rows.answer):
            raters = data.answers.rater[rows.answer]
            section[dimension.name] = _entry(
                context, dimension.name, rows.response, raters, rows.value, level_of(dimension),
                data.item_groups[data.answers.item[rows.answer]],
            )  # fmt: skip
    section.update(_of_comparisons(context))
    return section


def level_of(dimension: DimensionFacts) -> Level:
    return _LEVEL_OF_KIND.get(dimension.kind, "nominal")


def _of_comparisons(context: Context) -> dict[str, Any]:
    data = context.answers
    said = ~np.isnan(data.pairs.chose) | data.pairs.neither
    people = ~data.answers.by_judge[data.pairs.answer] & data.pairs.first & said
    people &= data.answers.planned[data.pairs.answer]
    section: dict[str, Any] = {}
    for place in np.unique(data.pairs.dimension[people]).tolist():
        rows = data.pairs.rows(people & (data.pairs.dimension == place))
        key = f"comparisons/{data.entities.dimension_name(place)}" if place >= 0 else "comparisons"
        # "Neither is acceptable" is an answer of its own for nominal agreement, and has no place on a line.
        values = np.where(rows.neither, 2.0, np.nan_to_num(rows.chose))
        prompts = data.item_groups[data.answers.item[rows.answer]]
        section[key] = _entry(context, key, rows.pair, data.answers.rater[rows.answer], values, "nominal", prompts)
        if rows.neither.any():
            section[key] |= {"alpha_ordinal": None, "alpha_interval": None}
            for level in ("alpha_ordinal", "alpha_interval"):
                context.because(f"agreement.{key}.{level}", Said("Some people chose neither, which has no order."))
    return section


def _entry(
    context: Context, key: str, units: Ints, raters: Ints, values: Floats, level: Level, prompts: Ints
) -> dict[str, Any]:
    path = f"agreement.{key}"
    pairs = _pairs(context, path, units, raters, values)
    try:
        found = agreement(units, values, ci_level=level, seed=context.seed, clusters=prompts)
    except NotEnoughData as error:
        context.because(path, error)
        nothing = {f"alpha_{each}": None for each in LEVELS} | {"ci_low": None, "ci_high": None}
        return {**nothing, "ci_of": level, **_whose(None), "n_units": 0, "n_answers": 0, "pairs": pairs}
    context.because(path, found.refused or Said("All answers are the same, so chance alone explains them."))
    _warn(context, path, key, found.alpha[level], found.ci_high)
    return {
        **{f"alpha_{each}": found.alpha[each] for each in LEVELS},
        "ci_low": found.ci_low, "ci_high": found.ci_high, "ci_of": level, **_whose(found),
        "n_units": found.n_units, "n_answers": found.n_answers, "pairs": pairs,
    }  # fmt: skip


def _whose(found: Agreement | None) -> dict[str, Any]:
    """Whom the interval speaks of: always these raters."""
    prompts = found is None or found.over == "prompts"
    told = Said("jackknife over prompts; for these raters")
    if not prompts:
        told = Said("jackknife over responses or pairs; for these raters and prompts")
    return {"interval": told, "raters": "fixed", "clusters": found.clusters if found else 0}


def _warn(context: Context, path: str, key: str, alpha: float | None, high: float | None) -> None:
    if alpha is not None and high is not None and high < _TENTATIVE:
        context.warn(
            "low_agreement",
            Said(
                "People agree little on {name}: alpha {alpha:.2f}, at most {high:.2f}. Figures that rest on single "
                "answers are noisy; more answers per task or clearer level texts help.",
                name=key,
                alpha=alpha,
                high=high,
            ),
            path,
        )


def _pairs(context: Context, path: str, units: Ints, raters: Ints, values: Floats) -> dict[str, Any]:
    """Cohen's kappa of every two people who answered a unit in common, under `a|b`; of many those who share most."""
    present, rater_codes = np.unique(raters, return_inverse=True)
    names = [context.answers.entities.raters[place].name for place in present]
    least = _FEW_SHARED if len(names) > _MANY_RATERS else 1
    path = f"{path}.pairs"
    try:
        found = cohen_kappas(np.unique(units, return_inverse=True)[1], rater_codes, values, least=least)
    except StatsError as error:
        context.because(path, error)
        return {}
    pairs: dict[str, Any] = {}
    for place in np.argsort(-found.shared, kind="stable")[:_MOST_PAIRS].tolist():
        shared, (a, b) = int(found.shared[place]), sorted((names[found.one[place]], names[found.other[place]]))
        pairs[f"{a}|{b}"] = {"cohen_kappa": float(found.kappa[place]), "n": shared}
        if shared < MIN_SHARED:
            context.because(f"{path}.{a}|{b}", Said("They share one answer only."))
    if pairs:
        context.because(path, Said("Both gave the same answer throughout, so chance alone explains it."))
    return dict(sorted(pairs.items()))
