"""Links that let people in."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.projects import Membership


class Invitation(models.Model):
    """A link that makes whoever opens it a member. Only its SHA-256 digest is kept; the link is shown once."""

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role, default=Membership.Role.ANNOTATOR)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    skills = models.JSONField(_("skills"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    most_uses = models.PositiveIntegerField(_("for how many people"), null=True, blank=True)
    uses = models.PositiveIntegerField(default=0, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(most_uses__isnull=True) | models.Q(uses__lte=models.F("most_uses")),
                name="invitation_uses_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.get_role_display()}"
