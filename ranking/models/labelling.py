"""What is asked next in a round, each time it was looked at."""

from django.db import models
from django.utils import timezone


class Wave(models.Model):
    """One look at a round whose labelling is adaptive, and what was put forward after it.

    `share` of the answers goes to tasks that lots choose (1: all, as after adaptive labelling is turned off). With
    `answered` of the round's places taken (a part of them), the random sample was planned for the moment when `aimed`
    of them are, and reaches to lot `reach`. `done` are people's answers at that moment, by which the next look is due.
    `drawn` and `chosen` are tasks put forward by lot and by what they teach; `reasons` says so: [{"why", "n", "text"}].
    """

    round = models.ForeignKey("annotations.Round", models.CASCADE, related_name="waves")
    number = models.PositiveIntegerField()
    share = models.FloatField()
    answered = models.FloatField()
    aimed = models.FloatField()
    reach = models.FloatField()
    done = models.PositiveIntegerField(default=0)
    drawn = models.PositiveIntegerField(default=0)
    chosen = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list, blank=True)
    # What the reasons' sentences are made of (annotations.said.kept).
    said = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["round", "-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="wave_once")]

    def __str__(self) -> str:
        return f"wave {self.number} of {self.round}"
