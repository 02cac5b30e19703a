"""A temperature: only where people scored it higher than the present one, and not by chance."""

from collections import defaultdict
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.proposers.words import figure
from ranking.selectors.evidence import DimensionFacts, Evidence
from ranking.services.drafts import Edit, Support
from ranking.stats.arrays import Floats

DRAWS = 4000
# A percentile bootstrap of fewer pairs is too narrow to be believed.
MIN_ITEMS = 8
Cells = dict[float, dict[str, float]]


def temperature_edits(evidence: Evidence, *, seed: int) -> tuple[list[Edit], dict[str, Any] | None, list[Said]]:
    """This function will compare the round's temperatures, paired by item, on the primary dimension."""
    dimension = primary(evidence.dimensions)
    if dimension is None:
        return [], None, [Said("No temperature: the rubric has no dimension with a numeric scale.")]
    if (silent := _out_of_place(evidence)) is not None:
        return [], None, [silent]
    cells = mean_scores(evidence, dimension)
    if len(cells) < 2:
        return [], None, [Said("No temperature: the round tried one only. Launch a round with two or more.")]
    current = evidence.current_temperature
    if current is not None and current not in cells:
        present = figure(current)
        return [], None, [Said("No temperature: the round did not try the present one ({present:g}).", present=present)]
    best = best_of(_comparable(cells, current))
    if best == current:
        present = figure(current)
        return (
            [],
            None,
            [Said("No temperature: none scored higher than the present one ({present:g}).", present=present)],
        )
    rivals = [one for one in cells if one != best] if current is None else [current]
    # Several temperatures were looked at: the level is shared out among them (Bonferroni).
    compared = [compare(cells[best], cells[rival], looks=len(cells) - 1, seed=seed) for rival in rivals]
    ahead_by_chance = _silence(best, rivals, compared)
    if ahead_by_chance:
        return [], None, [ahead_by_chance]
    return _proposed(dimension, cells, best, rivals, compared)


def _out_of_place(evidence: Evidence) -> Said | None:
    """Why a temperature of the version's own would be served to nobody, or rests on no sample of the items."""
    if evidence.policy is not None:
        return Said(
            "No temperature: policy {number} says which temperature serves which category, and goes before a version’s "
            "own.",
            number=evidence.policy,
        )  # fmt: skip
    if evidence.chosen:
        return Said("No temperature: the round asked chosen items alone, which are no random sample.")
    return None


def primary(dimensions: tuple[DimensionFacts, ...]) -> DimensionFacts | None:
    """The primary metric; the first dimension where none is named so."""
    return next((one for one in dimensions if one.is_primary), next(iter(dimensions), None))


def mean_scores(evidence: Evidence, dimension: DimensionFacts) -> Cells:
    """{temperature: {group of items: mean score}} of the base version's responses."""
    values: dict[float, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for answer in evidence.answers:
        candidate = evidence.candidates[answer.response]
        if not (answer.random and dimension.name in answer.scores):
            continue
        if candidate.of_base and candidate.temperature is not None:
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


def _comparable(cells: Cells, current: float | None) -> Cells:
    """Those with enough items in common with the present one; all of them where none has."""
    if current is None:
        return cells
    near = {t: by for t, by in cells.items() if t == current or len(by.keys() & cells[current].keys()) >= MIN_ITEMS}
    return near if len(near) > 1 else cells


def best_of(cells: Cells) -> float:
    """The temperature with the largest effect once the items are held equal; of equal ones the lowest.

    Least squares of score on item and temperature: means over whatever items each was tried at would take an easy item
    for a good temperature. The items are taken out of the normal equations (Searle 1971, chapter 7), so that there is
    one row per temperature. Temperatures that share no item with the others keep their distance from the mean of all.
    """
    names = sorted(cells)
    scores: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, name in enumerate(names):
        for group, value in cells[name].items():
            scores[group].append((place, value))
    normal, right = np.zeros((len(names), len(names))), np.zeros(len(names))
    for own in scores.values():
        places, values = np.array([place for place, _ in own]), np.array([value for _, value in own])
        normal[np.ix_(places, places)] += np.eye(len(own)) - 1 / len(own)
        right[places] += values - values.mean()
    effects = np.linalg.pinv(normal) @ right
    return names[int(np.argmax(np.round(effects, 12)))]


def _silence(best: float, rivals: list[float], compared: list[tuple[float, float, float, int] | None]) -> Said | None:
    for rival, found in zip(rivals, compared, strict=True):
        if found is None:
            return Said(
                "No temperature: fewer than {least} items were rated at both {best:g} and {rival:g}.",
                least=MIN_ITEMS, best=figure(best), rival=figure(rival),
            )  # fmt: skip
        if found[1] <= 0:
            return Said(
                "No temperature: {best:g} is ahead of {rival:g} by {gain:g}, but the interval ({low:g} to {high:g}, "
                "{n} items) holds zero.",
                best=figure(best), rival=figure(rival), gain=figure(found[0]), low=figure(found[1]),
                high=figure(found[2]), n=found[3],
            )  # fmt: skip
    return None


def _proposed(
    dimension: DimensionFacts, cells: Cells, best: float, rivals: list[float],
    compared: list[tuple[float, float, float, int] | None],
) -> tuple[list[Edit], dict[str, Any], list[Said]]:  # fmt: skip
    # The narrowest lead is the one to promise.
    lead, rival = min((found, rival) for found, rival in zip(compared, rivals, strict=True) if found)
    gain, low, high, n = lead
    reason = Said(
        "People score {label} {gain:g} higher at {best:g} than at {rival:g} (interval {low:g} to {high:g}, "
        "paired by item).",
        label=dimension.label, gain=figure(gain), best=figure(best), rival=figure(rival), low=figure(low),
        high=figure(high),
    )  # fmt: skip
    support = Support(Said("{n} items rated at both temperatures", n=n), dimension=dimension.name, value=gain)
    means = [
        Support(
            Said(
                "Mean at temperature {temperature:g}: {mean:g} over {n} items",
                temperature=figure(t), mean=figure(float(np.mean(list(by.values())))), n=len(by),
            ),
            dimension=dimension.name, value=float(np.mean(list(by.values()))),
        )
        for t, by in sorted(cells.items())
    ]  # fmt: skip
    edit = Edit("temperature", "change", best, reason, (support, *means))
    gained = {
        "dimension": dimension.name, "estimate": gain, "ci_low": low, "ci_high": high, "n": n, "of": "temperature",
    }  # fmt: skip
    return [edit], gained, []
