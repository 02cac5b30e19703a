"""May a judge stand in for a person? The alternative annotator test of every judge."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges import judged
from ranking.selectors.sections.verdicts import judges_verdicts, people_beside
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData
from ranking.stats.replacement import EPSILON, Metric, alternative_annotator_test
from ranking.stats.verdicts import Verdicts, summed


def alt_test_section(context: Context) -> dict[str, Any]:
    """The key `alt_test`: by judge, each dimension and `comparisons`."""
    data = context.answers
    section: dict[str, Any] = {}
    people = ~data.answers.by_judge[data.scores.answer] & data.scores.first & ~np.isnan(data.scores.value)
    for judge in judged(data):
        for place, dimension in enumerate(data.entities.dimensions):
            rows = data.scores.rows(people & (data.scores.dimension == place))
            if dimension.in_points and judge.rows[place] and len(rows.answer):
                table, units = _table(rows.response, data.answers.rater[rows.answer], rows.value)
                found = _entry(context, f"{judge.name}.{dimension.name}", judge.table[units, place], table, "neg_rmse")
                section.setdefault(judge.name, {})[dimension.name] = found
    for key, found in _of_comparisons(context, data):
        section.setdefault(key, {})["comparisons"] = found
    return section


def _of_comparisons(context: Context, data: Answers) -> list[tuple[str, dict[str, Any]]]:
    """A judge's verdicts on one pair count as one answer: what most of them say, else a tie."""
    found = []
    for key, rows in judges_verdicts(data):
        people = people_beside(data, rows)
        if not len(people.pair):
            continue
        table, units = _table(people.pair, data.answers.rater[people.answer], people.chose)
        size = int(max(rows.pair.max(), people.pair.max())) + 1
        chose, _, _ = summed(Verdicts(rows.pair, rows.chose, rows.stood), size)
        found.append((key, _entry(context, f"{key}.comparisons", np.sign(chose[units]), table, "accuracy")))
    return found


def _table(units: Ints, raters: Ints, values: Floats) -> tuple[Floats, Ints]:
    """Answers as (raters, units), nan where none, and the unit of each column."""
    unit_names, columns = np.unique(units, return_inverse=True)
    rater_names, lines = np.unique(raters, return_inverse=True)
    table = np.full((len(rater_names), len(unit_names)), np.nan)
    table[lines, columns] = values
    return table, unit_names


def _entry(context: Context, path: str, judge: Floats, people: Floats, metric: Metric) -> dict[str, Any]:
    try:
        found = alternative_annotator_test(judge, people, metric=metric)
    except NotEnoughData as error:
        context.because(f"alt_test.{path}", error)
        return {
            "winning_rate": None, "advantage_probability": None, "epsilon": EPSILON, "metric": metric,
            "passes": None, "reason": str(error), "raters": None,
        }  # fmt: skip
    reason = Said(
        "The judge does as well as {rate:.0%} of {raters} people, within {epsilon}; at least half are needed.",
        rate=found.winning_rate, raters=found.raters, epsilon=EPSILON,
    )  # fmt: skip
    return {
        "winning_rate": found.winning_rate, "advantage_probability": found.advantage_probability,
        "epsilon": found.epsilon, "metric": metric, "passes": found.passes, "reason": reason, "raters": found.raters,
    }  # fmt: skip
