"""How often people say something else than a preference or a score: ties, neither, skips, what does not apply."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import PairRows
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.people import clusters_of_answers, compared, scored
from ranking.stats.arrays import Bools, Ints
from ranking.stats.shares import cluster_share
from ranking.stats.strengths import MIN_RATERS


def outcomes_section(context: Context) -> dict[str, Any]:
    """The key `outcomes`: shares with interval and n, repeats included."""
    ties: dict[str, Any] = {}
    neither: dict[str, Any] = {}
    for key, rows in compared(context.answers):
        ordered = rows.rows(~rows.neither)
        if len(ordered.answer):
            ties[key] = _share(context, ordered.chose == 0, ordered.answer)
        neither[key] = _neither(context, rows)
    found = {
        "ties": ties,
        "neither": neither,
        "not_applicable": {
            dimension.name: _share(context, np.isnan(rows.value), rows.answer)
            for _place, dimension, rows in scored(context.answers)
        },
        "skips": _skips(context),
    }
    for part, reason in _MISSING.items():
        context.because(f"outcomes.{part}", reason)
    return found


_MISSING = {
    "ties": Said("People ordered nothing."),
    "neither": Said("People compared nothing."),
    "not_applicable": Said("People scored nothing."),
}


def _neither(context: Context, rows: PairRows) -> dict[str, Any]:
    """Per ballot: all the pairs of one say neither, or none does."""
    first = np.unique(rows.ballot, return_index=True)[1]
    return _share(context, rows.neither[first], rows.answer[first])


def _share(context: Context, flags: Bools, answers: Ints) -> dict[str, Any]:
    interval, clusters = clusters_of_answers(context.answers, answers)
    return {**_figures(flags, clusters), "interval": interval}


def _figures(flags: Bools, clusters: Ints) -> dict[str, Any]:
    found = cluster_share(flags, clusters)
    return {"share": found.share, "ci_low": found.low, "ci_high": found.high, "n": found.n}


def _skips(context: Context) -> dict[str, Any] | None:
    """Of the tasks that people were given here and are done with, those that they skipped."""
    beside = context.answers.beside
    if beside is None:
        context.because("outcomes.skips", Said("Skips are counted over all answers together, not by a field."))
        return None
    if not beside.given:
        context.because("outcomes.skips", Said("No task was handed out here; what was imported tells of no skips."))
        return None
    kinds = sorted({kind for _rater, kind in beside.given})
    enough = len({rater for rater, _kind in beside.given}) >= MIN_RATERS
    return {
        **_of_kinds(beside.given, kinds, enough),
        "interval": "rater" if enough else "answer",
        "by_kind": {kind: _of_kinds(beside.given, [kind], enough) for kind in kinds},
    }


def _of_kinds(given: dict[tuple[int, str], tuple[int, int]], kinds: list[str], enough: bool) -> dict[str, Any]:
    """Below ten raters these are taken as they are, and each of their tasks is one of many that might have come."""
    rows = [(rater, *counts) for (rater, kind), counts in sorted(given.items()) if kind in kinds]
    raters, done, skipped = np.array(rows, dtype=np.int64).T
    flags = np.repeat(np.tile([False, True], len(rows)), np.stack([done, skipped], axis=1).ravel())
    return _figures(flags, np.repeat(raters, done + skipped) if enough else np.arange(len(flags)))
