"""Where models answer, and with whose key."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.models.shapes import check_languages

# The application's own secrets: no endpoint is sent them.
OWN = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"}
OWN_ADDRESSES = {"local:", "env:"}


class Credential(models.Model):
    """A key the operator put into the environment. The database knows its variable's name, never the key.

    It is sent to `host` only, whatever address an endpoint names.
    """

    name = models.SlugField(_("name"), max_length=80, unique=True)
    variable = models.CharField(_("environment variable"), max_length=100)
    host = models.CharField(_("host"), max_length=255, help_text=_("host or host:port the key may be sent to"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What a form checks."""
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", self.variable):
            raise ValidationError({"variable": gettext("Write the name of an environment variable, not the key.")})
        if self.variable.removesuffix("_FILE") in OWN:
            raise ValidationError({"variable": gettext("This is the application's own secret, which nobody is sent.")})
        if not re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:]+\](:\d{1,5})?", self.host):
            raise ValidationError({"host": gettext("Write a host, or host:port, without http:// and path.")})


class Endpoint(models.Model):
    """An OpenAI-compatible server and a model on it. Without a project it serves every project.

    A base URL of `local:` is the bundled local model, whose port is resolved when it is called; `env:` is
    whatever `OPENAI_BASE_URL` and `OPENAI_MODEL` name.
    """

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="endpoints", null=True, blank=True)
    name = models.SlugField(_("name"), max_length=80)
    base_url = models.CharField(_("base URL"), max_length=500)
    model = models.CharField(
        _("model"), max_length=200, blank=True, default="", help_text=_("Empty: the server's first model.")
    )
    credential = models.ForeignKey(Credential, models.RESTRICT, null=True, blank=True)
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("What the model knows; empty means not stated.")
    )
    concurrency = models.PositiveSmallIntegerField(_("requests at once"), default=4)
    requests_per_minute = models.PositiveIntegerField(_("requests per minute"), null=True, blank=True)
    timeout_seconds = models.PositiveSmallIntegerField(_("timeout, seconds"), default=120)
    max_tokens = models.PositiveIntegerField(_("longest answer, tokens"), default=512)
    price_input = models.DecimalField(
        _("price per million input tokens"), max_digits=10, decimal_places=4, null=True, blank=True
    )
    price_output = models.DecimalField(
        _("price per million output tokens"), max_digits=10, decimal_places=4, null=True, blank=True
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="endpoint_once_in_project"),
            models.UniqueConstraint(fields=["name"], condition=Q(project=None), name="endpoint_once_in_site"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What a form checks."""
        check_languages(self.languages)
        if self.base_url not in OWN_ADDRESSES and not _is_http(self.base_url):
            raise ValidationError({"base_url": gettext("Write an address such as https://models.example/v1.")})
        for name in ("concurrency", "timeout_seconds", "max_tokens", "requests_per_minute"):
            if getattr(self, name) == 0:
                raise ValidationError({name: gettext("This must be at least 1.")})


def _is_http(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


class EndpointWindow(models.Model):
    """Permits taken from an endpoint in one window of time, by conditional update."""

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="windows")
    starts_at = models.DateTimeField()
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "starts_at"], name="endpoint_window_once"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.starts_at:%H:%M}"
