"""May a judge stand in for a person? The alternative annotator test of every judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.rules import COMPARISONS, rule_for
from ranking.selectors.sections.comparing import Preferred, people_overall
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges import judged
from ranking.selectors.sections.verdicts import judges_verdicts, people_beside
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData
from ranking.stats.replacement import Answers as Peoples
from ranking.stats.replacement import Metric, Replacement
from ranking.stats.standing_in import StandingIn, standing_in
from ranking.stats.verdicts import Verdicts, summed


def alt_test_section(
    context: Context, judges: dict[str, Any], preferences: dict[str, Any], fits: dict[str, Preferred]
) -> dict[str, Any]:
    """The key `alt_test`: by judge, each dimension and `comparisons`; `fits` are what `preferences` was made of.

    `may_stand_in` is the gate: the test is passed beyond luck, and the judge carries a signal (by the keys `judges`
    and `preferences` of the report). A judge that says the same of everything can pass the test by staying near the
    middle.
    """
    data = context.answers
    section: dict[str, Any] = {}
    people = ~data.answers.by_judge[data.scores.answer] & data.scores.first & ~np.isnan(data.scores.value)
    for judge in judged(data):
        for place, dimension in enumerate(data.entities.dimensions):
            rows = data.scores.rows(people & (data.scores.dimension == place))
            if dimension.in_points and judge.rows[place] and len(rows.answer):
                table, units = _answers(data, rows.response, rows.answer, rows.value)
                epsilon = rule_for(context.rules, judge.name, dimension).epsilon
                test = _Test(f"{judge.name}.{dimension.name}", judge.name, dimension.name, "neg_rmse", epsilon)
                signal = _signal(judges[judge.name][dimension.name])
                found = _entry(context, test, judge.table[units, place], table, signal)
                section.setdefault(judge.name, {})[dimension.name] = found
    for key, found in [*_of_comparisons(context, data, preferences), *_of_gaps(context, data, preferences, fits)]:
        section.setdefault(key, {})[COMPARISONS] = found
    return section


# What no person chooses.
NOBODY = 9.0


@dataclass(frozen=True)
class _Test:
    """Where its figures stand, and by what they are reckoned."""

    path: str
    judge: str
    dimension: str
    metric: Metric
    epsilon: float


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
        table, units = _answers(data, people.pair, people.answer, people.chose)
        size = int(max(rows.pair.max(), people.pair.max())) + 1
        chose, _, _ = summed(Verdicts(rows.pair, rows.chose, rows.stood), size)
        said = np.sign(chose[units])
        # A verdict that names nobody is no abstention: it agrees with no person.
        said = np.where(np.isnan(said) & np.isin(units, rows.pair), NOBODY, said)
        found.append((key, _compared(context, key, preferences[key], said, table)))
    return found


def _of_gaps(
    context: Context, data: Answers, preferences: dict[str, Any], fits: dict[str, Preferred]
) -> list[tuple[str, dict[str, Any]]]:
    """A judge that scored what people compared chooses what it scored higher; equal scores are a tie."""
    rows, found = people_overall(data), []
    for key, fit in fits.items():
        one = fit.compared
        if one.source == "scores":
            people = rows.rows(np.isin(rows.pair, one.pairs))
            table, units = _answers(data, people.pair, people.answer, people.chose)
            # `one.pairs` are sorted, each once, and so are the units.
            said = np.sign(one.signals.difference)
            found.append(
                (key, _compared(context, key, preferences[key], said[np.searchsorted(one.pairs, units)], table))
            )
    return found


def _compared(context: Context, key: str, preference: dict[str, Any], said: Floats, people: Peoples) -> dict[str, Any]:
    epsilon = rule_for(context.rules, preference["judge"], None).epsilon
    test = _Test(f"{key}.{COMPARISONS}", key, Said("comparisons"), "accuracy", epsilon)
    return _entry(context, test, said, people, _signal(preference))


def _answers(data: Answers, units: Ints, answers: Ints, values: Floats) -> tuple[Peoples, Ints]:
    """People's answers to units (responses or pairs), the last of each rater, and the name of each unit."""
    names, codes = np.unique(units, return_inverse=True)
    rater, prompt = data.answers.rater[answers], data.item_groups[data.answers.item[answers]]
    keys = codes.reshape(-1) * (int(rater.max(initial=0)) + 1) + rater
    last = len(keys) - 1 - np.unique(keys[::-1], return_index=True)[1]
    return Peoples(codes.reshape(-1)[last], rater[last], values[last], prompt[last]), names


