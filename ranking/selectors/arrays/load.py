"""All answers of a project as arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from django.db.models import Q, QuerySet

from annotations.models import Project, Round
from ranking.selectors.answers import Answers
from ranking.selectors.arrays.ballots import ballots_of
from ranking.selectors.arrays.columns import Places
from ranking.selectors.arrays.feedback import feedback_of
from ranking.selectors.arrays.handed import answered_here, answers_of, parted_by, shown_in
from ranking.selectors.arrays.scores import scores_of
from ranking.selectors.arrays.things import done, things_of
from ranking.selectors.beside import beside_load
from ranking.selectors.draws import draws_of


def answers_load(*, project: Project, round: Round | None = None, part_by: str | None = None) -> Answers:
    """All answers of a project's finished rounds, or of one of them, people's and judges'.

    With `part_by`, scores of one assignment that differ in that metadata field stand in answers of their own.
    """
    rounds = Round.objects.answered().filter(project=project)
    if round is not None:
        rounds = rounds.filter(pk=round.pk)
    things = things_of(project)
    draws = draws_of(rounds)
    answers, handed = answers_of(rounds, things, draws)
    done_here = answered_here(rounds, answers, handed)
    if part_by:
        answers, handed = parted_by(part_by, rounds, answers, handed)
    shown = shown_in(rounds, Places(each.id for each in things.responses))
    pairs, ballots = ballots_of(rounds, things, answers, handed, shown)
    scores, codes = scores_of(rounds, things, answers, handed, shown)
    under_look = done(project).filter(Q(round=None) | Q(round__in=rounds))
    loaded = Answers(
        entities=things,
        answers=answers,
        scores=scores,
        ballots=ballots,
        pairs=pairs,
        n_items=under_look.values("item").distinct().count(),
        n_responses=under_look.count(),
        codes=codes,
        draws=sorted(draws.values(), key=lambda draw: draw.number),
        tempered=_tempered(rounds),
    )
    loaded = loaded if round is None else loaded.of_answers(np.ones(len(answers.item), dtype=bool))
    raters = {each.id: place for place, each in enumerate(things.raters)}
    said = feedback_of(project, None if round is None else rounds, Places(each.id for each in things.responses))
    return replace(loaded, feedback=said, beside=beside_load(rounds, raters, done_here))


def _tempered(rounds: QuerySet[Round]) -> tuple[int, ...]:
    """The numbers of the rounds whose categories have temperatures of their own, of several."""
    rows = rounds.exclude(temperature_plan={}).order_by("number").values_list("number", "temperature_plan")
    return tuple(number for number, plan in rows if len({one for listed in plan.values() for one in listed}) > 1)
