"""Prompt templates and their versions."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PromptTemplate(models.Model):
    """A named prompt of a project: what the model is asked, or what a judge is asked."""

    class Purpose(models.TextChoices):
        ANSWER = "answer", _("Answers an item")
        JUDGE = "judge", _("Judges responses")

    project = models.ForeignKey("annotations.Project", models.CASCADE, related_name="templates")
    name = models.SlugField(_("name"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, default=Purpose.ANSWER)
    description = models.TextField(_("description"), blank=True, default="")
    active_version = models.ForeignKey(
        "annotations.TemplateVersion", models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="template_once")]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """One version of a template. Once a round has used it, it is never edited again (`used_at`).

    `principles` is a list of texts. `exemplars` is a list of `{"input": text, "output": text, "response": id |
    null}`. `output_format` is `{}` for free text, or `{"instructions": text, "schema": JSON schema | null}`.
    """

    template = models.ForeignKey(PromptTemplate, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    parent = models.ForeignKey("self", models.RESTRICT, related_name="children", null=True, blank=True)
    system = models.TextField(_("system text"), blank=True, default="")
    user_text = models.TextField(_("user text"), default="{{prompt}}")
    principles = models.JSONField(_("principles"), default=list, blank=True)
    exemplars = models.JSONField(_("exemplars"), default=list, blank=True)
    output_format = models.JSONField(_("output format"), default=dict, blank=True)
    temperature = models.FloatField(_("temperature"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["template", "number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.template.name} v{self.number}"


class Activation(models.Model):
    """From when on a version was served, in place of which, by whose decision and why. Never changed.

    `reason` may be a stored sentence; `said` keeps what it is made of (annotations.said.kept).
    """

    class Because(models.TextChoices):
        FIRST = "FIRST", _("First version")
        CHOSEN = "CHOSEN", _("Chosen by hand")
        PROMOTED = "PROMOTED", _("Promoted by a test")
        ROLLED_BACK = "ROLLED_BACK", _("Rolled back")

    template = models.ForeignKey(PromptTemplate, models.CASCADE, related_name="activations")
    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="activations")
    former = models.ForeignKey(TemplateVersion, models.SET_NULL, related_name="+", null=True, blank=True)
    because = models.CharField(max_length=12, choices=Because, default=Because.CHOSEN)
    reason = models.TextField(_("reason"), blank=True, default="")
    said = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.version} from {self.at:%Y-%m-%d %H:%M}"