def _entry(context: Context, test: _Test, judge: Floats, people: Peoples, signal: bool | None) -> dict[str, Any]:
    told = {"epsilon": test.epsilon, "metric": test.metric, "signal": signal}
    where = f"alt_test.{test.path}"
    if signal is None:
        context.because(f"{where}.signal", Said("There is no mapping, so its signal is not known."))
    try:
        both = standing_in(judge, people, metric=test.metric, epsilon=test.epsilon)
    except NotEnoughData as error:
        context.because(where, error)
        return told | {
            "winning_rate": None, "advantage_probability": None, "passes": None, "reason": error.args[0],
            "raters": None, "p_value": None, "level": None, "shifted": None, "may_stand_in": None,
            "gate": error.args[0],
        }  # fmt: skip
    if both.shifted is None:
        even = Said("The judge's mean is not clearly another than people's, or by less than half a level.")
        none = Said("Verdicts have no mean to shift.")
        context.because(f"{where}.shifted", even if test.metric == "neg_rmse" else none)
    found = both.found
    return told | {
        "winning_rate": found.winning_rate, "advantage_probability": found.advantage_probability,
        "passes": found.passes, "reason": _reason(found), "raters": found.raters, "p_value": found.p_value,
        "level": both.level, "shifted": None if both.shifted is None else _shifted(both.shifted),
        "may_stand_in": both.passes and signal is not False, "gate": _gate(test, both, signal),
    }  # fmt: skip


def _shifted(found: Replacement) -> dict[str, Any]:
    return {
        "winning_rate": found.winning_rate, "advantage_probability": found.advantage_probability,
        "passes": found.passes, "p_value": found.p_value,
    }  # fmt: skip


def _reason(found: Replacement) -> Said:
    return Said(
        "The judge does as well as {rate:.0%} of {raters} people, within {epsilon}; at least half are needed.",
        rate=found.winning_rate, raters=found.raters, epsilon=found.epsilon,
    )  # fmt: skip


def _gate(test: _Test, both: StandingIn, signal: bool | None) -> Said:
    """Whether the judge may stand in for a rater, and why, in words."""
    found, shifted = both.found, both.shifted
    words: dict[str, Any] = {
        "judge": test.judge, "what": test.dimension, "rate": found.winning_rate, "raters": found.raters,
        "epsilon": found.epsilon,
    }  # fmt: skip
    if both.passes and signal is False:
        passed = found if both.as_it_is or shifted is None else shifted
        return Said(
            "{judge} may not stand in for a rater on {what}: it passes the test (as well as {rate:.0%} of {raters} "
            "people, within {epsilon}), but only by staying near the middle, since it carries no signal here.",
            **words | {"rate": passed.winning_rate},
        )
    if both.as_it_is:
        return Said(
            "{judge} may stand in for a rater on {what}: it does as well as {rate:.0%} of {raters} people, within "
            "{epsilon}; at least half are needed.",
            **words,
        )
    if both.once_shifted and shifted is not None:
        return Said(
            "{judge} may stand in for a rater on {what} once calibrated: as it is it does as well as {rate:.0%} of "
            "{raters} people, within {epsilon}, and with its mean brought to theirs as well as {after:.0%}; at least "
            "half are needed.",
            after=shifted.winning_rate, **words,
        )  # fmt: skip
    return _refused(words, found if shifted is None else min(found, shifted, key=lambda each: each.p_value), both.level)


def _refused(words: dict[str, Any], best: Replacement, level: float) -> Said:
    words = words | {"rate": best.winning_rate}
    if best.passes:
        return Said(
            "{judge} may not stand in for a rater on {what}: it does as well as {rate:.0%} of {raters} people, within "
            "{epsilon}, but that may be luck (p = {p:.3f}; at most {level} is allowed). More answers may show it.",
            p=best.p_value, level=level, **words,
        )  # fmt: skip
    return Said(
        "{judge} may not stand in for a rater on {what}: it does as well as {rate:.0%} of {raters} people, within "
        "{epsilon}; at least half are needed.",
        **words,
    )
