"""Users' feedback as arrays."""

from __future__ import annotations

import numpy as np
from django.db.models import Q, QuerySet

from annotations.models import Feedback, Project, Round
from ranking.selectors.answers import FeedbackRows
from ranking.selectors.arrays.columns import Places

# The newest rows; a figure gains nothing from more.
MOST = 100_000


def feedback_of(project: Project, rounds: QuerySet[Round] | None, responses: Places) -> FeedbackRows:
    """Feedback with a thumb or a score on responses under look; `rounds` narrows it to responses of theirs."""
    said = Feedback.objects.filter(
        Q(thumb__isnull=False) | Q(score__isnull=False), project=project, response__isnull=False
    )
    if rounds is not None:
        said = said.filter(response__round__in=rounds)
    rows = list(said.order_by("-pk").values_list("response", "thumb", "score")[:MOST])
    place = responses.of(np.array([row[0] for row in rows], dtype=np.int64))
    values = np.array([(row[1] + 1) / 2 if row[2] is None and row[1] is not None else row[2] for row in rows], float)
    return FeedbackRows(place[place >= 0], values[place >= 0])
