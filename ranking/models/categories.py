"""How a text that comes without a category gets one: a project's rules, and classifiers trained on its items."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CategorySettings(models.Model):
    """A project's rules, in order, as `[{"category": name, "words": [word or phrase]}]`: see ranking.stats.texts.rules.

    Where no rule applies, the newest classifier decides if its confidence reaches `threshold`.
    """

    project = models.OneToOneField("annotations.Project", models.CASCADE, related_name="category_settings")
    rules = models.JSONField(default=list, blank=True)
    threshold = models.FloatField(_("least confidence"), default=0.6)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(threshold__gte=0, threshold__lte=1), name="category_threshold_is_a_chance"
            ),
        ]

    def __str__(self) -> str:
        return f"categories of {self.project}"


class ClassifierFrozen(ValueError):
    """A classifier is never changed; training again makes the next one."""


class CategoryClassifier(models.Model):
    """A classifier of texts into the categories of a project's items; the newest serves.

    `document` is the whole of it as plain JSON (ranking.stats.texts.classifier), `figures` its held-out errors, or why
    there is none (`document` is empty then). `trained_on` tells the items it was trained on from later ones.
    """

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="classifiers")
    number = models.PositiveIntegerField()
    document = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    trained_on = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="classifier_once")]

    def __str__(self) -> str:
        return f"classifier {self.number} of {self.project}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row, and refuses to write over one."""
        if not self._state.adding:
            raise ClassifierFrozen("A classifier is frozen; train again for the next one.")
        super().save(*args, **kwargs)
