"""Questions put to models outside of rounds: a trial of a proposal by a judge, a search for a better version."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Experiment(models.Model):
    """A trial measures a proposal by a judge; a search asks models for edits and ends in a proposal.

    What models say in it stands in `ExperimentCall` and never among a round's responses, so that no figure of people's
    answers can count it. `plan` is what was fixed before the first question: for a trial `{"items": [id], "samples": n,
    "base": fields, "new": fields, "temperatures": {"base": {category: number}, "new": {category: number}},
    "mappings": {dimension: mapping id}, "edits": n, "of": n, "left_out": {"tested": n, "shown": n, "searched": n},
    "by_itself": bool}`; for a search `{"learn": [id], "select": [id], "temperatures": {category:
    number}, ...}`. `figures` is what came of it.
    """

    class Purpose(models.TextChoices):
        TRIAL = "trial", _("Trial by a judge")
        SEARCH = "search", _("Search for a better version")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="experiments")
    purpose = models.CharField(max_length=8, choices=Purpose)
    proposer = models.CharField(max_length=40, blank=True, default="")
    # What is tried, or what came of a search.
    proposal = models.ForeignKey("ranking.Proposal", models.CASCADE, related_name="experiments", null=True, blank=True)
    base = models.ForeignKey("annotations.TemplateVersion", models.CASCADE, related_name="experiments")
    round = models.ForeignKey("annotations.Round", models.SET_NULL, related_name="experiments", null=True, blank=True)
    endpoint = models.ForeignKey("annotations.Endpoint", models.RESTRICT, related_name="experiments")
    judge = models.ForeignKey("annotations.Rater", models.RESTRICT, related_name="experiments")
    reflecting = models.ForeignKey(
        "annotations.Endpoint", models.RESTRICT, related_name="reflections", null=True, blank=True
    )
    plan = models.JSONField(default=dict)
    seed = models.PositiveBigIntegerField(default=0)
    most_calls = models.PositiveIntegerField(_("at most this many calls"))
    most_tokens = models.PositiveIntegerField(_("at most this many tokens"), null=True, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    job = models.OneToOneField("annotations.Job", models.SET_NULL, related_name="experiment", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(purpose="trial") | Q(proposal__isnull=False), name="experiment_trial_of_a_proposal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk} of {self.base}"

    @property
    def is_live(self) -> bool:
        """Whether its job waits or runs."""
        return self.job is not None and self.job.state in (self.job.State.QUEUED, self.job.State.RUNNING)


class ExperimentCalls(models.QuerySet["ExperimentCall"]):
    """Questions by whether they are over."""

    def ended(self) -> Self:
        """What stands: answered, or failed for good."""
        return self.exclude(error_kind__startswith=ExperimentCall.OPEN)

    def open(self) -> Self:
        """What was sent and is under way, failed and is to be sent again, or was cut short."""
        return self.filter(error_kind__startswith=ExperimentCall.OPEN)

    def failed(self) -> Self:
        """What failed, for good or up to now."""
        return self.exclude(error_kind__in=("", ExperimentCall.OPEN))


class ExperimentCall(models.Model):
    """One question and what came back. `key` tells the question: what ended is never asked again.

    `arm` is which prompt was asked ("base", "new", or a short fingerprint of a search's candidate). Without `text` and
    with `error` the question failed for good. `attempts` are the requests that were sent, counted before each. Until
    it ends, `error_kind` is "open", or "open:" and the kind of error that it met last.
    """

    OPEN = "open"

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Answers an item")
        JUDGE = "judge", _("Judges responses")
        REFLECT = "reflect", _("Reflects on answers")

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="calls")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind)
    item = models.ForeignKey("annotations.Item", models.CASCADE, related_name="experiment_calls", null=True, blank=True)
    arm = models.CharField(max_length=16, blank=True, default="")
    sample = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True, default="")
    model = models.CharField(max_length=200, blank=True, default="")
    finish_reason = models.CharField(max_length=30, blank=True, default="")
    error_kind = models.CharField(max_length=30, blank=True, default="")
    error = models.TextField(blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=1)
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    latency_ms = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ExperimentCalls.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["experiment", "key"], name="experiment_call_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:8]} of {self.experiment}"


class TrialRule(models.Model):
    """A lead's word on trials that start by themselves: how many calls to models one new proposal may use, 0 for none.

    The default asks both versions about thirty items, with room for calls that fail.
    """

    DEFAULT = 144

    project = models.OneToOneField("annotations.Project", models.CASCADE, related_name="trial_rule")
    most_calls = models.PositiveIntegerField(_("at most this many calls"), default=DEFAULT)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.project}: {self.most_calls}"
