"""Background work. The row is the truth; Celery only carries its id."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """A piece of background work: claimed by conditional update, renewed by lease, swept when it goes stale.

    `celery_name` is the Celery task that does it, called with `job_id`. Two live jobs never share a `key`.
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("Waiting")
        RUNNING = "RUNNING", _("Running")
        DONE = "DONE", _("Done")
        FAILED = "FAILED", _("Failed")
        CANCELLED = "CANCELLED", _("Cancelled")

    celery_name = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="jobs", null=True, blank=True)
    round = models.ForeignKey("annotations.Round", models.CASCADE, related_name="jobs", null=True, blank=True)
    arguments = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True, default="")
    # What the message is made of, so that a page can say it in its reader's language (annotations.said.kept).
    said = models.JSONField(default=dict, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state__in=["QUEUED", "RUNNING"]), name="job_live_once"),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_by_state")]

    def __str__(self) -> str:
        return f"{self.celery_name} {self.key}"


class Worker(models.Model):
    """A Celery worker's sign of life. The broker of the embedded default cannot be asked, the database can."""

    name = models.CharField(max_length=200, unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
