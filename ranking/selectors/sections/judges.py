"""How far each judge's scores are from people's, as they are and once mapped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.sections.context import Context
from ranking.stats.arrays import Floats, Ints
from ranking.stats.calibrate import Calibration, calibrate
from ranking.stats.errors import StatsError
from ranking.stats.mappings.base import Features
from ranking.stats.pointwise import BINS, calibration_curve, closeness

_HELD_OUT = ("rmse_constant", "rmse_calibrated", "rmse_known_raters", "mae_calibrated", "pearson_calibrated")


@dataclass(frozen=True)
class Judged:
    """One judge's mean readable score of every response and dimension (responses, dimensions), nan where none."""

    name: str
    table: Floats
    rows: Ints
    unreadable: Ints


def judged(data: Answers) -> Iterator[Judged]:
    """Every judge that scored on a dimension of the rubric."""
    by_name: dict[str, list[int]] = {}
    for place, rater in enumerate(data.entities.raters):
        if rater.is_judge:
            by_name.setdefault(rater.name, []).append(place)
    for name in sorted(by_name):
        mine = np.isin(data.answers.rater[data.scores.answer], by_name[name]) & (data.scores.dimension >= 0)
        if mine.any():
            yield _judged(data, name, mine)


def _judged(data: Answers, name: str, mine: np.ndarray) -> Judged:
    shape = (len(data.entities.responses), len(data.entities.dimensions))
    rows = data.scores.rows(mine)
    read = ~np.isnan(rows.value)
    cells = rows.response[read], rows.dimension[read]
    sums, n = np.zeros(shape), np.zeros(shape)
    np.add.at(sums, cells, rows.value[read])
    np.add.at(n, cells, 1.0)
    return Judged(
        name=name,
        table=np.divide(sums, n, out=np.full(shape, np.nan), where=n > 0),
        rows=np.bincount(rows.dimension, minlength=shape[1]),
        unreadable=np.bincount(rows.dimension[rows.unreadable], minlength=shape[1]),
    )


@dataclass(frozen=True)
class Beside:
    """People's scores (n,) beside a judge's features of the same responses."""

    people: Floats
    features: Features
    response: Ints
    groups: Ints
    raters: Ints | None


def judges_section(context: Context, *, of_means: bool) -> dict[str, Any]:
    """The key `judges` (every people's row), or `judges_mean` (the mean of people per response)."""
    key = "judges_mean" if of_means else "judges"
    section: dict[str, Any] = {}
    for judge in judged(context.answers):
        for place, dimension in enumerate(context.answers.entities.dimensions):
            if dimension.in_points and judge.rows[place]:
                path = f"{key}.{judge.name}.{dimension.name}"
                beside = beside_people(context.answers, judge, place)
                beside = _averaged(beside) if of_means else beside
                entry = _entry(context, path, beside) | {"n_unreadable": int(judge.unreadable[place])}
                section.setdefault(judge.name, {})[dimension.name] = entry
                if not of_means:
                    _warn(context, path, judge, place, dimension.name, entry)
    if not of_means:
        _warn_of_labels(context)
    return section


def _warn_of_labels(context: Context) -> None:
    """A judge whose every score bears another name than people's dimensions stands beside nobody."""
    data = context.answers
    by_judge = data.answers.by_judge[data.scores.answer]
    if by_judge.all():
        return
    judges = data.answers.rater[data.scores.answer[by_judge]]
    matched = data.scores.dimension[by_judge] >= 0
    names = {data.entities.raters[place].name for place in judges.tolist()}
    for name in sorted(names - {data.entities.raters[place].name for place in judges[matched].tolist()}):
        context.warn(
            "other_dimensions",
            Said(
                "{name} scored on none of people's dimensions (by name), so its scores are beside nothing.", name=name
            ),
            "judges",
        )


