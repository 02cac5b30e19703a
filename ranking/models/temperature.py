"""Which temperature serves which category: policies, when each was served, and draws around them while serving."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TemperaturePolicy(models.Model):
    """Which temperature serves which category of items, with the evidence. Numbered like template versions.

    `rules` is `{category: temperature}`, the empty category being the rest; `evidence` says why, per category
    (`ranking.selectors.temperatures.evidence_json`). Neither is ever changed.
    """

    template = models.ForeignKey("annotations.PromptTemplate", models.CASCADE, related_name="temperature_policies")
    number = models.PositiveIntegerField()
    rules = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict)
    note = models.TextField(_("note"), blank=True, default="")
    active = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="temperature_policy_once"),
            models.UniqueConstraint(
                fields=["template"], condition=Q(active=True), name="temperature_policy_one_active"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} temperatures {self.number}"

    def temperature_for(self, category: str) -> float | None:
        """The category's own temperature, else that of the rest; None where there is neither."""
        found = self.rules.get(category, self.rules.get(""))
        return None if found is None else float(found)


class PolicyActivation(models.Model):
    """From when on a policy was served (none: no policy was), in place of which, by whom and why. Never changed."""

    class Because(models.TextChoices):
        CHOSEN = "CHOSEN", _("Chosen by hand")
        ROLLED_BACK = "ROLLED_BACK", _("Rolled back")

    template = models.ForeignKey("annotations.PromptTemplate", models.CASCADE, related_name="policy_activations")
    policy = models.ForeignKey(TemperaturePolicy, models.CASCADE, related_name="activations", null=True, blank=True)
    former = models.ForeignKey(TemperaturePolicy, models.SET_NULL, related_name="+", null=True, blank=True)
    because = models.CharField(max_length=12, choices=Because, default=Because.CHOSEN)
    reason = models.TextField(_("reason"), blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.policy or self.template} from {self.at:%Y-%m-%d %H:%M}"


class StepKept(ValueError):
    """What was served on live feedback is never changed; a further step says what holds now."""


class LiveStep(models.Model):
    """What may be drawn around a policy's temperatures while serving. The newest of a template holds; none is changed.

    Turning it on or off, other bounds and new feedback each add one. `arms` is `{category: {temperature: [answers, sum
    of what was said (0 to 1 each)]}}`, `weights` `{category: {temperature: chance}}`; both have temperatures as text.
    `seen` is the last feedback that was read.
    """

    class Because(models.TextChoices):
        SET = "SET", _("Set by hand")
        FEEDBACK = "FEEDBACK", _("New feedback")
        POLICY = "POLICY", _("Another policy")

    template = models.ForeignKey("annotations.PromptTemplate", models.CASCADE, related_name="live_steps")
    policy = models.ForeignKey(TemperaturePolicy, models.CASCADE, related_name="live_steps")
    on = models.BooleanField(default=False)
    low = models.FloatField()
    high = models.FloatField()
    reach = models.FloatField()
    share = models.FloatField()
    because = models.CharField(max_length=10, choices=Because)
    arms = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    seen = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["template", "-id"], name="live_step_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=0, high__lte=2, reach__gt=0, reach__lte=2, share__gte=0, share__lte=1)
                & Q(low__lte=models.F("high")),
                name="live_step_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} live {'on' if self.on else 'off'} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row, and refuses to write over one."""
        if not self._state.adding:
            raise StepKept("A step is kept as it is; add another.")
        super().save(*args, **kwargs)
