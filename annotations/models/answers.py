"""What raters said: scores and orders, by people and by judges in the same tables."""

from django.db import models
from django.db.models import Q

from annotations.models.naming import NameField


class Score(models.Model):
    """A rater's score of one response on one dimension.

    A judge's label that is no dimension of the rubric stays a `label`. `value` is null where the dimension was
    called not applicable, where the answer is a category (`code`), or where a judge could not be read. `raw`
    keeps a judge's own scale, probabilities and text.
    """

    assignment = models.ForeignKey("annotations.Assignment", models.CASCADE, related_name="scores")
    dimension = models.ForeignKey(
        "annotations.Dimension", models.RESTRICT, related_name="scores", null=True, blank=True
    )
    label = NameField(max_length=100, blank=True, default="")
    value = models.FloatField(null=True, blank=True)
    code = models.CharField(max_length=100, blank=True, default="")
    not_applicable = models.BooleanField(default=False)
    unreadable = models.BooleanField(default=False)
    raw = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "dimension"], condition=Q(dimension__isnull=False), name="score_once"
            ),
            models.UniqueConstraint(
                fields=["assignment", "label"], condition=Q(dimension__isnull=True), name="score_label_once"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(not_applicable=False, unreadable=False),
                name="score_value_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension_id or self.label}: {self.value}"


class Ballot(models.Model):
    """A rater's order of a task's responses, best first; an inner list is a tie.

    `ranking` is `[[response id, ...], ...]`, empty where none was acceptable or where a judge could not be read.
    """

    assignment = models.ForeignKey("annotations.Assignment", models.CASCADE, related_name="ballots")
    dimension = models.ForeignKey(
        "annotations.Dimension", models.RESTRICT, related_name="ballots", null=True, blank=True
    )
    label = NameField(max_length=100, blank=True, default="")
    ranking = models.JSONField(default=list, blank=True)
    none_acceptable = models.BooleanField(default=False)
    unreadable = models.BooleanField(default=False)
    raw = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "dimension"], condition=Q(dimension__isnull=False), name="ballot_once"
            ),
            models.UniqueConstraint(
                fields=["assignment", "label"], condition=Q(dimension__isnull=True), name="ballot_label_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.ranking}"
