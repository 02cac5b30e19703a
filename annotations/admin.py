"""The admin site: what site admins set up, and what they look at when something is wrong."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations import models
from annotations.services.tokens import token_create, token_revoke

Request = HttpRequest


class ReadOnly:
    """Rows that a program writes are looked at, never made or changed by hand."""

    def has_add_permission(self, request: Request, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: Request, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(models.User)
class PersonAdmin(UserAdmin):
    """People's accounts."""

    list_display = ("username", "email", "language", "is_active", "is_superuser", "last_login")
    fieldsets = (*(UserAdmin.fieldsets or ()), (gettext_lazy("On the site"), {"fields": ("language", "theme")}))


class MembershipInline(admin.TabularInline):
    model = models.Membership
    extra = 1
    autocomplete_fields = ("user",)


class RubricInline(admin.StackedInline):
    model = models.Rubric
    show_change_link = True


@admin.register(models.Project)
class ProjectAdmin(admin.ModelAdmin):
    """Projects, with their members."""

    list_display = ("name", "slug", "languages", "created_at")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (RubricInline, MembershipInline)


class DimensionFormSet(BaseInlineFormSet):
    """The dimensions of a rubric, of which one at most is the primary metric."""

    def clean(self) -> None:
        """Two primary metrics are none."""
        super().clean()
        if sum(_is_primary(form) for form in self.forms) > 1:
            raise ValidationError(_("Choose one primary metric."))

    def save(self, commit: bool = True) -> Any:
        """The mark moves from one row to another, whichever of them is written first."""
        rows = models.Dimension.objects.filter(rubric=self.instance)
        rows.update(is_primary=False)
        saved = super().save(commit=commit)
        rows.filter(pk__in=[form.instance.pk for form in self.forms if _is_primary(form)]).update(is_primary=True)
        return saved


def _is_primary(form: Any) -> bool:
    given = getattr(form, "cleaned_data", {})
    return bool(given.get("is_primary")) and not given.get("DELETE")


class DimensionInline(admin.StackedInline):
    model = models.Dimension
    formset = DimensionFormSet
    extra = 1
    fieldsets = (
        (None, {"fields": (("name", "label"), "description", ("kind", "minimum", "maximum"), "levels")}),
        (None, {"fields": (("acceptance_threshold", "is_primary", "position"), "translations")}),
    )


@admin.register(models.Rubric)
class RubricAdmin(admin.ModelAdmin):
    """Rubrics, with their dimensions."""

    list_display = ("project", "dimension_names")
    inlines = (DimensionInline,)

    @admin.display(description=gettext_lazy("dimensions"))
    def dimension_names(self, rubric: models.Rubric) -> str:
        """In their order."""
        return ", ".join(str(dimension) for dimension in rubric.dimensions.all())


@admin.register(models.Item)
class ItemAdmin(admin.ModelAdmin):
    """Items."""

    list_display = ("external_id", "project", "dataset", "split", "category", "language")
    list_filter = ("project", "split", "language")
    search_fields = ("external_id", "prompt")
    raw_id_fields = ("counterfactual_set",)


@admin.register(models.CounterfactualSet)
class CounterfactualSetAdmin(admin.ModelAdmin):
    """Sets of items that differ in one attribute."""

    list_display = ("external_id", "project", "attribute")
    list_filter = ("project",)


class VersionInline(ReadOnly, admin.TabularInline):
    model = models.TemplateVersion
    fields = readonly_fields = ("number", "parent", "temperature", "note", "used_at")
    show_change_link = True
    can_delete = False
    extra = 0


@admin.register(models.PromptTemplate)
class PromptTemplateAdmin(admin.ModelAdmin):
    """Templates, with their versions."""

    list_display = ("name", "project", "purpose", "active_version")
    list_filter = ("project", "purpose")
    # Changed where who did it and why is kept.
    readonly_fields = ("active_version",)
    inlines = (VersionInline,)


@admin.register(models.Activation)
class ActivationAdmin(ReadOnly, admin.ModelAdmin):
    """What was served from when on, to look at."""

    list_display = ("template", "version", "former", "because", "by", "at", "reason")
    list_filter = ("because", "template__project")


