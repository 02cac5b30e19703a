"""How far apart a project lets scores of two groups lie."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GapRule(models.Model):
    """A lead's word on bias gaps: from which part of a scale on a gap between two values of an attribute matters.

    A larger one makes a proposal, and keeps a version that widens it from being promoted.
    """

    # One point of a Likert scale of five is a quarter of it; this is a fifth of such a point.
    DEFAULT = 0.05

    project = models.OneToOneField("annotations.Project", models.CASCADE, related_name="gap_rule")
    margin = models.FloatField(
        _("part of the scale"), default=DEFAULT, validators=[MinValueValidator(0.001), MaxValueValidator(1)]
    )
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(margin__gt=0, margin__lte=1), name="gap_rule_is_a_part_of_the_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.margin:g}"
