"""Fits: everything computed from people's and judges' answers, frozen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Project, Round
from annotations.said import Said
from ranking.models import Audit, Consensus, Fit, Mapping, Strength
from ranking.selectors.answers import Answers
from ranking.selectors.arrays import answers_load
from ranking.selectors.report import report_build
from ranking.stats.consensus import cell_means

_CHUNK = 2000
# The columns of an audit; a row of the report says more of it.
_OF_AUDIT = ("kind", "of", "attribute", "dimension", "estimate", "ci_low", "ci_high", "p_adjusted", "n", "sentence")
_ERRORS = (
    "rmse_raw", "rmse_constant", "rmse_calibrated", "rmse_known_raters", "mae_raw", "mae_calibrated", "bias",
    "coverage_90",
)  # fmt: skip


class NothingToFit(ValueError):
    """There is no answer in a finished round to learn from."""


def fit_run(
    *,
    project: Project,
    round: Round | None = None,
    seed: int,
    now: datetime,
    progress: Callable[[str], None] = lambda _line: None,
) -> Fit:
    """Compute every figure over a project's finished rounds, or one of them, and store it as one fit.

    Nothing is written until all is computed, so that the write is short. Raises NothingToFit without answers.
    """
    started = time.monotonic()
    progress(_("Reading the answers."))
    answers = answers_load(project=project, round=round)
    if not len(answers.answers.item):
        raise NothingToFit(_nothing(round))
    progress(Said("Computing over {n} answers.", n=len(answers.answers.item)))
    report = {
        "project": project.slug,
        "over": f"round {round.number}" if round else "all finished rounds",
        "fitted_at": now.isoformat(),
        "seed": seed,
        **report_build(answers=answers, seed=seed),
    }
    progress(_("Storing the fit."))
    with transaction.atomic():
        fit = Fit.objects.create(
            project=project, round=round, seed=seed, report=report, created_at=now, seconds=time.monotonic() - started
        )
        _store(fit, answers, report)
    return fit


def _nothing(round: Round | None) -> str:
    if round is None:
        return _("No finished round of this project has answers yet; import some, or finish a round first.")
    if round.state in (Round.State.LEARNING, Round.State.REVIEW, Round.State.CLOSED):
        return Said("Round {number} has no answers.", number=round.number)
    return _("Round {number} is not finished yet ({state}); close it first.").format(
        number=round.number, state=round.get_state_display()
    )


def _store(fit: Fit, answers: Answers, report: dict[str, Any]) -> None:
    Consensus.objects.bulk_create(_consensus(fit, answers), batch_size=_CHUNK)
    dimensions = {each.name: each.id for each in answers.entities.dimensions}
    Strength.objects.bulk_create(
        Strength(
            fit=fit, of=report["strengths_of"], dimension_id=dimensions.get(report["strengths_dimension"] or ""), **row
        )
        for row in report["strengths"]
    )
    Mapping.objects.bulk_create(_mappings(fit, answers, report, dimensions))
    Audit.objects.bulk_create(Audit(fit=fit, **{key: row[key] for key in _OF_AUDIT}) for row in report["audits"])


def _consensus(fit: Fit, answers: Answers) -> Iterator[Consensus]:
    """People's mean score of every response and dimension in points."""
    scores, things = answers.scores, answers.entities
    in_points = np.array([each.in_points for each in things.dimensions] + [False])
    people = ~answers.answers.by_judge[scores.answer] & in_points[scores.dimension] & ~np.isnan(scores.value)
    rows = scores.rows(people)
    if not len(rows.answer):
        return
    width = len(things.dimensions)
    found = cell_means(
        rows.response * width + rows.dimension,
        rows.value,
        minimum=np.array([each.minimum for each in things.dimensions])[rows.dimension],
        maximum=np.array([each.maximum for each in things.dimensions])[rows.dimension],
    )
    for place, cell in enumerate(found.cells.tolist()):
        alone = found.n[place] == 1
        yield Consensus(
            fit=fit, response_id=things.responses[cell // width].id, dimension_id=things.dimensions[cell % width].id,
            mean=float(found.mean[place]), n=int(found.n[place]),
            ci_low=None if alone else float(found.low[place]), ci_high=None if alone else float(found.high[place]),
        )  # fmt: skip


def _mappings(fit: Fit, answers: Answers, report: dict[str, Any], dimensions: dict[str, int]) -> Iterator[Mapping]:
    """One row per judge and dimension that has a mapping; every rater of a judge's name gets its own."""
    answered = set(answers.answers.rater[answers.answers.by_judge].tolist())
    judges = [answers.entities.raters[place] for place in sorted(answered)]
    scales = {each.name: (each.minimum, each.maximum) for each in answers.entities.dimensions}
    for judge in judges:
        for dimension, figures in report["judges"].get(judge.name, {}).items():
            if figures["mapping"] is not None:
                yield Mapping(
                    fit=fit, judge_id=judge.id, dimension_id=dimensions[dimension], method=figures["method"],
                    parameters={
                        **figures["mapping"]["parameters"],
                        "half_width_90": figures["mapping"]["half_width_90"],
                        "scale": list(scales[dimension]),
                    },
                    errors={name: figures[name] for name in _ERRORS}, n=figures["n"],
                )  # fmt: skip