@admin.register(models.TemplateVersion)
class TemplateVersionAdmin(admin.ModelAdmin):
    """Versions: made here too; once used, only looked at."""

    list_display = ("template", "number", "temperature", "note", "used_at", "created_by")
    list_filter = ("template__project",)
    raw_id_fields = ("parent", "created_by")

    def has_change_permission(self, request: Request, obj: models.TemplateVersion | None = None) -> bool:
        """A used version stays as it is."""
        return obj is None or obj.used_at is None

    def has_delete_permission(self, request: Request, obj: models.TemplateVersion | None = None) -> bool:
        """A used version stays."""
        return obj is not None and obj.used_at is None


@admin.register(models.Credential)
class CredentialAdmin(admin.ModelAdmin):
    """Keys, by the names of the variables that hold them."""

    list_display = ("name", "variable", "host")


@admin.register(models.Endpoint)
class EndpointAdmin(admin.ModelAdmin):
    """Where models answer."""

    list_display = ("name", "project", "base_url", "model", "credential", "concurrency")
    list_filter = ("project",)


@admin.register(models.Rater)
class RaterAdmin(admin.ModelAdmin):
    """People and judges, as raters."""

    list_display = ("name", "kind", "project", "dataset", "user", "endpoint", "simulated")
    list_filter = ("kind", "simulated", "project")
    search_fields = ("name",)
    raw_id_fields = ("user", "judge_version")


@admin.register(models.Round)
class RoundAdmin(ReadOnly, admin.ModelAdmin):
    """Rounds, to look at: they are launched and closed on their pages."""

    list_display = ("__str__", "state", "paused", "origin", "kinds", "overlap", "created_at", "note")
    list_filter = ("state", "origin", "project")


@admin.register(models.Job)
class JobAdmin(ReadOnly, admin.ModelAdmin):
    """Background work, to look at."""

    list_display = ("id", "celery_name", "key", "state", "attempt", "done", "total", "message", "lease_until")
    list_filter = ("state", "celery_name")


@admin.register(models.Worker)
class WorkerAdmin(ReadOnly, admin.ModelAdmin):
    """Workers' signs of life."""

    list_display = ("name", "started_at", "seen_at")


@admin.register(models.ImportBatch)
class ImportBatchAdmin(ReadOnly, admin.ModelAdmin):
    """Imports, to look at."""

    list_display = ("id", "project", "kinds", "added", "present", "refused", "created_at", "committed_at")
    list_filter = ("project",)


@admin.register(models.ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Tokens. The secret is shown once, after saving."""

    list_display = ("name", "user", "project", "scope", "created_at", "expires_at", "revoked_at")
    list_filter = ("scope", "project")
    fields = ("user", "project", "name", "scope", "expires_at")
    autocomplete_fields = ("user", "project")
    actions = ("revoke",)

    def has_change_permission(self, request: Request, obj: models.ApiToken | None = None) -> bool:
        """A token is made or revoked, not changed."""
        return obj is None

    def has_delete_permission(self, request: Request, obj: models.ApiToken | None = None) -> bool:
        """Revoked ones stay, to tell who had access."""
        return False

    def get_changeform_initial_data(self, request: Request) -> dict[str, Any]:
        """Three months, unless said otherwise."""
        return {"expires_at": timezone.now() + timedelta(days=90)}

    def save_model(self, request: Request, obj: models.ApiToken, form: Any, change: bool) -> None:
        """Make the token, and show its secret."""
        given = form.cleaned_data
        made = token_create(
            user=given["user"],
            project=given["project"],
            name=given["name"],
            scope=given["scope"],
            expires_at=given["expires_at"],
            now=timezone.now(),
        )
        obj.pk = made.token.pk
        messages.warning(request, _("The token, shown this once: %(secret)s") % {"secret": made.secret})

    @admin.action(description=gettext_lazy("Revoke the chosen tokens"))
    def revoke(self, request: Request, tokens: Any) -> None:
        """End them at once."""
        for token in tokens:
            token_revoke(token=token, now=timezone.now())


@admin.register(models.WordTable)
class WordTableAdmin(ReadOnly, admin.ModelAdmin):
    """Projects' own tables of words; brought and removed on their page."""

    list_display = ("name", "project", "created_by", "created_at")
    list_filter = ("project",)
