"""Each judge's mean scores by model, version and temperature, as they are and mapped to people's scale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges import Judged, judged
from ranking.selectors.sections.scores import FACTORS, factor_names
from ranking.stats.arrays import Floats, Ints
from ranking.stats.mappings import apply_mapping
from ranking.stats.mappings.base import Features
from ranking.stats.means import cluster_mean

_ONE = Said("There is one prompt only, so there is no interval.")
_ALIKE = Said("There is one prompt only, or all scores are the same, so how they spread cannot be told.")
_MAPPED_ALIKE = Said("The mapping gives every response the same score, so how they spread cannot be told.")


def judge_scores_section(context: Context, judges: dict[str, Any]) -> list[dict[str, Any]]:
    """One row per judge, dimension and name, over every response that the judge scored.

    `judges` is the report's key of that name, whose mappings are applied. Intervals are t over prompts; that of the
    mapped mean takes the mapping as given.
    """
    rows = list(_rows(context.answers, judges))
    for place, row in enumerate(rows):
        if row["ci_low"] is None:
            context.because(f"judge_scores.{place}", _ALIKE if row["n"] > 1 else _ONE)
        elif row["calibrated"] is not None and row["calibrated_low"] is None:
            context.because(f"judge_scores.{place}", _MAPPED_ALIKE)
        if row["calibrated"] is None:
            for key in ("calibrated", "calibrated_low", "calibrated_high"):
                context.because(f"judge_scores.{place}.{key}", Said("This judge has no mapping on this dimension."))
    if not rows:
        context.because("judge_scores", Said("No judge scored on a dimension of people's."))
    return rows


def _rows(data: Answers, judges: dict[str, Any]) -> Iterator[dict[str, Any]]:
    of_response = np.array([response.item for response in data.entities.responses], dtype=np.int64)
    for judge in judged(data):
        for place, dimension in enumerate(data.entities.dimensions):
            response = np.flatnonzero(~np.isnan(judge.table[:, place]))
            if not dimension.in_points or not len(response):
                continue
            mapped = mapped_scores(data, judge, place, response, judges.get(judge.name, {}).get(dimension.name) or {})
            cluster = data.item_groups[of_response[response]]
            for factor in FACTORS:
                names = factor_names(data, factor)[response]
                for name in sorted(set(names) - {""}):
                    yield {
                        "judge": judge.name, "of": factor, "name": name, "dimension": dimension.name,
                        **_means(judge.table[response, place], mapped, cluster, names == name),
                    }  # fmt: skip


def mapped_scores(data: Answers, judge: Judged, place: int, response: Ints, entry: dict[str, Any]) -> Floats | None:
    """The judge's scores (n,) of the responses as the stored mapping puts them on people's scale."""
    if not entry.get("mapping"):
        return None
    used = np.union1d(np.flatnonzero(~np.isnan(judge.table).all(axis=0)), [place])
    names = [data.entities.dimensions[column].name for column in used]
    features = Features(judge.table[np.ix_(response, used)], names, names.index(data.entities.dimensions[place].name))
    return apply_mapping(entry["method"], entry["mapping"]["parameters"], features)


def _means(score: Floats, mapped: Floats | None, cluster: Ints, mine: np.ndarray) -> dict[str, Any]:
    mean, low, high = _mean(score[mine], cluster[mine])
    told: dict[str, Any] = {"mean": mean, "ci_low": low, "ci_high": high, "n": int(mine.sum())}
    if mapped is None:
        return told | dict.fromkeys(("calibrated", "calibrated_low", "calibrated_high"))
    mean, low, high = _mean(mapped[mine], cluster[mine])
    return told | {"calibrated": mean, "calibrated_low": low, "calibrated_high": high}


def _mean(scores: Floats, cluster: Ints) -> tuple[float, float | None, float | None]:
    """Scores that are all the same show no spread: there is no interval then, least of all one of no width."""
    found = cluster_mean(scores, cluster)
    return (found.mean, None, None) if float(np.ptp(scores)) == 0 else (found.mean, found.low, found.high)
