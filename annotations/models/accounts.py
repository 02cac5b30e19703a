"""People, and the tokens their scripts use."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person's account. `is_superuser` is the site admin, above every project role."""

    class Theme(models.TextChoices):
        AUTO = "", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    language = models.CharField(_("language"), max_length=8, blank=True, default="")
    theme = models.CharField(_("theme"), max_length=8, choices=Theme, blank=True, default="")


class ApiToken(models.Model):
    """A secret for scripts. Only its SHA-256 digest is kept; the secret is shown once."""

    class Scope(models.TextChoices):
        ANNOTATE = "annotate", _("Annotate")
        READ = "read", _("Read")
        MANAGE = "manage", _("Manage")
        FEEDBACK = "feedback", _("Send feedback, read what is served")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="api_tokens", null=True, blank=True)
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, default=Scope.ANNOTATE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
