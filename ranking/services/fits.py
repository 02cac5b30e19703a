"""Fits: everything computed from people's and judges' answers, frozen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from annotations.models import Project, Round
from annotations.said import Said
from annotations.services.rounds import rounds_settle
from ranking.models import Audit, Fit, Mapping, Strength
from ranking.selectors.answers import Answers
from ranking.selectors.arrays import answers_load
from ranking.selectors.documents import documents
from ranking.selectors.lineage import strengths_chosen
from ranking.selectors.panel import Panel, panel_of
from ranking.selectors.report import report_build
from ranking.selectors.rules_kept import rules_of
from ranking.services.consensus_rows import consensus_write
from ranking.stats.standing import MODELS

# The columns of an audit; a row of the report says more of it.
_OF_AUDIT = ("kind", "of", "attribute", "dimension", "estimate", "ci_low", "ci_high", "p_adjusted", "n", "sentence")
_OF_STRENGTH = ("name", "strength", "elo", "elo_low", "elo_high", "rank_low", "rank_high", "p_best", "n")


class NothingToFit(ValueError):
    """There is no answer in a finished round to learn from."""


class UnknownModel(ValueError):
    """There is no such model of strengths."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Said("There is no model of strengths {name}; there are {models}.", name=name, models=list(MODELS))
        )


def fit_run(
    *,
    project: Project,
    round: Round | None = None,
    seed: int,
    now: datetime,
    strengths: str | None = None,
    progress: Callable[[str], None] = lambda _line: None,
) -> Fit:
    """Compute every figure over a project's finished rounds, or one of them, and store it as one fit.

    `strengths` names the model of strengths (a key of `ranking.stats.standing.MODELS`); None takes that of the
    project's newest fit. Nothing is written until all is computed, so that the write is short. Raises NothingToFit
    without answers, UnknownModel.
    """
    started = time.monotonic()
    model = strengths or strengths_chosen(project=project)
    if model not in MODELS:
        raise UnknownModel(model)
    progress(_("Reading the answers."))
    rounds_settle(project=project, round=round)
    answers = answers_load(project=project, round=round)
    if not len(answers.answers.item):
        raise NothingToFit(_nothing(round))
    progress(Said("Computing over {n} answers.", n=len(answers.answers.item)))
    panel = panel_of(answers, seed=seed)
    report = {
        "project": project.slug,
        "over": f"round {round.number}" if round else "all finished rounds",
        "fitted_at": now.isoformat(),
        "seed": seed,
        **report_build(answers=answers, seed=seed, rules=rules_of(project), strengths_model=model, panel=panel),
    }
    progress(_("Storing the fit."))
    with transaction.atomic():
        fit = Fit.objects.create(
            project=project, round=round, seed=seed, report=report, created_at=now, seconds=time.monotonic() - started
        )
        _store(fit, answers, panel, report)
    return fit


def _nothing(round: Round | None) -> str:
    if round is None:
        return _("No finished round of this project has answers yet; import some, or finish a round first.")
    if round.state in (Round.State.LEARNING, Round.State.REVIEW, Round.State.CLOSED):
        return Said("Round {number} has no answers.", number=round.number)
    return _("Round {number} is not finished yet ({state}); close it first.").format(
        number=round.number, state=round.get_state_display()
    )


def _store(fit: Fit, answers: Answers, panel: Panel, report: dict[str, Any]) -> None:
    consensus_write(fit, answers, panel)
    dimensions = {each.name: each.id for each in answers.entities.dimensions}
    of = dimensions.get(report["strengths_dimension"] or "")
    Strength.objects.bulk_create(
        Strength(fit=fit, of=factor, dimension_id=of, **{key: row[key] for key in _OF_STRENGTH})
        for factor, rows in report["strengths_by"].items()
        for row in rows
    )
    Mapping.objects.bulk_create(_mappings(fit, answers, report))
    Audit.objects.bulk_create(Audit(fit=fit, **{key: row[key] for key in _OF_AUDIT}) for row in report["audits"])


def _mappings(fit: Fit, answers: Answers, report: dict[str, Any]) -> Iterator[Mapping]:
    """One row per mapping of the report; every rater of a judge's name gets its own, as its next version."""
    answered = set(answers.answers.rater[answers.answers.by_judge].tolist())
    raters: dict[str, list[int]] = {}
    for place in sorted(answered):
        raters.setdefault(answers.entities.raters[place].name, []).append(answers.entities.raters[place].id)
    dimensions = {each.name: each for each in answers.entities.dimensions}
    before = _versions(fit)
    told = {name: report[name] for name in ("project", "over", "fitted_at", "seed")}
    for found in documents(report, dimensions):
        dimension = dimensions[found.dimension].id if found.dimension else None
        for judge in raters[found.judge]:
            version = before.get((judge, found.kind, found.label, dimension), 0) + 1
            yield Mapping(
                fit=fit, judge_id=judge, dimension_id=dimension, kind=found.kind, label=found.label, version=version,
                method=found.document["method"], parameters=found.document["parameters"], errors=found.errors,
                n=found.n, document=found.document | told | {"version": version},
            )  # fmt: skip


def _versions(fit: Fit) -> dict[tuple[int, str, str, int | None], int]:
    """The newest version of every mapping of the project, by judge, kind, label and dimension."""
    keys = ("judge_id", "kind", "label", "dimension_id")
    rows = Mapping.objects.filter(fit__project=fit.project_id).values_list(*keys).annotate(newest=Max("version"))
    return {(judge, kind, label, dimension): newest for judge, kind, label, dimension, newest in rows}
