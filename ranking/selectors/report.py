"""The report: every figure of a project's finished rounds, as one object that JSON can hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from annotations.models import Project, Round
from annotations.said import Said, kept
from ranking.models import Fit
from ranking.selectors.answers import Answers
from ranking.selectors.arrays import answers_load
from ranking.selectors.panel import Panel, panel_of
from ranking.selectors.rules import Rules
from ranking.selectors.rules_kept import rules_of
from ranking.selectors.sections.agreement import agreement_section
from ranking.selectors.sections.audits import audits_section, groups_section
from ranking.selectors.sections.comparing import preferences_fit, preferences_section
from ranking.selectors.sections.confidence import confidence_section
from ranking.selectors.sections.confusions import dawid_skene_section
from ranking.selectors.sections.consensus import consensus_section
from ranking.selectors.sections.context import Context, explained
from ranking.selectors.sections.counts import counts
from ranking.selectors.sections.drivers import drivers_section
from ranking.selectors.sections.estimates import estimates_section
from ranking.selectors.sections.feedback import feedback_section
from ranking.selectors.sections.gate import gate_judges, gate_preferences
from ranking.selectors.sections.judge_scores import judge_scores_section
from ranking.selectors.sections.judges import judges_section
from ranking.selectors.sections.labelling import labelling_section
from ranking.selectors.sections.outcomes import outcomes_section
from ranking.selectors.sections.raters import raters_section
from ranking.selectors.sections.repeats import self_consistency_section
from ranking.selectors.sections.replacement import alt_test_section
from ranking.selectors.sections.scores import scores_section
from ranking.selectors.sections.scores_within import scores_within_section
from ranking.selectors.sections.slices import slices_section
from ranking.selectors.sections.strengths import strengths_section
from ranking.selectors.sections.strengths_within import strengths_within_section
from ranking.selectors.sections.verdicts import pairwise_section
from ranking.stats.arrays import Bools
from ranking.stats.standing import DEFAULT

MOST_VALUES = 200
_OF_ITEMS = ("language", "category", "dataset")


class ReportMissing(LookupError):
    """There is no fit to report on yet."""


class UnknownField(ValueError):
    """No answer and no item has the field that a report is to be split by."""


def report_build(
    *,
    answers: Answers,
    seed: int,
    rules: Rules | None = None,
    strengths_model: str = DEFAULT,
    panel: Panel | None = None,
) -> dict[str, Any]:
    """Every figure of some answers, with a reason for each that cannot be computed.

    `rules` say where judges may stand alone; what they leave out is as usual. `strengths_model` is a key of
    `ranking.stats.standing.MODELS`; `panel` is that of the answers, where it is known.
    """
    context = Context(answers, seed, rules=rules or {})
    # Figures of all tasks must not rest on those that were asked because they teach much; its notes are the same.
    fair = replace(context, answers=answers.representative())
    strengths, strong = strengths_section(context, model=strengths_model)
    report: dict[str, Any] = {
        "counts": counts(context),
        "labelling": labelling_section(context),
        "agreement": agreement_section(fair),
        "scores": scores_section(fair),
        **scores_within_section(fair),
        **strengths,
        **strengths_within_section(context, strong, model=strengths_model),
        **people_sections(context, panel or panel_of(answers, seed=seed)),
        **judges_sections(fair),
        "slices": slices_section(fair),
        "audits": audits_section(fair),
        "groups": groups_section(fair),
        **drivers_section(fair),
    }
    report["judge_scores"] = judge_scores_section(fair, report["judges"])
    report["feedback"] = feedback_section(fair, report["judges"])
    _warn_of_programs(context)
    report, reasons = explained(report, context.reasons)
    found = {**report, "warnings": context.warnings, "reasons": reasons}
    # The sentences are plain English to scripts; pages say them again in the reader's language.
    return {**found, "said": kept(found)}


def people_sections(context: Context, panel: Panel) -> dict[str, Any]:
    """What people's answers say of the people, and what they add up to."""
    return {
        "self_consistency": self_consistency_section(context),
        "outcomes": outcomes_section(context),
        "consensus": consensus_section(context, panel),
        "dawid_skene": dawid_skene_section(context, panel),
        "raters": raters_section(context, panel),
    }


