"""When a judge may stand alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JudgeRule(models.Model):
    """A lead's word on one judge (by name, as reports know it) and dimension; without a dimension, on comparisons.

    The judge decides alone where its interval reaches at most `half_width` to each side, in points; of two responses,
    where at most that share of people is expected to choose otherwise. `epsilon` is what the cost of a rater is worth
    in the alternative annotator test. Fits read it; what is fitted already keeps what it read.
    """

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="judge_rules")
    judge = models.CharField(_("judge"), max_length=200)
    dimension = models.ForeignKey(
        "annotations.Dimension", models.CASCADE, related_name="judge_rules", null=True, blank=True
    )
    half_width = models.FloatField(_("at most this half width"))
    epsilon = models.FloatField(_("epsilon"), default=0.2)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["judge", "dimension"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "judge", "dimension"],
                condition=Q(dimension__isnull=False),
                name="judge_rule_once",
            ),
            models.UniqueConstraint(
                fields=["project", "judge"], condition=Q(dimension__isnull=True), name="judge_rule_of_comparisons_once"
            ),
            models.CheckConstraint(condition=Q(half_width__gt=0), name="judge_rule_has_a_width"),
            models.CheckConstraint(condition=Q(epsilon__gte=0, epsilon__lte=1), name="judge_rule_epsilon_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.judge}: at most {self.half_width:g}"
