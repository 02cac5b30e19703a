"""Whether people say the same when asked again."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.people import clusters_of_answers, compared, scored
from ranking.stats.arrays import Floats, Ints
from ranking.stats.repeats import asked_again, between_people, self_consistency


def self_consistency_section(context: Context) -> dict[str, Any]:
    """The key `self_consistency`: dimensions, `comparisons` and `comparisons/DIMENSION` on which people repeated."""
    data = context.answers
    section: dict[str, Any] = {}
    for _place, dimension, rows in scored(data):
        points = dimension.in_points
        _add(context, section, dimension.name, rows.answer, rows.response, rows.value, points=points)
    for key, pairs in compared(data):
        _add(context, section, key, pairs.answer, pairs.pair, pairs.chose, points=False)
    if not section:
        context.because("self_consistency", Said("Nobody was asked the same thing again."))
    return section


def _add(
    context: Context, section: dict[str, Any], key: str, answers: Ints, units: Ints, values: Floats, *, points: bool
) -> None:
    raters = context.answers.answers.rater[answers]
    again = asked_again(raters, units)
    if not len(again[0]):
        return
    interval, clusters = clusters_of_answers(context.answers, answers[again[0]])
    found = self_consistency(values, raters, again, clusters, points=points)
    difference = found.difference
    section[key] = {
        "share_equal": found.equal.share, "ci_low": found.equal.low, "ci_high": found.equal.high,
        "mean_absolute_difference": difference.mean if difference else None,
        "mad_low": max(0.0, difference.low) if difference and difference.low is not None else None,
        "mad_high": difference.high if difference else None,
        "n": found.equal.n, "raters": found.raters, "interval": interval,
        "between_people": _between(units, values, again, points),
    }  # fmt: skip
    _explain(context, f"self_consistency.{key}", points=points, known=difference is not None)


def _between(units: Ints, values: Floats, again: tuple[Ints, Ints], points: bool) -> dict[str, Any] | None:
    first = np.isfinite(values)
    first[again[0]] = False
    found = between_people(units[first], values[first], points=points)
    if found is None:
        return None
    return {
        "share_equal": found.equal, "mean_absolute_difference": found.difference,
        "n_pairs": found.n_pairs, "n_units": found.n_units,
    }  # fmt: skip


def _explain(context: Context, path: str, *, points: bool, known: bool) -> None:
    if not points:
        unordered = Said("Its answers are no points, so only whether they are alike can be told.")
        context.because(f"{path}.mean_absolute_difference", unordered)
        for end in ("mad_low", "mad_high", "between_people.mean_absolute_difference"):
            context.because(f"{path}.{end}", unordered)
    elif not known:
        for end in ("mean_absolute_difference", "mad_low", "mad_high"):
            context.because(f"{path}.{end}", Said("No repeat has a score on both sides."))
    else:
        for end in ("mad_low", "mad_high"):
            context.because(f"{path}.{end}", Said("All repeats are of one prompt, so there is no interval."))
    context.because(f"{path}.between_people", Said("No two people answered the same."))