def judges_sections(context: Context) -> dict[str, Any]:
    """What judges say, what it is worth beside people's answers, and where they may stand alone."""
    judges, preferred = judges_section(context, of_means=False), preferences_fit(context)
    preferences = preferences_section(context, preferred)
    tests = alt_test_section(context, judges, preferences, preferred)
    gate_judges(judges, tests)
    gate_preferences(preferences, tests)
    return {
        "judges": judges,
        "judges_mean": judges_section(context, of_means=True),
        "judge_pairwise": pairwise_section(context, preferred),
        "preferences": preferences,
        "alt_test": tests,
        "estimates": estimates_section(context),
        "confidence": confidence_section(context),
    }


def fit_newest(*, project: Project, round: Round | None = None) -> Fit:
    """The newest fit over all rounds, or over one. Raises ReportMissing where there is none."""
    fit = Fit.objects.filter(project=project, round=round).order_by("-created_at", "-pk").first()
    if fit is None:
        over = _("round {number}").format(number=round.number) if round else _("all rounds")
        raise ReportMissing(_("Nothing is fitted yet over {over}; run fit first.").format(over=over))
    return fit


def report_of(*, project: Project, round: Round | None = None, by: str | None = None) -> dict[str, Any]:
    """The report of the newest fit; with `by` also one for each value of that field, computed now."""
    fit = fit_newest(project=project, round=round)
    if not by:
        return dict(fit.report)
    answers = answers_load(project=project, round=round, part_by=by)
    by_value = _by(answers, by, fit.seed, rules_of(project), fit.report.get("strengths_model") or DEFAULT)
    return {**fit.report, "by": by_value}


def _by(answers: Answers, field: str, seed: int, rules: Rules, model: str) -> dict[str, Any]:
    values = field_values(answers, field)
    names = sorted({value for value in values if value is not None})
    if not names:
        raise UnknownField(_("No answer and no item has the field {field!r}.").format(field=field))
    if len(names) > MOST_VALUES:
        raise UnknownField(
            _("{field!r} has {n} different values; at most {most} can be shown.").format(
                field=field, n=len(names), most=MOST_VALUES
            )
        )
    parts = {name: answers.of_answers(_having(answers, values, name)) for name in names}
    return {
        name: report_build(answers=part, seed=seed, rules=rules, strengths_model=model) for name, part in parts.items()
    }


def field_values(answers: Answers, field: str) -> list[str | None]:
    """Every answer's field: of its own metadata, else of its item's, else language, category, data set or round."""
    rows = answers.answers
    items = [answers.entities.items[item] for item in rows.item.tolist()]
    named = [own.get(field, item.metadata.get(field)) for own, item in zip(rows.metadata, items, strict=True)]
    if any(value is not None for value in named):
        return [None if value is None else str(value) for value in named]
    if field == "round":
        return [str(number) for number in rows.round.tolist()]
    if field in _OF_ITEMS:
        return [getattr(item, field) or None for item in items]
    return [None] * len(items)


def _having(answers: Answers, values: list[str | None], name: str) -> Bools:
    """Answers with the value; a judge's without the field stay in, to stand beside the people's that have it."""
    same = np.array([value == name for value in values], dtype=bool)
    without = np.array([value is None for value in values], dtype=bool) & answers.answers.by_judge
    return (same | (without & _on_same(answers, same))) & answers.answers.taken


def _on_same(answers: Answers, same: Bools) -> Bools:
    return np.isin(answers.answers.item, answers.answers.item[same])


def _warn_of_programs(context: Context) -> None:
    data = context.answers
    raters = set(data.answers.rater[data.answers.taken].tolist())
    simulated = [data.entities.raters[place].name for place in raters if data.entities.raters[place].simulated]
    if simulated:
        context.warn(
            "simulated",
            Said(
                "{n} of the annotators are programs that play annotators; their answers are not people's.",
                n=len(simulated),
            ),
            "counts",
        )
