"""Quality out of few answers of people and many of a judge.

What people answered must be a random part of all: the context is that of the answers that stand for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import DimensionFacts
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.beside import Judged, judged
from ranking.selectors.sections.scores import FACTORS, factor_names
from ranking.stats.arrays import Bools, Floats, Ints, codes_of
from ranking.stats.correlation import pearson
from ranking.stats.errors import StatsError
from ranking.stats.estimates import ESTIMATES
from ranking.stats.estimates.base import Estimate

# The figure, and the method that gives it.
KINDS = {"mean": "ppi", "pass_rate": "rogan_gladen"}
# The group of what has no model, version or temperature, and how it is called.
UNNAMED, NO_NAME = "unnamed", Said("responses without a name")
# Where only what people scored is named, as where a judge's file has no models: whose the rest is, is not known.
ANY_NAME = Said("all responses, of which the judge’s bear no name")
_LEAST_SAVED = 0.01
_NULLS = {
    "weight": Said("This method corrects errors and weighs nothing."),
    "correlation": Said("One side says the same of everything, so nothing can correlate."),
    "narrower": Said("People's scores alone have no width to be narrowed."),
}


@dataclass(frozen=True)
class Units:
    """One row per prompt (n,) with labels of people, the judge's of the same, and the judge's of other prompts (m,)."""

    labels: Floats
    judged: Floats
    unlabelled: Floats


def estimates_section(context: Context) -> list[dict[str, Any]]:
    """The key `estimates`: a row for each figure, judge, dimension and model, version or temperature; what bears none
    of these names is a group of its own."""
    mean = _peoples_means(context)
    alone = [
        (judge, place)
        for judge in judged(context.answers)
        for place, dimension in enumerate(context.answers.entities.dimensions)
        if dimension.in_points and (~np.isnan(judge.table[:, place]) & np.isnan(mean[:, place])).any()
    ]
    groups = [(judge, place, *group) for judge, place in alone for group in _groups(context, judge, place, mean)]
    found = [each for group in groups for each in _of_group(context, *group, mean)]
    rows = [each for each in found if isinstance(each, dict)]
    for place, row in enumerate(rows):
        for name, reason in _NULLS.items():
            if row[name] is None:
                context.because(f"estimates.{place}.{name}", reason)
    if not rows:
        context.because("estimates", _nothing(bool(alone), [each for each in found if isinstance(each, StatsError)]))
    return rows


def _nothing(alone: bool, refused: list[StatsError]) -> Said:
    if not alone:
        return Said("No judge scored responses that people did not score, so nothing is added.")
    if not refused:
        return Said(
            "What a judge scored alone is of other models, versions and temperatures than what people scored too, so "
            "nothing is added."
        )
    return Said("Nothing could be estimated. {why}", why=refused[0].args[0])


def _groups(context: Context, judge: Judged, place: int, mean: Floats) -> Iterator[tuple[str, str, Bools]]:
    """The factor, the name and the responses (responses,) of every group that people scored a part of.

    What bears no name is one; where people scored none of it, it is beside all that they did score.
    """
    scored, labelled = ~np.isnan(judge.table[:, place]), ~np.isnan(mean[:, place])
    bare = np.ones(len(scored), dtype=bool)
    for factor in FACTORS:
        named = factor_names(context.answers, factor)
        bare &= named == ""
        for name in sorted(set(named[scored]) - {""}):
            mine = scored & (named == name)
            if (mine & labelled).any() and (mine & ~labelled).any():
                yield factor, name, mine
    if (scored & bare & ~labelled).any():
        if (scored & bare & labelled).any():
            yield UNNAMED, NO_NAME, scored & bare
        elif (scored & labelled).any():
            yield UNNAMED, ANY_NAME, scored & (bare | labelled)


def _of_group(
    context: Context, judge: Judged, place: int, factor: str, name: str, mine: Bools, mean: Floats
) -> Iterator[dict[str, Any] | StatsError]:
    """Its figures, or why there is none."""
    dimension = context.answers.entities.dimensions[place]
    for kind, method in KINDS.items():
        verdicts = dimension if kind == "pass_rate" else None
        units = _units(context, judge.table[:, place], mean[:, place], mine, verdicts)
        try:
            found = ESTIMATES[method](units.labels, units.judged, units.unlabelled)
        except StatsError as error:
            context.because(".".join(("estimates", kind, judge.name, dimension.name, factor, name)), error)
            yield error
            continue
        yield _row(kind, judge.name, dimension, (factor, name), units, found)


def _peoples_means(context: Context) -> Floats:
    """People's mean score of every response and dimension; nan where none."""
    data = context.answers
    people = ~data.answers.by_judge[data.scores.answer] & ~np.isnan(data.scores.value) & (data.scores.dimension >= 0)
    rows = data.scores.rows(people)
    shape = len(data.entities.responses), len(data.entities.dimensions)
    sums, n = np.zeros(shape), np.zeros(shape)
    np.add.at(sums, (rows.response, rows.dimension), rows.value)
    np.add.at(n, (rows.response, rows.dimension), 1.0)
    return np.divide(sums, n, out=np.full(shape, np.nan), where=n > 0)


