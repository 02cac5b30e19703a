"""May a judge stand in for a person? The alternative annotator test of every judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.rules import COMPARISONS, rule_for
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges import judged
from ranking.selectors.sections.verdicts import judges_verdicts, people_beside
from ranking.stats.arrays import Floats, Ints, codes_of, group_sums
from ranking.stats.errors import NotEnoughData
from ranking.stats.replacement import Metric, Replacement, alternative_annotator_test
from ranking.stats.verdicts import Verdicts, summed


def alt_test_section(context: Context, judges: dict[str, Any], preferences: dict[str, Any]) -> dict[str, Any]:
    """The key `alt_test`: by judge, each dimension and `comparisons`.

    `may_stand_in` is the gate: the test is passed, and the judge carries a signal (by the keys `judges` and
    `preferences` of the report). A judge that says the same of everything can pass the test by staying near the middle.
    """
    data = context.answers
    section: dict[str, Any] = {}
    people = ~data.answers.by_judge[data.scores.answer] & data.scores.first & ~np.isnan(data.scores.value)
    for judge in judged(data):
        for place, dimension in enumerate(data.entities.dimensions):
            rows = data.scores.rows(people & (data.scores.dimension == place))
            if dimension.in_points and judge.rows[place] and len(rows.answer):
                epsilon = rule_for(context.rules, judge.name, dimension).epsilon
                test = _Test(f"{judge.name}.{dimension.name}", judge.name, dimension.name, "neg_rmse", epsilon)
                signal = _signal(judges[judge.name][dimension.name])
                people_said = _People(rows.response, data.answers.rater[rows.answer], rows.value)
                found = _entry(context, test, judge.table[rows.response, place], people_said, signal)
                section.setdefault(judge.name, {})[dimension.name] = found
    for key, found in _of_comparisons(context, data, preferences):
        section.setdefault(key, {})[COMPARISONS] = found
    return section


@dataclass(frozen=True)
class _Test:
    """Where its figures stand, and by what they are reckoned."""

    path: str
    judge: str
    dimension: str
    metric: Metric
    epsilon: float


@dataclass(frozen=True)
class _People:
    """People's answers (n,), whose they are and to what."""

    unit: Ints
    rater: Ints
    value: Floats


def _tested(test: _Test, judge: Floats, people: _People) -> Replacement:
    return alternative_annotator_test(
        judge, people.unit, people.rater, people.value, metric=test.metric, epsilon=test.epsilon
    )


def _signal(entry: dict[str, Any]) -> bool | None:
    """Whether the judge's map says more than people's mean does; None where there is no map."""
    return None if entry["mapping"] is None else bool(entry["mapping"]["signal"])


def _of_comparisons(context: Context, data: Answers, preferences: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """A judge's verdicts on one pair count as one answer: what most of them say, else a tie."""
    found = []
    for key, rows in judges_verdicts(data):
        people = people_beside(data, rows)
        if not len(people.pair):
            continue
        people_said = _People(people.pair, data.answers.rater[people.answer], people.chose)
        size = int(max(rows.pair.max(), people.pair.max())) + 1
        chose, _, _ = summed(Verdicts(rows.pair, rows.chose, rows.stood), size)
        epsilon = rule_for(context.rules, preferences[key]["judge"], None).epsilon
        test = _Test(f"{key}.{COMPARISONS}", key, Said("comparisons"), "accuracy", epsilon)
        found.append((key, _entry(context, test, np.sign(chose[people.pair]), people_said, _signal(preferences[key]))))
    return found


def _entry(context: Context, test: _Test, judge: Floats, people: _People, signal: bool | None) -> dict[str, Any]:
    told = {"epsilon": test.epsilon, "metric": test.metric, "signal": signal}
    where = f"alt_test.{test.path}"
    if signal is None:
        context.because(f"{where}.signal", Said("There is no mapping, so its signal is not known."))
    try:
        found = _tested(test, judge, people)
    except NotEnoughData as error:
        context.because(where, error)
        return told | {
            "winning_rate": None, "advantage_probability": None, "passes": None, "reason": error.args[0],
            "raters": None, "shifted": None, "may_stand_in": None, "gate": error.args[0],
        }  # fmt: skip
    shifted = _shifted(test, judge, people)
    if shifted is None:
        context.because(f"{where}.shifted", Said("Verdicts have no mean to shift."))
    may = (found.passes or (shifted is not None and shifted.passes)) and signal is not False
    return told | {
        "winning_rate": found.winning_rate, "advantage_probability": found.advantage_probability,
        "passes": found.passes, "reason": _reason(found), "raters": found.raters,
        "shifted": None if shifted is None else {
            "winning_rate": shifted.winning_rate, "advantage_probability": shifted.advantage_probability,
            "passes": shifted.passes,
        },
        "may_stand_in": may, "gate": _gate(test, found, shifted, signal),
    }  # fmt: skip


def _shifted(test: _Test, judge: Floats, people: _People) -> Replacement | None:
    """The same test once the judge's mean is people's. A mapping takes that much away from a severe or kind judge; that
    it also draws scores towards the middle is left out, since by that alone a judge without signal would pass."""
    if test.metric != "neg_rmse":
        return None
    both = ~np.isnan(judge)
    codes = codes_of(people.unit[both])
    # Each unit counts once, however many people answered it.
    n, said, judged = group_sums(codes, np.ones(len(codes)), people.value[both], judge[both])
    moved = judge + float((said / n).mean() - (judged / n).mean())
    return _tested(test, moved, people)


def _reason(found: Replacement) -> Said:
    return Said(
        "The judge does as well as {rate:.0%} of {raters} people, within {epsilon}; at least half are needed.",
        rate=found.winning_rate, raters=found.raters, epsilon=found.epsilon,
    )  # fmt: skip


def _gate(test: _Test, found: Replacement, shifted: Replacement | None, signal: bool | None) -> Said:
    """Whether the judge may stand in for a rater, and why, in words."""
    words: dict[str, Any] = {
        "judge": test.judge, "what": test.dimension, "rate": found.winning_rate, "raters": found.raters,
        "epsilon": found.epsilon,
    }  # fmt: skip
    passed = found if found.passes or shifted is None else shifted
    if passed.passes and signal is False:
        return Said(
            "{judge} may not stand in for a rater on {what}: it passes the test (as well as {rate:.0%} of {raters} "
            "people, within {epsilon}), but only by staying near the middle, since it carries no signal here.",
            **words | {"rate": passed.winning_rate},
        )
    if found.passes:
        return Said(
            "{judge} may stand in for a rater on {what}: it does as well as {rate:.0%} of {raters} people, within "
            "{epsilon}; at least half are needed.",
            **words,
        )
    if passed.passes:
        return Said(
            "{judge} may stand in for a rater on {what} once calibrated: as it is it does as well as {rate:.0%} of "
            "{raters} people, within {epsilon}, and with its mean brought to theirs as well as {after:.0%}; at least "
            "half are needed.",
            after=passed.winning_rate, **words,
        )  # fmt: skip
    return Said(
        "{judge} may not stand in for a rater on {what}: it does as well as {rate:.0%} of {raters} people, within "
        "{epsilon}; at least half are needed.",
        **words | {"rate": max(found.winning_rate, passed.winning_rate)},
    )
