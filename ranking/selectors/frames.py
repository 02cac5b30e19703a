"""Scores as a pandas frame, for notebooks and for questions that no page answers."""

import pandas as pd
from django.db.models import F

from annotations.models import Assignment, Project, Round, Score
from annotations.selectors.counted import counted

COLUMNS = {
    "assignment__task__round__number": "round",
    "assignment__task__item__external_id": "item",
    "assignment__task__item__language": "language",
    "assignment__task__item__category": "category",
    "assignment__task__item__attribute_value": "attribute_value",
    "response": "response",
    "model": "model",
    "version": "version",
    "temperature": "temperature",
    "assignment__rater__name": "rater",
    "assignment__rater__kind": "kind",
    "assignment__repeat": "repeat",
    "dimension__name": "dimension",
    "value": "score",
    "assignment__seconds": "seconds",
}


def scores_frame(*, project: Project, round: Round | None = None) -> pd.DataFrame:
    """One row per score of the finished rounds, people's and judges'; columns as in `COLUMNS`.

    `score` is nan where a dimension was called not applicable, or a judge could not be read.
    """
    rounds = Round.objects.answered().filter(project=project)
    if round is not None:
        rounds = rounds.filter(pk=round.pk)
    rows = Score.objects.filter(
        counted("assignment__"),
        assignment__task__round__in=rounds,
        assignment__state=Assignment.State.DONE,
        dimension__isnull=False,
    ).annotate(
        response=_of_response("pk"),
        model=_of_response("model"),
        version=_of_response("version__number"),
        temperature=_of_response("temperature"),
    )
    frame = pd.DataFrame.from_records(rows.order_by("pk").values_list(*COLUMNS), columns=list(COLUMNS.values()))
    return frame.astype({"score": float, "seconds": float, "temperature": float})


def _of_response(field: str) -> F:
    """A scored task has one response."""
    return F(f"assignment__task__task_responses__response__{field}")