def _units(context: Context, judge: Floats, people: Floats, mine: Bools, verdicts: DimensionFacts | None) -> Units:
    """Prompts as units, since answers to one prompt are not independent: means over its responses, or (for verdicts)
    one of them, drawn. A prompt with any label is labelled; its other responses are left out."""
    data = context.answers
    group = data.item_groups[np.array([one.item for one in data.entities.responses], dtype=np.int64)]
    labelled = mine & ~np.isnan(people)
    rest = mine & np.isnan(people) & ~np.isin(group, group[labelled])
    if verdicts is None:
        labels, own = (_by_group(group[labelled], each[labelled]) for each in (people, judge))
        return Units(labels, own, _by_group(group[rest], judge[rest]))
    random = np.random.default_rng(context.seed)
    first, others = (_one_of_group(group, chosen, random) for chosen in (labelled, rest))
    at = verdicts.accepted_from
    return Units(*((each >= at).astype(float) for each in (people[first], judge[first], judge[others])))


def _by_group(groups: Ints, values: Floats) -> Floats:
    codes = codes_of(groups)
    return np.bincount(codes, weights=values) / np.bincount(codes) if len(values) else np.zeros(0)


def _one_of_group(group: Ints, chosen: Bools, random: np.random.Generator) -> Ints:
    """The first of each prompt would mostly be the same model's."""
    rows = random.permutation(np.flatnonzero(chosen))
    return rows[np.unique(group[rows], return_index=True)[1]]


def _row(
    kind: str, judge: str, dimension: DimensionFacts, of: tuple[str, str], units: Units, found: Estimate
) -> dict[str, Any]:
    varies = len(units.labels) > 2 and min(float(np.ptp(units.labels)), float(np.ptp(units.judged))) > 0
    correlation = pearson(units.labels, units.judged) if varies else None
    narrower = 1 - (found.high - found.low) / (found.labels_high - found.labels_low) if _wide(found) else None
    row = {
        "kind": kind, "method": KINDS[kind], "judge": judge, "dimension": dimension.name, "of": of[0], "name": of[1],
        "estimate": found.estimate, "ci_low": found.low, "ci_high": found.high,
        "labels_estimate": found.labels_estimate, "labels_low": found.labels_low, "labels_high": found.labels_high,
        "narrower": narrower, "correlation": correlation,
        "weight": None if np.isnan(found.weight) else found.weight,
        "n_labels": found.n, "n_judged": found.judged, "unit": "prompts",
    }  # fmt: skip
    return row | {"sentence": _sentence(row)}


def _wide(found: Estimate) -> bool:
    return found.labels_high > found.labels_low


def _sentence(row: dict[str, Any]) -> Said:
    words = {
        name: row[name]
        for name in ("judge", "dimension", "name", "estimate", "ci_low", "ci_high", "n_labels", "n_judged")
    } | {"r": row["correlation"] if row["correlation"] is not None else 0.0}
    if row["kind"] == "pass_rate" and not (row["narrower"] or 0) >= _LEAST_SAVED:
        return Said(
            "By {judge}, corrected for how it errs, people would accept {estimate:.0%} of {name} on {dimension} "
            "({ci_low:.0%} to {ci_high:.0%}): no narrower than people's {n_labels} prompts alone, {alone:.0%} "
            "({alone_low:.0%} to {alone_high:.0%}), since so few tell its errors badly.",
            alone=row["labels_estimate"], alone_low=row["labels_low"], alone_high=row["labels_high"], **words,
        )  # fmt: skip
    if row["kind"] == "pass_rate":
        return Said(
            "By {judge}, corrected for how it errs, people would accept {estimate:.0%} of {name} on {dimension} "
            "({ci_low:.0%} to {ci_high:.0%}; {n_labels} prompts with people's scores, {n_judged} with the judge's "
            "alone).",
            **words,
        )
    if row["narrower"] is None or row["narrower"] < _LEAST_SAVED:
        return Said(
            "{judge}'s scores correlate {r:.2f} with people's on {dimension} of {name}, which saves no answers: with "
            "{n_judged} prompts of its own the mean is {estimate:.2f} ({ci_low:.2f} to {ci_high:.2f}), no narrower "
            "than people's {n_labels} alone.",
            **words,
        )
    return Said(
        "{judge}'s scores correlate {r:.2f} with people's on {dimension} of {name}; with {n_judged} prompts of its own "
        "the mean is {estimate:.2f} ({ci_low:.2f} to {ci_high:.2f}), {narrower:.0%} narrower than people's {n_labels} "
        "alone.",
        narrower=row["narrower"], **words,
    )  # fmt: skip
