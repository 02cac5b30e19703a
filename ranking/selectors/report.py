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
from ranking.selectors.sections.agreement import agreement_section
from ranking.selectors.sections.audits import audits_section
from ranking.selectors.sections.context import Context, explained
from ranking.selectors.sections.counts import counts
from ranking.selectors.sections.drivers import drivers_section
from ranking.selectors.sections.judges import judges_section
from ranking.selectors.sections.labelling import labelling_section
from ranking.selectors.sections.replacement import alt_test_section
from ranking.selectors.sections.scores import scores_section
from ranking.selectors.sections.strengths import strengths_section
from ranking.selectors.sections.verdicts import pairwise_section
from ranking.stats.arrays import Bools

MOST_VALUES = 200
_OF_ITEMS = ("language", "category", "dataset")


class ReportMissing(LookupError):
    """There is no fit to report on yet."""


class UnknownField(ValueError):
    """No answer and no item has the field that a report is to be split by."""


def report_build(*, answers: Answers, seed: int) -> dict[str, Any]:
    """Every figure of some answers, with a reason for each that cannot be computed."""
    context = Context(answers, seed)
    # Figures of all tasks must not rest on those that were asked because they teach much; its notes are the same.
    fair = replace(context, answers=answers.representative())
    report: dict[str, Any] = {
        "counts": counts(context),
        "labelling": labelling_section(context),
        "agreement": agreement_section(fair),
        "scores": scores_section(fair),
        **strengths_section(context),
        "judges": judges_section(fair, of_means=False),
        "judges_mean": judges_section(fair, of_means=True),
        "judge_pairwise": pairwise_section(fair),
        "alt_test": alt_test_section(fair),
        "audits": audits_section(fair),
        "drivers": drivers_section(fair),
    }
    _warn_of_programs(context)
    report, reasons = explained(report, context.reasons)
    found = {**report, "warnings": context.warnings, "reasons": reasons}
    # The sentences are plain English to scripts; pages say them again in the reader's language.
    return {**found, "said": kept(found)}


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
    return {**fit.report, "by": _by(answers, by, fit.seed)}


def _by(answers: Answers, field: str, seed: int) -> dict[str, Any]:
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
    return {name: report_build(answers=answers.of_answers(_having(answers, values, name)), seed=seed) for name in names}


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
