"""Rounds: one turn of the loop, its candidates' responses, and who takes part."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.batches import VisibleQuerySet
from annotations.models.items import Item
from annotations.models.naming import NameField
from annotations.models.tasks import Task


class RoundQuerySet(VisibleQuerySet):
    """Questions about rounds."""

    def answered(self) -> "RoundQuerySet":
        """Visible rounds whose collection of answers is over, so that figures may be fitted on them."""
        return self.visible().filter(state__in=[Round.State.LEARNING, Round.State.REVIEW, Round.State.CLOSED])


class Round(models.Model):
    """One turn of the loop. An import of answers makes one CLOSED round with origin `imported`."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        GENERATING = "GENERATING", _("Generating")
        COLLECTING = "COLLECTING", _("Collecting")
        LEARNING = "LEARNING", _("Learning")
        REVIEW = "REVIEW", _("Review")
        CLOSED = "CLOSED", _("Closed")
        CANCELLED = "CANCELLED", _("Cancelled")

    class Origin(models.TextChoices):
        HERE = "here", _("Made here")
        IMPORTED = "imported", _("Imported")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField(_("round"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.HERE)
    # The plan, fixed at launch.
    versions = models.ManyToManyField("annotations.TemplateVersion", related_name="rounds", blank=True)
    endpoint = models.ForeignKey("annotations.Endpoint", models.RESTRICT, related_name="rounds", null=True, blank=True)
    judges = models.ManyToManyField("annotations.Rater", related_name="judged_rounds", blank=True)
    temperatures = models.JSONField(_("temperatures"), default=list, blank=True)
    # Where categories are sampled at temperatures of their own: {category: [temperature, ...]}, "" being the rest. Each
    # item then has `samples` responses of each version, at as many temperatures of its category's list.
    temperature_plan = models.JSONField(_("temperatures by category"), default=dict, blank=True)
    samples = models.PositiveSmallIntegerField(_("samples"), default=1)
    split = models.CharField(_("split"), max_length=10, blank=True, default="")
    kinds = models.JSONField(_("kinds of task"), default=list, blank=True)
    overlap = models.PositiveSmallIntegerField(_("answers per task"), default=1)
    # For tests of a new version: each is sampled as it is served, and compared with the other alone.
    own_temperatures = models.BooleanField(
        _("own temperatures"), default=False, help_text=_("A version that names a temperature is asked at it alone.")
    )
    across_versions = models.BooleanField(
        _("compare across versions"), default=False, help_text=_("No two responses of one version are compared.")
    )
    # How tasks are handed out beside the plan, in the shape of `annotations.handout.policy.Policy`.
    policy = models.JSONField(_("hand-out"), default=dict, blank=True)
    per_dimension = models.BooleanField(_("rank each dimension"), default=False)
    # Keys of the items that it takes, and no others; empty: all of the split.
    chosen = models.JSONField(_("only these items"), default=list, blank=True)
    item_limit = models.PositiveIntegerField(_("at most this many items"), null=True, blank=True)
    seed = models.PositiveBigIntegerField(_("seed"), default=0)
    note = models.TextField(_("note"), blank=True, default="")
    paused = models.BooleanField(_("paused"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    launched_at = models.DateTimeField(null=True, blank=True)
    collected_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey("annotations.ImportBatch", models.CASCADE, null=True, blank=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["project", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.project.slug} round {self.number}"

    def get_split_display(self) -> str:
        """The split of its items in the reader's language; empty where it takes all."""
        return str(Item.Split(self.split).label) if self.split in Item.Split.values else self.split

    @property
    def temperature_shares(self) -> list[tuple[str, list[tuple[float, float]]]]:
        """(category, [(temperature, part of its responses)]) where categories have temperatures of their own."""
        return [
            (name, [(one, listed.count(one) / len(listed)) for one in sorted(set(listed))])
            for name, listed in sorted(self.temperature_plan.items(), key=lambda one: (one[0] == "", one[0]))
        ]

    def get_kinds_display(self) -> str:
        """The kinds of task in the reader's language."""
        return ", ".join(str(Task.Kind(kind).label) for kind in self.kinds if kind in Task.Kind.values)


class Response(models.Model):
    """One candidate answer to an item, with all that produced it, or imported.

    A generated response is its own plan: the row stands before the model is called.
    """

    class State(models.TextChoices):
        PLANNED = "PLANNED", _("Planned")
        DONE = "DONE", _("Done")
        FAILED = "FAILED", _("Failed")

    item = models.ForeignKey("annotations.Item", models.CASCADE, related_name="responses")
    round = models.ForeignKey(Round, models.CASCADE, related_name="responses", null=True, blank=True)
    external_id = NameField(max_length=200, blank=True, default="")
    version = models.ForeignKey(
        "annotations.TemplateVersion", models.RESTRICT, related_name="responses", null=True, blank=True
    )
    endpoint = models.ForeignKey(
        "annotations.Endpoint", models.RESTRICT, related_name="responses", null=True, blank=True
    )
    model = NameField(_("model"), max_length=200, blank=True, default="")
    temperature = models.FloatField(_("temperature"), null=True, blank=True)
    sample = models.PositiveSmallIntegerField(_("sample"), default=0)
    seed = models.BigIntegerField(_("seed"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.DONE)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    error_kind = models.CharField(max_length=30, blank=True, default="")
    error = models.TextField(blank=True, default="")
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    latency_ms = models.PositiveIntegerField(null=True, blank=True)
    finish_reason = models.CharField(max_length=30, blank=True, default="")
    confidence = models.FloatField(
        null=True, blank=True, help_text=_("The model's own: the mean probability it gave its tokens.")
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey("annotations.ImportBatch", models.CASCADE, null=True, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "item", "version", "endpoint", "temperature", "sample"],
                condition=Q(round__isnull=False),
                name="response_generated_once",
            ),
            models.UniqueConstraint(
                fields=["item", "external_id"], condition=~Q(external_id=""), name="response_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=False) | ~Q(external_id=""), name="response_generated_or_imported"
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="response_by_state")]

    def __str__(self) -> str:
        return self.external_id or f"response {self.pk}"


class Participation(models.Model):
    """A rater's way through a round's tasks, and the running totals.

    `spans` is `{"band|languages": [low, high]}`: the stretch of the shuffled order that the rater has looked at.
    It grows upwards from an own starting point to the end, then downwards; a task that comes back is given a
    `seq` above every span.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="participations")
    rater = models.ForeignKey("annotations.Rater", models.CASCADE, related_name="participations")
    spans = models.JSONField(default=dict, blank=True)
    done = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    repeats = models.PositiveIntegerField(default=0)
    # Golds answered, and how well in sum (each 0 to 1), since the rater was last let in.
    checked = models.PositiveIntegerField(default=0)
    right = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "rater"], name="participation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rater} in {self.round}"
