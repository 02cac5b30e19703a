"""Users' feedback beside what was predicted of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from annotations.models import Dimension, Feedback, Project, Response, Score
from ranking.models import Consensus, Fit, Mapping
from ranking.selectors.applying import adjusting
from ranking.stats.drift import Observation

# Rows of one look. What is left waits for the next.
MOST = 20_000


def feedback_residuals(
    *, project: Project, dimension: Dimension, mapping: Mapping | None, after: int, upto: int
) -> tuple[list[Observation], int, bool]:
    """Feedback with a key above `after` and at most `upto`, as a number from 0 to 1 less the predicted score as a share
    of its scale, the last key read, and whether there is more.

    Predicted is people's mean of the response, else the judge's calibrated score, else people's mean of the version
    that served it. Feedback of which nothing is predicted is passed over.
    """
    rows = Feedback.objects.filter(
        Q(thumb__isnull=False) | Q(score__isnull=False), project=project, pk__gt=after, pk__lte=upto
    ).select_related("response__item", "version__template").order_by("pk")[:MOST]  # fmt: skip
    found = list(rows)
    if not found:
        return [], after, False
    predicted = _Predicted(project, dimension, mapping, found)
    residuals = []
    for row in found:
        said, expected = row.value, predicted.of(row)
        if said is not None and expected is not None:
            unit = row.response.item_id if row.response else -row.pk
            residuals.append(Observation(unit, row.pk, said - expected, row.said_at.isoformat()))
    return residuals, found[-1].pk, len(found) == MOST


class _Predicted:
    """What was to be expected, as a share of the dimension's scale."""

    def __init__(
        self, project: Project, dimension: Dimension, mapping: Mapping | None, rows: Sequence[Feedback]
    ) -> None:
        self.low, self.reach = dimension.minimum, dimension.maximum - dimension.minimum
        fit = Fit.objects.filter(project=project, round=None).first()
        keys = {row.response_id for row in rows if row.response_id is not None}
        self.people = _consensus(fit, dimension, keys)
        self.judge = calibrated(mapping, dimension, keys - set(self.people)) if mapping else {}
        scores = fit.report.get("scores") or [] if fit else []
        self.versions = {
            row["name"]: row["mean"] for row in scores
            if row["of"] == "version" and row["dimension"] == dimension.name and row["mean"] is not None
        }  # fmt: skip

    def of(self, row: Feedback) -> float | None:
        points = None
        if row.response_id is not None:
            points = self.people.get(row.response_id, self.judge.get(row.response_id))
        if points is None and row.version is not None:
            points = self.versions.get(str(row.version))
        return None if points is None else (points - self.low) / self.reach


def _consensus(fit: Fit | None, dimension: Dimension, keys: Iterable[int]) -> dict[int, float]:
    if fit is None:
        return {}
    rows = Consensus.objects.filter(fit=fit, dimension=dimension, mean__isnull=False, response__in=set(keys))
    return {pk: mean for pk, mean in rows.values_list("response", "mean") if mean is not None}


def calibrated(mapping: Mapping, dimension: Dimension, keys: Iterable[int]) -> dict[int, float]:
    """The judge's calibrated score of some responses that it scored on its own scale of people's, by key."""
    responses = Response.objects.filter(pk__in=set(keys)).values("pk")
    rows = Score.objects.filter(
        assignment__rater=mapping.judge_id, dimension=dimension, value__isnull=False,
        assignment__task__responses__in=responses, assignment__task__kind="RATING",
    )  # fmt: skip
    adjust = adjusting(mapping)
    said: dict[int, list[float]] = {}
    for response, value in rows.values_list("assignment__task__responses", "value"):
        if value is not None:
            said.setdefault(response, []).append(value)
    return {pk: adjust(sum(values) / len(values)) for pk, values in said.items()}
