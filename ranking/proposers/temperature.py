"""A temperature: only where people scored it higher than the present one, and not by chance."""

from collections import defaultdict
from typing import Any

import numpy as np

from ranking.proposers.words import number
from ranking.selectors.evidence import DimensionFacts, Evidence
from ranking.services.drafts import Edit, Support
from ranking.stats.arrays import Floats

DRAWS = 4000
# A percentile bootstrap of fewer pairs is too narrow to be believed.
MIN_ITEMS = 8
Cells = dict[float, dict[str, float]]


def temperature_edits(evidence: Evidence, *, seed: int) -> tuple[list[Edit], dict[str, Any] | None, list[str]]:
    """This function will compare the round's temperatures, paired by item, on the primary dimension."""
    dimension = primary(evidence.dimensions)
    if dimension is None:
        return [], None, ["No temperature: the rubric has no dimension with a numeric scale."]
    cells = mean_scores(evidence, dimension)
    if len(cells) < 2:
        return [], None, ["No temperature: the round tried one only. Launch a round with two or more."]
    current = evidence.current_temperature
    if current is not None and current not in cells:
        return [], None, [f"No temperature: the round did not try the present one ({number(current)})."]
    best = _best(cells, current)
    if best is None:
        return [], None, [f"No temperature: none scored higher than the present one ({number(current or 0)})."]
    rivals = [one for one in cells if one != best] if current is None else [current]
    # Several temperatures were looked at: the level is shared out among them (Bonferroni).
    compared = [compare(cells[best], cells[rival], looks=len(cells) - 1, seed=seed) for rival in rivals]
    silence = _silence(best, rivals, compared)
    if silence:
        return [], None, [silence]
    return _proposed(dimension, cells, best, rivals, compared)


def primary(dimensions: tuple[DimensionFacts, ...]) -> DimensionFacts | None:
    """The primary metric; the first dimension where none is named so."""
    return next((one for one in dimensions if one.is_primary), next(iter(dimensions), None))


def mean_scores(evidence: Evidence, dimension: DimensionFacts) -> Cells:
    """{temperature: {group of items: mean score}} of the base version's responses."""
    values: dict[float, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for answer in evidence.answers:
        candidate = evidence.candidates[answer.response]
        if candidate.of_base and candidate.temperature is not None and dimension.name in answer.scores:
            values[candidate.temperature][candidate.group].append(answer.scores[dimension.name])
    return {t: {group: sum(some) / len(some) for group, some in by.items()} for t, by in values.items()}


def compare(
    a: dict[str, float], b: dict[str, float], *, looks: int, seed: int
) -> tuple[float, float, float, int] | None:
    """Mean difference a - b over the items both have, its bootstrap interval at 1 - .05/looks, and their number.

    A percentile bootstrap over items (Efron & Tibshirani 1993, chapter 13). None with too few pairs.
    """
    shared = sorted(a.keys() & b.keys())
    if len(shared) < MIN_ITEMS:
        return None
    gaps: Floats = np.array([a[group] - b[group] for group in shared])
    drawn = np.random.default_rng(seed).choice(gaps, (DRAWS, len(gaps))).mean(axis=1)
    tail = 2.5 / looks
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return float(gaps.mean()), float(low), float(high), len(gaps)


def _best(cells: Cells, current: float | None) -> float | None:
    means = {t: float(np.mean(list(by.values()))) for t, by in cells.items()}
    best = max(sorted(means), key=lambda t: means[t])
    return None if best == current else best


def _silence(best: float, rivals: list[float], compared: list[tuple[float, float, float, int] | None]) -> str:
    for rival, found in zip(rivals, compared, strict=True):
        if found is None:
            return (
                f"No temperature: fewer than {MIN_ITEMS} items were rated at both {number(best)} and {number(rival)}."
            )
        if found[1] <= 0:
            return (
                f"No temperature: {number(best)} is ahead of {number(rival)} by {number(found[0])}, but the interval "
                f"({number(found[1])} to {number(found[2])}, {found[3]} items) holds zero."
            )
    return ""


def _proposed(
    dimension: DimensionFacts, cells: Cells, best: float, rivals: list[float],
    compared: list[tuple[float, float, float, int] | None],
) -> tuple[list[Edit], dict[str, Any], list[str]]:  # fmt: skip
    # The narrowest lead is the one to promise.
    lead, rival = min((found, rival) for found, rival in zip(compared, rivals, strict=True) if found)
    gain, low, high, n = lead
    reason = (
        f"People score {dimension.label} {number(gain)} higher at {number(best)} than at {number(rival)} "
        f"(interval {number(low)} to {number(high)}, paired by item)."
    )
    support = Support(f"{n} items rated at both temperatures", dimension=dimension.name, value=gain)
    means = [
        Support(
            f"Mean at temperature {number(t)}: {number(float(np.mean(list(by.values()))))} over {len(by)} items",
            dimension=dimension.name, value=float(np.mean(list(by.values()))),
        )
        for t, by in sorted(cells.items())
    ]  # fmt: skip
    edit = Edit("temperature", "change", best, reason, (support, *means))
    gained = {
        "dimension": dimension.name, "estimate": gain, "ci_low": low, "ci_high": high, "n": n, "of": "temperature",
    }  # fmt: skip
    return [edit], gained, []
