"""What was computed and decided, to look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ranking import models


class ReadOnlyAdmin(admin.ModelAdmin):
    """A fit is never changed, and a proposal is decided on its page."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(models.Fit)
class FitAdmin(ReadOnlyAdmin):
    """Fits."""

    list_display = ("id", "project", "round", "seconds", "created_at")
    list_filter = ("project",)


@admin.register(models.Mapping)
class MappingAdmin(ReadOnlyAdmin):
    """Maps from a judge to people."""

    list_display = ("judge", "kind", "dimension", "version", "method", "n", "fit")
    list_filter = ("kind", "method")


@admin.register(models.JudgeRule)
class JudgeRuleAdmin(ReadOnlyAdmin):
    """When judges may stand alone; set on their pages."""

    list_display = ("judge", "dimension", "half_width", "epsilon", "project", "set_by", "set_at")
    list_filter = ("project",)


@admin.register(models.GapRule)
class GapRuleAdmin(ReadOnlyAdmin):
    """From where on bias gaps matter; set on the page where proposals are made."""

    list_display = ("project", "margin", "set_by", "set_at")


@admin.register(models.TrialRule)
class TrialRuleAdmin(ReadOnlyAdmin):
    """What new proposals may use to be tried by themselves; set on the page where they are made."""

    list_display = ("project", "most_calls", "set_by", "set_at")


@admin.register(models.Wave)
class WaveAdmin(ReadOnlyAdmin):
    """Looks at rounds whose order adapts."""

    list_display = ("round", "number", "share", "reach", "done", "drawn", "chosen", "created_at")
    list_filter = ("round__project",)


@admin.register(models.Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    """Proposals and what was decided."""

    list_display = ("id", "project", "base", "round", "proposer", "state", "decided_by", "version", "created_at")
    list_filter = ("state", "project")


class LookInline(admin.TabularInline):
    model = models.ConfirmationLook
    fields = readonly_fields = ("number", "made_at", "units", "planned", "answers", "final", "outcome")
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(models.Confirmation)
class ConfirmationAdmin(ReadOnlyAdmin):
    """Tests of new versions: their plans never change."""

    list_display = ("id", "project", "new", "old", "round", "ordinal", "alpha", "state", "decided_by", "decided_at")
    list_filter = ("state", "project")
    inlines = (LookInline,)


@admin.register(models.TemperaturePolicy)
class TemperaturePolicyAdmin(ReadOnlyAdmin):
    """Which temperature serves which category; served and rolled back on their page."""

    list_display = ("template", "number", "rules", "active", "created_by", "created_at")
    list_filter = ("template__project", "active")


@admin.register(models.LiveStep)
class LiveStepAdmin(ReadOnlyAdmin):
    """Draws while serving."""

    list_display = ("template", "policy", "on", "low", "high", "reach", "share", "because", "by", "at")
    list_filter = ("template__project", "on", "because")


@admin.register(models.CategoryClassifier)
class CategoryClassifierAdmin(ReadOnlyAdmin):
    """Classifiers of texts."""

    list_display = ("project", "number", "created_at")
    list_filter = ("project",)
