"""Users' feedback beside people's scores and the judges' calibrated ones: does the rubric ask for what users want?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judge_scores import mapped_scores
from ranking.selectors.sections.judges import judged
from ranking.stats.arrays import Floats
from ranking.stats.errors import StatsError
from ranking.stats.expectations import Expectations, Told, expectations

PEOPLE = "people"


def feedback_section(context: Context, judges: dict[str, Any]) -> list[dict[str, Any]]:
    """One row per dimension and per who scored: people, and each judge by its mapped score.

    `judges` is the report's key of that name. What cannot be computed is null with its reason.
    """
    data = context.answers
    if not len(data.feedback.value):
        context.because("feedback", Said("No user has said anything of these responses."))
        return []
    rows: list[dict[str, Any]] = []
    for of, dimension, scores in _scored(data, judges):
        on = data.feedback.response
        known = ~np.isnan(scores[on])
        if known.any():
            rows.append(_row(context, len(rows), of, dimension, scores, known))
    if not rows:
        context.because("feedback", Said("Nobody has scored a response that a user has said something of."))
    return rows


def _scored(data: Answers, judges: dict[str, Any]) -> Iterator[tuple[str, str, Floats]]:
    """Who, the dimension, and their score of every response (responses,), nan where none."""
    for place, dimension in enumerate(data.entities.dimensions):
        if dimension.in_points:
            yield PEOPLE, dimension.name, _people(data, place)
    of_judges = list(judged(data))
    for judge in of_judges:
        for place, dimension in enumerate(data.entities.dimensions):
            response = np.flatnonzero(~np.isnan(judge.table[:, place]))
            entry = judges.get(judge.name, {}).get(dimension.name) or {}
            if dimension.in_points and len(response):
                mapped = mapped_scores(data, judge, place, response, entry)
                if mapped is not None:
                    scores = np.full(len(data.entities.responses), np.nan)
                    scores[response] = mapped
                    yield judge.name, dimension.name, scores


def _people(data: Answers, place: int) -> Floats:
    rows = data.scores
    mine = ~data.answers.by_judge[rows.answer] & (rows.dimension == place) & rows.first & ~np.isnan(rows.value)
    size = len(data.entities.responses)
    n = np.bincount(rows.response[mine], minlength=size)
    sums = np.bincount(rows.response[mine], weights=rows.value[mine], minlength=size)
    return np.divide(sums, n, out=np.full(size, np.nan), where=n > 0)


def _row(
    context: Context, number: int, of: str, dimension: str, scores: Floats, known: np.ndarray
) -> dict[str, Any]:  # fmt: skip
    data = context.answers
    on = data.feedback.response[known]
    items = np.array([each.item for each in data.entities.responses], dtype=np.int64)[on]
    row: dict[str, Any] = {
        "of": of, "dimension": dimension, "n": len(on), "n_responses": len(np.unique(on)), "n_liked": None,
        "n_disliked": None, **_figure("correlation", None), **_figure("auc", None), "sentence": None,
    }  # fmt: skip
    try:
        found = expectations(data.feedback.value[known], scores[on], data.item_groups[items], seed=context.seed)
    except StatsError as error:
        context.because(f"feedback.{number}", error)
        return row
    if found.auc is None:
        reason = Said("Too few remarks are of one of the two kinds, liked and disliked.")
        context.because(f"feedback.{number}.auc", reason)
        context.because(f"feedback.{number}.auc_low", reason)
        context.because(f"feedback.{number}.auc_high", reason)
    told = _sentence(of, dimension, found, row)
    return row | {
        "n_liked": found.liked, "n_disliked": found.disliked, **_figure("correlation", found.correlation),
        **_figure("auc", found.auc), "sentence": told,
    }  # fmt: skip


def _figure(name: str, told: Told | None) -> dict[str, float | None]:
    if told is None:
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"))
    return {name: told.value, f"{name}_low": told.low, f"{name}_high": told.high}


def _sentence(of: str, dimension: str, found: Expectations, row: dict[str, Any]) -> Said:
    told = found.correlation
    words = {
        "of": of, "dimension": dimension, "r": told.value, "low": told.low, "high": told.high, "n": row["n"],
        "responses": row["n_responses"],
    }  # fmt: skip
    if of == PEOPLE:
        return _of_people(told, words)
    if told.low > 0:
        return Said(
            "Users like what {of} scores higher on {dimension}: correlation {r:.2f}, 95 % interval {low:.2f} to "
            "{high:.2f}, {n} remarks on {responses} responses.", **words,
        )  # fmt: skip
    if told.high < 0:
        return Said(
            "Users like what {of} scores lower on {dimension}: correlation {r:.2f}, 95 % interval {low:.2f} to "
            "{high:.2f}, {n} remarks on {responses} responses.", **words,
        )  # fmt: skip
    return Said(
        "Whether users like what {of} scores higher on {dimension} cannot be told: correlation {r:.2f}, 95 % interval "
        "{low:.2f} to {high:.2f}, {n} remarks on {responses} responses.", **words,
    )  # fmt: skip


def _of_people(told: Told, words: dict[str, Any]) -> Said:
    if told.low > 0:
        return Said(
            "Users like what annotators score higher on {dimension}: correlation {r:.2f}, 95 % interval {low:.2f} to "
            "{high:.2f}, {n} remarks on {responses} responses. Here the rubric asks for what users want.", **words,
        )  # fmt: skip
    if told.high < 0:
        return Said(
            "Users like what annotators score lower on {dimension}: correlation {r:.2f}, 95 % interval {low:.2f} to "
            "{high:.2f}, {n} remarks on {responses} responses. Here the rubric asks for what users do not want.",
            **words,
        )  # fmt: skip
    return Said(
        "Whether users like what annotators score higher on {dimension} cannot be told: correlation {r:.2f}, 95 % "
        "interval {low:.2f} to {high:.2f}, {n} remarks on {responses} responses.", **words,
    )  # fmt: skip
