"""Tests of a new version against the old: what was fixed before, what each look found, what was decided."""

import json
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# What is fixed before the round starts; the fingerprint is taken of it.
FIXED = ("template_id", "old_id", "new_id", "round_id", "metric", "dimension_id", "ordinal", "alpha", "plan")


class PlanChanged(RuntimeError):
    """The plan of a confirmation is not the one that was fixed before its round started."""


class Confirmation(models.Model):
    """One round in which `new` is tested against `old`, on the same items, blind.

    `plan` is `{"reach": points, "worthwhile": points, "guards": [{"dimension": id, "name": text, "label":
    text, "reach": points, "margin": points}], "gaps": [{the same, "attribute": text, "values": [text, text], "sets":
    n}], "unguarded": [sentence], "guard_alpha": share, "total": share, "left": share, "looks":
    [share of the units, ...], "items": n, "overlap": n, "samples": n, "temperature": number | null, "temperatures":
    {category: number}, "policy": number | null, "asked": sentence, "automatic": bool, "seed": n, "said": how to say the
    sentences again}`: both versions are asked at `temperature`, or where that is null at what `policy` served each
    category at. It never changes: `digest` is its fingerprint.
    """

    class Metric(models.TextChoices):
        SCORES = "scores", _("Scores of one dimension")
        COMPARISONS = "comparisons", _("Comparisons side by side")

    class State(models.TextChoices):
        RUNNING = "RUNNING", _("Under way")
        PASSED = "PASSED", _("Passed, waits for a lead")
        PROMOTED = "PROMOTED", _("Promoted")
        REJECTED = "REJECTED", _("Rejected")
        INCONCLUSIVE = "INCONCLUSIVE", _("Not enough answers")
        FUTILE = "FUTILE", _("Closed early")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="confirmations")
    template = models.ForeignKey("annotations.PromptTemplate", models.CASCADE, related_name="confirmations")
    old = models.ForeignKey("annotations.TemplateVersion", models.CASCADE, related_name="confirmed_against")
    new = models.ForeignKey("annotations.TemplateVersion", models.CASCADE, related_name="confirmations")
    round = models.OneToOneField("annotations.Round", models.CASCADE, related_name="confirmation")
    proposal = models.ForeignKey(
        "ranking.Proposal", models.SET_NULL, related_name="confirmations", null=True, blank=True
    )
    metric = models.CharField(_("metric"), max_length=12, choices=Metric)
    dimension = models.ForeignKey(
        "annotations.Dimension", models.CASCADE, related_name="confirmations", null=True, blank=True
    )
    # The place among the template's tests, and the error that it may have.
    ordinal = models.PositiveSmallIntegerField()
    alpha = models.FloatField()
    plan = models.JSONField()
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RUNNING)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")
    said = models.JSONField(default=dict, blank=True)
    activation = models.OneToOneField(
        "annotations.Activation", models.SET_NULL, related_name="confirmation", null=True, blank=True
    )
    # The activation that took the promotion back.
    rollback = models.OneToOneField("annotations.Activation", models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["template"], condition=Q(state="RUNNING"), name="confirmation_one_runs_per_template"
            ),
            models.CheckConstraint(condition=~Q(old=models.F("new")), name="confirmation_of_two_versions"),
            models.CheckConstraint(condition=Q(alpha__gt=0, alpha__lte=0.05), name="confirmation_error_shared_out"),
            models.CheckConstraint(
                condition=Q(metric="scores", dimension__isnull=False) | Q(metric="comparisons"),
                name="confirmation_scores_name_a_dimension",
            ),
            models.CheckConstraint(
                condition=Q(state="RUNNING", decided_at__isnull=True)
                | (~Q(state="RUNNING") & Q(decided_at__isnull=False)),
                name="confirmation_decided_or_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.new} against {self.old}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; PlanChanged where that would write another plan than the one that was fixed."""
        if self._state.adding:
            self.digest = self.fingerprint()
        if (named := kwargs.get("update_fields")) is None or set(named) & {*FIXED, "digest"}:
            self.check_fixed()
        super().save(*args, **kwargs)

    def fingerprint(self) -> str:
        """The SHA-256 digest of all that was fixed before the round started."""
        fixed = {name: getattr(self, name) for name in FIXED}
        return sha256(json.dumps(fixed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def is_as_fixed(self) -> bool:
        """Whether nothing of the plan was touched since, the temperatures that its round asks at among it."""
        asked = {name: [at] for name, at in self.plan.get("temperatures", {}).items()}
        return self.fingerprint() == self.digest and self.round.temperature_plan == asked

    def check_fixed(self) -> None:
        """PlanChanged where the plan was touched after it was fixed."""
        if not self.is_as_fixed:
            raise PlanChanged(f"the plan of confirmation {self.pk} is not the one that was fixed before its round")

    @property
    def is_running(self) -> bool:
        """Whether answers may still decide."""
        return self.state == self.State.RUNNING

    @property
    def newest(self) -> "ConfirmationLook | None":
        """The last look, out of those that were read with the row."""
        return max(self.looks.all(), key=lambda look: look.number, default=None)

    @property
    def gained(self) -> bool:
        """Whether the new version was shown to be better."""
        return self.state in (self.State.PASSED, self.State.PROMOTED)


class ConfirmationLook(models.Model):
    """What the answers said at one moment. Never changed.

    `figures` is `{"primary": measure, "guards": [measure], "gaps": [measure], "more_answers": n | null, "needs":
    {"of": "items" | "sets", "needed": n, "planned": n, "there": n, ...} | null, "chance": share | null, "short":
    bool}`, `needs` where more is needed than there is; a measure `{"name", "estimate", "low", "high", "n", "planned",
    "null", "evidence", "p_value", "alpha", "passed", "broken", ...}` in points; `sentences` say them, `said` keeps what
    they are made of.
    """

    class Outcome(models.TextChoices):
        PROMOTE = "PROMOTE", _("Better")
        REJECT = "REJECT", _("Not better")
        MORE = "MORE", _("Not enough answers yet")

    confirmation = models.ForeignKey(Confirmation, models.CASCADE, related_name="looks")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    final = models.BooleanField(default=False)
    units = models.PositiveIntegerField()
    planned = models.PositiveIntegerField()
    answers = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    figures = models.JSONField(default=dict)
    sentences = models.JSONField(default=list)
    said = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "number"], name="confirmation_look_once"),
        ]

    def __str__(self) -> str:
        return f"look {self.number} of {self.confirmation}"
