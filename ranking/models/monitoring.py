"""What is watched between rounds, what moved, and when the next round opens by itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Watch(models.Model):
    """One thing that is watched for drift, and how far it was read.

    `of` names it: a judge, a rater, an endpoint; "" is all people, or all feedback. `state` is what the chart remembers
    (`ranking.stats.drift.State`), for MODEL the pinned name; `cursor` is what was read. `mapping` is pinned: a judge is
    held against what it was worth when the watch began.
    """

    class Kind(models.TextChoices):
        JUDGE = "JUDGE", _("Judge beside people")
        FEEDBACK = "FEEDBACK", _("Users’ feedback")
        RATER = "RATER", _("Annotators on the anchor items")
        MODEL = "MODEL", _("Model behind an endpoint")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="watches")
    kind = models.CharField(max_length=10, choices=Kind)
    of = models.CharField(max_length=200, blank=True, default="")
    dimension = models.ForeignKey(
        "annotations.Dimension", models.CASCADE, related_name="watches", null=True, blank=True
    )
    mapping = models.ForeignKey("ranking.Mapping", models.SET_NULL, related_name="watches", null=True, blank=True)
    state = models.JSONField(default=dict, blank=True)
    cursor = models.JSONField(default=dict, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["kind", "of", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "of", "dimension"], condition=Q(dimension__isnull=False), name="watch_once"
            ),
            models.UniqueConstraint(
                fields=["project", "kind", "of"], condition=Q(dimension__isnull=True), name="watch_of_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.of} {self.dimension or ''}".strip()


class Alarm(models.Model):
    """Something moved. `facts` holds its figures (see `ranking.services.drift.facts`), `path` the sums that led to it.

    A watch stands still while its alarm is not closed. Closed `anew`, what came last is the usual from then on.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("Open")
        ACKNOWLEDGED = "ACKNOWLEDGED", _("Seen")
        CLOSED = "CLOSED", _("Closed")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="alarms")
    watch = models.ForeignKey(Watch, models.CASCADE, related_name="alarms")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    sentence = models.TextField()
    said = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    path = models.JSONField(default=list, blank=True)
    # Keys of the items it rests on, and of the responses or the feedback, as many as a page can show.
    items = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=list, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField(default=timezone.now)
    anew = models.BooleanField(default=False)
    reason = models.TextField(_("reason"), blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["watch"], condition=~Q(state="CLOSED"), name="alarm_live_once"),
        ]

    def __str__(self) -> str:
        return self.sentence


class Schedule(models.Model):
    """When a project's next round opens by itself, and when this ends. Off until a lead switches it on.

    A round takes the plan of `plan_round`, else of the last round made here. Budgets count what was spent since
    `started_at`; `margin` is in points of the primary dimension.
    """

    project = models.OneToOneField("annotations.Project", models.CASCADE, related_name="schedule")
    enabled = models.BooleanField(_("switched on"), default=False)
    on_alarm = models.BooleanField(_("on an alarm"), default=True)
    feedback_count = models.PositiveIntegerField(_("after so many new remarks of users"), null=True, blank=True)
    next_at = models.DateTimeField(_("on this date"), null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(_("and again after so many days"), null=True, blank=True)
    plan_round = models.ForeignKey("annotations.Round", models.SET_NULL, related_name="+", null=True, blank=True)
    margin = models.FloatField(_("stop once the interval is narrower than"), null=True, blank=True)
    stop_sure = models.BooleanField(_("stop once the order is sure"), default=True)
    stop_gain = models.BooleanField(_("stop after two rounds without a gain"), default=True)
    most_rounds = models.PositiveSmallIntegerField(_("at most so many rounds"), null=True, blank=True)
    most_tokens = models.PositiveBigIntegerField(_("at most so many tokens"), null=True, blank=True)
    most_cost = models.DecimalField(_("at most this cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    # The last feedback that an opened round has taken into account.
    feedback_seen = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.project} · {'on' if self.enabled else 'off'}"


class ScheduleEntry(models.Model):
    """What the schedule did, and why, in words. Never changed."""

    class Action(models.TextChoices):
        SWITCHED_ON = "SWITCHED_ON", _("Switched on")
        SWITCHED_OFF = "SWITCHED_OFF", _("Switched off")
        OPENED = "OPENED", _("Opened a round")
        FAILED = "FAILED", _("Could not open a round")
        STOPPED = "STOPPED", _("Stopped")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="schedule_entries")
    action = models.CharField(max_length=12, choices=Action)
    sentence = models.TextField()
    said = models.JSONField(default=dict, blank=True)
    round = models.ForeignKey("annotations.Round", models.SET_NULL, related_name="+", null=True, blank=True)
    alarm = models.ForeignKey(Alarm, models.SET_NULL, related_name="entries", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.sentence
