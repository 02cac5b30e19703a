"""What people decide with the figures: proposals."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    """Edits to a template version, with the evidence of each, and what a person decided.

    `edits` is a list of `{"kind": principle | exemplar | output_format | temperature | system | user_text,
    "action": add | change | drop, "index": int | null, "value": any, "reason": text, "evidence": [{"text": text,
    "response": id | null, "assignment": id | null, "dimension": name | null, "value": number | null}], "said": what
    its sentences are made of, to say them in another language}`.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("Open")
        ACCEPTED = "ACCEPTED", _("Accepted")
        REJECTED = "REJECTED", _("Rejected")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="proposals")
    base = models.ForeignKey("annotations.TemplateVersion", models.CASCADE, related_name="proposals")
    round = models.ForeignKey("annotations.Round", models.SET_NULL, related_name="proposals", null=True, blank=True)
    fit = models.ForeignKey("ranking.Fit", models.SET_NULL, related_name="proposals", null=True, blank=True)
    proposer = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    edits = models.JSONField(default=list)
    predicted_gain = models.JSONField(null=True, blank=True)
    version = models.OneToOneField(
        "annotations.TemplateVersion", models.SET_NULL, related_name="proposal", null=True, blank=True
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN", decided_at__isnull=True)
                | Q(state__in=["ACCEPTED", "REJECTED"], decided_at__isnull=False),
                name="proposal_decided_or_open",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk} for {self.base}"

    @property
    def last_trial(self) -> Any:
        """The trial by a judge that was started last, whatever became of it; None where there is none."""
        read = getattr(self, "started_trials", None)
        rows = self.experiments.filter(purpose="trial").order_by("-created_at", "-pk") if read is None else read
        return next(iter(rows), None)

    @property
    def newest_trial(self) -> Any:
        """Of the trials by a judge that came to their end the one that was started last; None where there is none.

        Not the one that ended last: an older one may have gone on since, and tried other edits.
        """
        read = getattr(self, "finished_trials", None)
        if read is not None:
            return read[0] if read else None
        rows = self.experiments.filter(purpose="trial", finished_at__isnull=False)
        return rows.order_by("-created_at", "-pk").first()
