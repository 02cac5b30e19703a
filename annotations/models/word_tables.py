"""Tables of words that a project has of its own."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WordTable(models.Model):
    """Words in all their forms, for counterfactual sets. `document` is what `variants.tables.table_read` reads.

    One of the name of a table that comes with the product stands in its place in this project.
    """

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="word_tables")
    name = models.CharField(_("name"), max_length=80)
    document = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="word_table_once")]

    def __str__(self) -> str:
        return self.name
