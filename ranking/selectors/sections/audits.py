"""Biases of people and judges, each with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ranking.selectors.answers import Answers, PairRows
from ranking.selectors.sections.bias_words import bias_sentence, swap_sentence
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges import Judged, beside_people, judged
from ranking.selectors.sections.swaps import swaps
from ranking.selectors.sections.verdicts import judges_verdicts
from ranking.stats.arrays import Floats, Ints
from ranking.stats.audits import AUDITS
from ranking.stats.audits.base import Choices, Finding, Residuals, Swaps
from ranking.stats.audits.self_preference import model_family
from ranking.stats.errors import StatsError
from ranking.stats.student import false_discovery

_LEAST_SHOWN = 0.05


def audits_section(context: Context) -> list[dict[str, Any]]:
    """Every audit that the answers allow; p-values adjusted over all of one kind (Benjamini-Hochberg)."""
    found = [*_of_choices(context), *_of_scores(context), *_of_swaps(context)]
    for kind in {row["kind"] for row, _ in found}:
        same = [(row, finding) for row, finding in found if row["kind"] == kind]
        adjusted = false_discovery(np.array([finding.p_value for _, finding in same]), dependent=False)
        for (row, _), p_value in zip(same, adjusted, strict=True):
            row["p_adjusted"] = float(p_value)
            _warn(context, row)
    return [row for row, _ in found]


def _of_choices(context: Context) -> Iterator[tuple[dict[str, Any], Finding]]:
    for of, dimension, rows in _choosers(context.answers):
        choices = _choices(context.answers, rows)
        for name in ("position", "length"):
            yield from _run(context, name, of, dimension, choices)


def _of_scores(context: Context) -> Iterator[tuple[dict[str, Any], Finding]]:
    for judge in judged(context.answers):
        for place, dimension in enumerate(context.answers.entities.dimensions):
            if dimension.in_points and judge.rows[place]:
                residuals = _residuals(context.answers, judge, place)
                for name in ("length_scores", "severity", "self_preference"):
                    yield from _run(context, name, judge.name, dimension.name, residuals)


def _of_swaps(context: Context) -> Iterator[tuple[dict[str, Any], Finding]]:
    for swap in swaps(context.answers):
        for name in ("counterfactual", "flip_rate"):
            if name == "counterfactual" or not np.isnan(swap.seen.accepted).all():
                yield from _run(context, name, swap.of, swap.dimension, swap.seen, swap.attribute, swap.values)


def _run(
    context: Context,
    name: str,
    of: str,
    dimension: str,
    seen: Choices | Residuals | Swaps,
    attribute: str = "",
    values: tuple[str, str] = ("", ""),
) -> Iterator[tuple[dict[str, Any], Finding]]:
    audit = AUDITS[name]
    try:
        found = audit.run(seen)
    except StatsError as error:
        path = ("audits", name, of, dimension, attribute, *values)
        context.because(".".join(part for part in path if part), error)
        return
    yield (
        {
            "kind": audit.kind, "of": of, "attribute": attribute, "values": list(values) if attribute else [],
            "dimension": dimension, "measured_on": audit.on,
            "estimate": found.estimate, "ci_low": found.low, "ci_high": found.high, "p_adjusted": None, "n": found.n,
            "sentence": swap_sentence(name, of, dimension, attribute, values, found)
            if attribute
            else bias_sentence(name, of, dimension, found),
        },
        found,
    )  # fmt: skip


def _choosers(data: Answers) -> Iterator[tuple[str, str, PairRows]]:
    """People by dimension, and every judge by label, with what they chose."""
    people = data.pairs.rows(~data.answers.by_judge[data.pairs.answer])
    for place in np.unique(people.dimension).tolist():
        yield "people", data.entities.dimension_name(place), people.rows(people.dimension == place)
    for key, rows in judges_verdicts(data):
        yield key, data.entities.dimension_name(int(rows.dimension[0])), rows


def _choices(data: Answers, rows: PairRows) -> Choices:
    rows = rows.rows(~np.isnan(rows.chose))
    doublings = _doublings(data)
    return Choices(
        won=(rows.chose + 1) / 2, a_stood=rows.stood, doublings=doublings[rows.one] - doublings[rows.two],
        pair=rows.pair, cluster=data.item_groups[data.answers.item[rows.answer]],
    )  # fmt: skip


def _residuals(data: Answers, judge: Judged, place: int) -> Residuals:
    """The judge's score less people's mean, once per response."""
    beside = beside_people(data, judge, place)
    response, first, codes = np.unique(beside.response, return_index=True, return_inverse=True)
    mean = np.bincount(codes, weights=beside.people) / np.maximum(np.bincount(codes), 1)
    return Residuals(
        gap=beside.features.column()[first] - mean,
        doublings=_doublings(data)[response],
        cluster=beside.groups[first],
        people=mean,
        own=_own_family(data, judge.name, response),
    )


def _own_family(data: Answers, judge: str, response: Ints) -> Floats | None:
    """Whether the judge's own family wrote each response; None where a name tells no family."""
    families = [model_family(data.entities.responses[place].model) for place in response.tolist()]
    own = model_family(judge)
    return np.array([family == own for family in families], dtype=float) if own and all(families) else None


def _doublings(data: Answers) -> Floats:
    """log2 of every response's length, nan where its text is empty or unknown."""
    lengths = np.array([response.length for response in data.entities.responses], dtype=float)
    return np.log2(lengths, out=np.full(len(lengths), np.nan), where=lengths > 0)


def _warn(context: Context, row: dict[str, Any]) -> None:
    judges_bias = row["of"] != "people" and row["p_adjusted"] < 0.05 and abs(row["estimate"]) >= _LEAST_SHOWN
    if judges_bias:
        context.warn(f"{row['kind']}_bias", row["sentence"], "audits")
