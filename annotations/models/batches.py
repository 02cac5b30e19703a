"""Imports: rows stay invisible until their whole batch is committed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """The files of one import. Rows that carry a batch exist for readers only once `committed_at` is set.

    A batch without it whose lease has run out is dead: its writer was killed, and its rows are removed.
    """

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="import_batches")
    kinds = models.JSONField(default=list, help_text=_("The kinds of the files' rows."))
    files = models.JSONField(default=list, help_text=_("Name, SHA-256 and rows of each file."))
    added = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list, help_text=_("The first refused rows: file, row, reason."))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"import {self.pk} into {self.project}"


class VisibleQuerySet(models.QuerySet):
    """A queryset of rows that may belong to an import."""

    def visible(self) -> Self:
        """Rows made here, and rows of committed imports."""
        return self.filter(Q(batch=None) | Q(batch__committed_at__isnull=False))


class ImportedRow(models.Model):
    """That a row of a file is already here: the digest of its content and of its occurrence within the file.

    It makes a second import of the same rows add nothing, whatever file they come in.
    """

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="imported_rows")
    digest = models.CharField(max_length=32)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "digest"], name="imported_row_once")]

    def __str__(self) -> str:
        return self.digest
