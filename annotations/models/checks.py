"""Tasks whose right answer is known, and tasks on which raters part."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.tasks import Task


class Gold(models.Model):
    """A known right answer: to teach with before a round (TRAINING), or mixed in unseen (GOLD, ATTENTION).

    `answer` has the shape in which answers are sent, with response ids: `{"scores": {...}}`, `{"ranking": [...]}`,
    `{"rankings": {...}}` or `{"none_acceptable": true}`; a dimension that is not named is not checked. A score within
    `tolerance` points of it is right.
    """

    class Purpose(models.TextChoices):
        TRAINING = "training", _("Training")
        GOLD = "gold", _("Gold")
        ATTENTION = "attention", _("Attention check")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="golds")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, default=Purpose.GOLD)
    kind = models.CharField(_("kind of task"), max_length=10, choices=Task.Kind)
    item = models.ForeignKey("annotations.Item", models.CASCADE, related_name="golds")
    responses = models.ManyToManyField("annotations.Response", related_name="golds")
    answer = models.JSONField(_("right answer"), default=dict)
    tolerance = models.FloatField(_("tolerance, in points"), default=0)
    explanation = models.TextField(
        _("explanation"), blank=True, default="", help_text=_("Shown after a training answer: why it is right.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class Adjudication(models.Model):
    """A task on which raters part, before a reviewer, and what they decided.

    The decision is an assignment of the reviewer with the variant ADJUDICATION: it holds no place, and stands beside
    the raters' answers without changing them.
    """

    class Reason(models.TextChoices):
        DISAGREEMENT = "disagreement", _("Raters part")
        FLAGGED = "flagged", _("Flagged by a rater")
        ASKED = "asked", _("Asked for by a lead")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SETTLED = "settled", _("Settled")
        DISMISSED = "dismissed", _("Dismissed")

    task = models.OneToOneField(Task, models.CASCADE, related_name="adjudication")
    reason = models.CharField(_("reason"), max_length=15, choices=Reason)
    agreement = models.FloatField(_("agreement"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decision = models.OneToOneField(
        "annotations.Assignment", models.SET_NULL, related_name="adjudication", null=True, blank=True
    )
    note = models.TextField(_("note"), blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "id"], name="adjudication_by_state")]

    def __str__(self) -> str:
        return f"{self.state} {self.task_id}"
