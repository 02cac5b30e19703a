"""Who judges: people and models alike."""

import hmac

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotations.models.batches import VisibleQuerySet
from annotations.models.naming import NameField


class Rater(models.Model):
    """Who judges, keyed by project, dataset, kind and name.

    A person who answers here has an account (and an empty dataset); a judge that runs here has an endpoint.
    Imported raters have neither.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Annotator")
        JUDGE = "judge", _("Judge")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="raters")
    dataset = NameField(max_length=200, blank=True, default="")
    name = NameField(_("name"), max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="raters", null=True, blank=True)
    simulated = models.BooleanField(
        _("simulated"), default=False, help_text=_("A program that plays an annotator, and says so.")
    )
    endpoint = models.ForeignKey("annotations.Endpoint", models.RESTRICT, related_name="judges", null=True, blank=True)
    judge_version = models.ForeignKey(
        "annotations.TemplateVersion", models.RESTRICT, related_name="judges", null=True, blank=True
    )
    mode = models.CharField(
        max_length=20, blank=True, default="", help_text=_("A judge's strategy; empty: by the kind of task.")
    )
    batch = models.ForeignKey("annotations.ImportBatch", models.CASCADE, null=True, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "dataset", "kind", "name"], name="rater_once"),
            models.UniqueConstraint(
                fields=["project", "user"], condition=Q(user__isnull=False), name="rater_once_per_user"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def pseudonym(self) -> str:
        """The rater's name in every export of this site, which tells nobody who it is."""
        said = f"rater:{self.project_id}:{self.pk}".encode()
        return f"rater-{hmac.new(settings.SECRET_KEY.encode(), said, 'sha256').hexdigest()[:10]}"
