"""Units of judging, and their hand-out to raters."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Task(models.Model):
    """One unit of judging. `taken` of `overlap` places are held; only the hand-out service writes `taken`.

    `seq` is a seeded shuffle within the round; `band` orders before it (lower first). Judges, repeats and golds
    hold no place: a task with a `gold` has overlap 0, goes once to everybody, and enters no figure but theirs.
    """

    class Kind(models.TextChoices):
        RATING = "RATING", _("Rating")
        COMPARISON = "COMPARISON", _("Comparison")
        BEST_WORST = "BEST_WORST", _("Best and worst")
        RANKING = "RANKING", _("Ranking")

    round = models.ForeignKey("annotations.Round", models.CASCADE, related_name="tasks")
    item = models.ForeignKey("annotations.Item", models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=10, choices=Kind)
    responses = models.ManyToManyField("annotations.Response", through="annotations.TaskResponse", related_name="tasks")
    band = models.SmallIntegerField(default=0)
    seq = models.BigIntegerField()
    overlap = models.PositiveSmallIntegerField(default=1)
    taken = models.PositiveSmallIntegerField(default=0)
    gold = models.ForeignKey(
        "annotations.Gold",
        models.CASCADE,
        related_name="tasks",
        null=True,
        blank=True,
        help_text=_("Its known answer."),
    )
    # The chance that every task of the round had to be in the random sample by then, when lots brought this one into
    # it (docs/what-to-label-next.md); null where they have not, or where the order does not adapt.
    probability = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["round", "band", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["round", "seq"], name="task_seq_once"),
            models.UniqueConstraint(fields=["round", "gold"], condition=Q(gold__isnull=False), name="task_gold_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("overlap")), name="task_taken_within_overlap"),
        ]
        indexes = [
            # F() and not a state list: a bound parameter would keep SQLite from using a partial index.
            models.Index(fields=["round", "band", "seq"], condition=Q(taken__lt=F("overlap")), name="task_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class TaskResponse(models.Model):
    """A response under judgement in a task, at its canonical place (never the place on a screen)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="task_responses")
    response = models.ForeignKey("annotations.Response", models.CASCADE, related_name="task_responses")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "response"], name="task_response_once"),
            models.UniqueConstraint(fields=["task", "position"], name="task_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}:{self.position}"


class Assignment(models.Model):
    """A task handed to a rater; once DONE it is the answer, and its scores and ballots hang on it.

    `shown` lists response ids in the order the rater saw them (null: unknown, as in many imports). `variant`
    is empty for people's answers, ADJUDICATION for a reviewer's decision, and tells a judge's strategy and shown
    order. `repeat` counts further answers by the
    same rater, planned or imported. `holds_place` is true while the row counts in the task's `taken`.
    """

    ADJUDICATION = "adjudication"

    class State(models.TextChoices):
        OPEN = "OPEN", _("Open")
        DONE = "DONE", _("Done")
        SKIPPED = "SKIPPED", _("Skipped")
        RETURNED = "RETURNED", _("Returned")

    task = models.ForeignKey(Task, models.CASCADE, related_name="assignments")
    rater = models.ForeignKey("annotations.Rater", models.CASCADE, related_name="assignments")
    variant = models.CharField(max_length=100, blank=True, default="")
    repeat = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    holds_place = models.BooleanField(default=False)
    shown = models.JSONField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(_("time on task, seconds"), null=True, blank=True)
    # What the answer carries beside its scores and ballots.
    key = models.UUIDField(null=True, blank=True, unique=True, help_text=_("The client's; makes a repeat harmless."))
    comment = models.TextField(_("comment"), blank=True, default="")
    flags = models.JSONField(_("flags"), default=list, blank=True)
    rewrite = models.TextField(_("rewrite"), blank=True, default="")
    skip_reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    # What its rater has filled in so far, as `annotations.services.drafts` writes it; null once it is answered.
    draft = models.JSONField(null=True, blank=True, editable=False)
    # How far it meets its task's known answer, 0 to 1; null where none is known.
    correct = models.FloatField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "rater", "variant", "repeat"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(holds_place=False) | Q(state__in=["OPEN", "DONE"]), name="assignment_place_is_used"
            ),
        ]
        indexes = [
            models.Index(fields=["rater", "state", "-submitted_at"], name="assignment_of_rater"),
            models.Index(fields=["lease_until"], condition=Q(state="OPEN"), name="assignment_lease"),
            # What a rater holds, in the order of `next`: else PostgreSQL may read all that they ever answered.
            models.Index(fields=["rater", "created_at", "id"], condition=Q(state="OPEN"), name="assignment_held"),
        ]

    def __str__(self) -> str:
        return f"{self.rater_id} on {self.task_id}"
