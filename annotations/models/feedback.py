"""What users of the running application said of a served response."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Feedback(models.Model):
    """One remark of a user. `key` is the sender's and makes a repeat harmless. Never changed.

    `thumb` is -1 or 1; `score` runs from 0, the worst that a user could say, to 1, the best. `trace` is the
    application's own name of what it served. `said_at` is the sender's clock, `received_at` ours.
    """

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="feedback")
    key = models.CharField(max_length=200)
    response = models.ForeignKey(
        "annotations.Response", models.SET_NULL, related_name="feedback", null=True, blank=True
    )
    version = models.ForeignKey(
        "annotations.TemplateVersion", models.SET_NULL, related_name="feedback", null=True, blank=True
    )
    trace = models.CharField(max_length=200, blank=True, default="")
    thumb = models.SmallIntegerField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    correction = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    metadata = models.JSONField(default=dict, blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="feedback_once"),
            models.CheckConstraint(condition=Q(thumb__isnull=True) | Q(thumb__in=[-1, 1]), name="feedback_thumb"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1), name="feedback_score"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def value(self) -> float | None:
        """What was said as one number from 0 to 1: the score where there is one, else the thumb; None for words."""
        if self.score is not None:
            return self.score
        return None if self.thumb is None else (self.thumb + 1) / 2
