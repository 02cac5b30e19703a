"""A project, who works in it, and the rubric by which they judge."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.models.batches import VisibleQuerySet
from annotations.models.naming import NameField
from annotations.models.shapes import check_languages, check_levels, check_skills, check_translations
from annotations.names import dimension_fault
from annotations.telling import told


class Project(models.Model):
    """One use of a language model to calibrate."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, default="")
    guidelines = models.TextField(
        _("guidelines"), blank=True, default="", help_text=_("Markdown, one key away while annotating.")
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="annotations.Membership", related_name="projects"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What a form checks."""
        check_languages(self.languages)


class Membership(models.Model):
    """A person's role in a project."""

    class Role(models.TextChoices):
        ANNOTATOR = "annotator", _("Annotator")
        REVIEWER = "reviewer", _("Reviewer")
        LEAD = "lead", _("Lead")

    class Because(models.TextChoices):
        LEAD = "lead", _("Paused by a lead")
        ACCURACY = "accuracy", _("Paused by too many wrong answers to checks")

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.ANNOTATOR)
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("Only items in these; empty means any.")
    )
    skills = models.JSONField(
        _("skills"), default=list, blank=True, help_text=_('What rounds may ask for, such as ["medicine"].')
    )
    paused = models.BooleanField(_("paused"), default=False)
    paused_because = models.CharField(max_length=10, choices=Because, blank=True, default="", editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    def clean(self) -> None:
        """What a form checks."""
        check_languages(self.languages)
        check_skills(self.skills)


class Rubric(models.Model):
    """What is rated in a project. Its dimensions' scales never change once scored."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="rubric")
    instructions = models.TextField(_("instructions"), blank=True, default="")

    def __str__(self) -> str:
        return f"{self.project} · rubric"


class Dimension(models.Model):
    """One thing that is rated, its scale, and a text for every level of it.

    `levels` is a list of `{"value": number | "code": text, "text": text}`; `translations` is
    `{language: {"label": text, "description": text, "levels": [text, ...]}}`, levels in the same order.
    """

    class Kind(models.TextChoices):
        LIKERT = "likert", _("Likert")
        PERCENT = "percent", _("0 to 100")
        BINARY = "binary", _("Yes or no")
        CATEGORY = "category", _("Categories")

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="dimensions")
    name = NameField(_("name"), max_length=100)
    label = models.CharField(_("label"), max_length=200, blank=True, default="")
    description = models.TextField(_("description"), blank=True, default="")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.LIKERT)
    minimum = models.FloatField(_("minimum"), default=1)
    maximum = models.FloatField(_("maximum"), default=5)
    levels = models.JSONField(_("levels"), default=list, blank=True)
    translations = models.JSONField(_("translations"), default=dict, blank=True)
    acceptance_threshold = models.FloatField(
        _("acceptance threshold"), null=True, blank=True, help_text=_("A score at or above it is accepted.")
    )
    is_primary = models.BooleanField(_("primary metric"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    batch = models.ForeignKey("annotations.ImportBatch", models.CASCADE, null=True, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "name"], name="dimension_once"),
            models.UniqueConstraint(fields=["rubric"], condition=Q(is_primary=True), name="dimension_one_primary"),
            models.CheckConstraint(condition=Q(minimum__lt=models.F("maximum")), name="dimension_scale_not_empty"),
        ]

    def __str__(self) -> str:
        return self.label or self.name

    def clean(self) -> None:
        """What a form checks: its name, the shapes of the JSON, and that a scale stays once it was used."""
        if (fault := dimension_fault(self.name)) is not None:
            raise ValidationError({"name": told(fault)})
        check_levels(self.kind, self.minimum, self.maximum, self.levels)
        check_translations(self.translations, self.levels)
        at = self.acceptance_threshold
        if self.kind != self.Kind.CATEGORY and at is not None and not self.minimum <= at <= self.maximum:
            raise ValidationError({"acceptance_threshold": gettext("This lies outside the scale.")})
        before = Dimension.objects.filter(pk=self.pk, scores__isnull=False).first() if self.pk else None
        if before is not None and before.scale != self.scale:
            raise ValidationError(
                gettext(
                    "Scores on this scale exist, so it cannot change. Its texts can; for another scale add a dimension."
                )
            )

    @property
    def scale(self) -> tuple[object, ...]:
        """What scores mean by: everything but the texts."""
        codes = [level["code"] for level in self.levels if "code" in level]
        return (self.name, self.kind, self.minimum, self.maximum, *codes)
