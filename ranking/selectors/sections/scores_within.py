"""People's mean scores by category and by language beside the total, and where they contradict it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from annotations.said import Said
from annotations.telling import language
from ranking.selectors.answers import Answers, DimensionFacts, ScoreRows
from ranking.selectors.factors import factor_name
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.people import scored
from ranking.selectors.sections.scores import FACTORS, factor_names, score_row
from ranking.selectors.sections.strengths_within import FIELDS, MOST_VALUES, MOST_WARNED, values_of
from ranking.stats.arrays import Floats, Ints, codes_of, rows_by
from ranking.stats.means import peoples_mean
from ranking.stats.reversals import Estimates, reversals

# Fewer prompts than this say nothing of a difference within a part.
LEAST_PROMPTS = 5
Row = dict[str, Any]
_Part = tuple[str, str, Estimates]


def scores_within_section(context: Context) -> dict[str, Any]:
    """The keys `scores_within` ({field: {value: rows}}) and `scores_reversals`, by the factor of `scores_within_of`."""
    data = context.answers
    factor = _factor(data)
    within: dict[str, dict[str, list[Row]] | None] = dict.fromkeys(FIELDS)
    found: list[Row] = []
    if factor is None:
        context.because("scores_within", Said("No scored response has a model, a version or a temperature."))
        context.because("scores_within_of", Said("No scored response has a model, a version or a temperature."))
    else:
        for field in FIELDS:
            within[field] = _of_field(context, factor, field)
        found = _reversed(data, factor)
    for row in found[:MOST_WARNED]:
        context.warn("simpson", row["sentence"], "scores_reversals")
    if not found:
        context.because("scores_reversals", Said("No part clearly orders two otherwise than the whole."))
    return {"scores_within": within, "scores_within_of": factor, "scores_reversals": found}


def _factor(data: Answers) -> str | None:
    """By what scores are best told apart: the first factor with several names, else the first with one."""
    rated = np.unique(np.concatenate([rows.response for *_, rows in scored(data)] or [np.zeros(0, dtype=np.int64)]))
    names = {factor: set(factor_names(data, factor)[rated]) - {""} for factor in FACTORS}
    several = [factor for factor in FACTORS if len(names[factor]) > 1]
    return next(iter(several or [factor for factor in FACTORS if names[factor]]), None)


def _points(data: Answers) -> list[tuple[DimensionFacts, ScoreRows]]:
    return [
        (dimension, known)
        for _place, dimension, rows in scored(data)
        if dimension.in_points and len((known := rows.rows(~np.isnan(rows.value))).answer)
    ]


def _of_field(context: Context, factor: str, field: str) -> dict[str, list[Row]] | None:
    data, path = context.answers, f"scores_within.{field}"
    found: dict[str, list[Row]] = {}
    for dimension, rows in _points(data):
        values, own = values_of(data, field, data.answers.item[rows.answer])
        for place, value in enumerate(values[:MOST_VALUES] if len(values) > 1 else []):
            mine = rows.rows(own == place)
            made = found.setdefault(value, [])
            for row, refused in _rows(data, factor, dimension, mine):
                if refused is not None:
                    context.because(f"{path}.{value}.{len(made)}", refused)
                made.append(row)
    if not found:
        context.because(path, Said("All scored items have one value of it, or none."))
        return None
    return found


def _rows(data: Answers, factor: str, dimension: DimensionFacts, rows: ScoreRows) -> Iterator[tuple[Row, Said | None]]:
    """As `scores` has them, and why one has no interval."""
    names, codes = data.entities.coded(factor)
    groups = data.item_groups[data.answers.item[rows.answer]]
    raters = data.answers.rater[rows.answer]
    for code, mine in rows_by(codes[rows.response]):
        found = peoples_mean(rows.value[mine], prompts=groups[mine], raters=raters[mine])
        yield score_row(factor, names[code], dimension, found), found.refused


def _reversed(data: Answers, factor: str) -> list[Row]:
    """Each dimension's parts against the dimension's whole."""
    found: list[Row] = []
    all_names, codes = data.entities.coded(factor)
    for dimension, rows in _points(data):
        rows = rows.rows(codes[rows.response] >= 0)
        present, who = np.unique(codes[rows.response], return_inverse=True)
        names = [all_names[code] for code in present.tolist()]
        if len(names) < 2:
            continue
        groups = data.item_groups[data.answers.item[rows.answer]]
        whole = np.bincount(who, weights=rows.value, minlength=len(names)) / np.bincount(who, minlength=len(names))
        parts = _parts(data, rows, who, groups)
        told = reversals(whole, [part for *_, part in parts])
        found += [
            _row(
                dimension.name,
                factor,
                names,
                *parts[each.part][:2],
                each.ahead,
                each.behind,
                whole,
                each.gap,
                each.p_adjusted,
            )
            for each in told
        ]
    return sorted(found, key=lambda row: row["p_adjusted"])


def _parts(data: Answers, rows: ScoreRows, who: Ints, groups: Ints) -> list[_Part]:
    parts = []
    for field in FIELDS:
        values, own = values_of(data, field, data.answers.item[rows.answer])
        for place, value in enumerate(values[:MOST_VALUES] if len(values) > 1 else []):
            mine = own == place
            if (found := _estimates(who[mine], rows.value[mine], groups[mine])) is not None:
                parts.append((field, value, found))
    return parts


def _estimates(who: Ints, values: Floats, groups: Ints) -> Estimates | None:
    """Means with the covariance that prompts give them, since all answer the same prompts."""
    present, codes = np.unique(who, return_inverse=True)
    clusters = codes_of(groups)
    count = int(clusters.max()) + 1 if len(clusters) else 0
    if len(present) < 2 or count < LEAST_PROMPTS:
        return None
    n = np.bincount(codes)
    mean = np.bincount(codes, weights=values) / n
    pull = np.zeros((count, len(present)))
    np.add.at(pull, (clusters, codes), (values - mean[codes]) / n[codes])
    return Estimates(present, mean, pull.T @ pull * count / (count - 1), count - 1)


def _row(
    dimension: str, factor: str, names: list[str], field: str, value: str, ahead: int, behind: int, whole: Floats,
    gap: float, p_adjusted: float,
) -> Row:  # fmt: skip
    words = {
        "value": value, "name": dimension, "ahead": factor_name(factor, names[ahead]),
        "behind": factor_name(factor, names[behind]), "gap": float(gap),
    }  # fmt: skip
    if field == "category":
        sentence = Said(
            "In category {value} people score {behind} higher on {name} than {ahead}, by {gap:.2f} points, though "
            "over all it is the other way round.",
            **words,
        )
    else:
        sentence = Said(
            "On items in {value} people score {behind} higher on {name} than {ahead}, by {gap:.2f} points, though "
            "over all it is the other way round.",
            **words | {"value": language(value)},
        )
    return {
        "field": field, "value": value, "dimension": dimension, "ahead": names[ahead], "behind": names[behind],
        "points_whole": float(whole[ahead] - whole[behind]), "points_part": -float(gap), "p_adjusted": p_adjusted,
        "sentence": sentence,
    }  # fmt: skip