def beside_people(data: Answers, judge: Judged, place: int) -> Beside:
    """Every people's score row on a dimension whose response the judge scored on it."""
    rows = data.scores.rows(
        ~data.answers.by_judge[data.scores.answer] & (data.scores.dimension == place) & ~np.isnan(data.scores.value)
    )
    rows = rows.rows(~np.isnan(judge.table[rows.response, place]))
    # Its own dimension has a column even where not one of its scores could be read.
    used = np.union1d(np.flatnonzero(~np.isnan(judge.table).all(axis=0)), [place])
    names = [data.entities.dimensions[column].name for column in used]
    own = data.entities.dimensions[place].name
    table = judge.table[np.ix_(rows.response, used)]
    return Beside(
        people=rows.value,
        features=Features(table, names, names.index(own)),
        response=rows.response,
        groups=data.item_groups[data.answers.item[rows.answer]],
        raters=np.unique(data.answers.rater[rows.answer], return_inverse=True)[1].astype(np.int64),
    )


def _averaged(beside: Beside) -> Beside:
    """One row per response: the mean of people."""
    if not len(beside.people):
        return beside
    response, first, codes = np.unique(beside.response, return_index=True, return_inverse=True)
    means = np.bincount(codes, weights=beside.people) / np.bincount(codes)
    return Beside(means, beside.features.rows(first), response, beside.groups[first], None)


def _entry(context: Context, path: str, beside: Beside) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("rmse_raw", *_HELD_OUT[:3], "mae_raw", "mae_calibrated", "pearson_raw", "pearson_calibrated",
         "spearman_raw", "kendall_raw", "bias", "method", "coverage_90")
    )  # fmt: skip
    entry: dict[str, Any] = {"n": len(beside.people), **empty, "mapping": None, "curve": None}
    if not len(beside.people):
        context.because(path, Said("No response was scored both by people and readably by the judge."))
        return entry
    raw = closeness(beside.people, beside.features.column())
    entry |= {
        "rmse_raw": raw.rmse, "mae_raw": raw.mae, "bias": raw.bias,
        "pearson_raw": raw.pearson, "spearman_raw": raw.spearman, "kendall_raw": raw.kendall,
    }  # fmt: skip
    context.because(path, Said("One side never varies, or there are fewer than three rows, so nothing can be ordered."))
    try:
        found = calibrate(beside.features, beside.people, groups=beside.groups, raters=beside.raters, seed=context.seed)
    except StatsError as error:
        for name in (*_HELD_OUT, "coverage_90", "method", "mapping", "curve"):
            context.because(f"{path}.{name}", error)
        return entry
    return entry | _held_out(context, path, beside, found)


def _held_out(context: Context, path: str, beside: Beside, found: Calibration) -> dict[str, Any]:
    mapped = closeness(beside.people, found.predicted)
    known = None if found.known_raters is None else closeness(beside.people, found.known_raters).rmse
    context.because(f"{path}.rmse_known_raters", Said("A mean over people has no rater."))
    orders = found.method != "constant"
    # A constant differs a little from fold to fold; that is no order either, so it is one point.
    bins = BINS if orders else 1
    context.because(f"{path}.pearson_calibrated", Said("The mapping is a constant, which orders nothing."))
    return {
        "rmse_constant": closeness(beside.people, found.constant).rmse, "rmse_calibrated": mapped.rmse,
        "rmse_known_raters": known, "mae_calibrated": mapped.mae,
        "pearson_calibrated": mapped.pearson if orders else None,
        "method": found.method, "coverage_90": found.covered,
        "mapping": {
            "parameters": found.params, "half_width_90": found.half_width, "errors": found.errors, "signal": orders,
        },
        "curve": {
            "before": [asdict(point) for point in calibration_curve(beside.people, beside.features.column())],
            "after": [asdict(point) for point in calibration_curve(beside.people, found.predicted, bins=bins)],
        },
    }  # fmt: skip


def _warn(context: Context, path: str, judge: Judged, place: int, dimension: str, entry: dict[str, Any]) -> None:
    if entry["method"] == "constant":
        context.warn(
            "no_signal",
            Said(
                "{judge} carries no signal on {dimension} here: held out, its scores predict people's no better "
                "than people's mean does.",
                judge=judge.name,
                dimension=dimension,
            ),
            path,
        )
    if judge.unreadable[place] > 0.05 * judge.rows[place]:
        share = judge.unreadable[place] / judge.rows[place]
        text = Said(
            "{share:.0%} of {judge}'s scores on {dimension} could not be read.",
            share=share, judge=judge.name, dimension=dimension,
        )  # fmt: skip
        context.warn("unreadable", text, path)
