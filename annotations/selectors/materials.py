"""What a project has to put to a model: items, templates, endpoints."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from annotations.models import (
    CounterfactualSet,
    Dimension,
    Endpoint,
    Item,
    Project,
    PromptTemplate,
    Rater,
    TemplateVersion,
)


@dataclass(frozen=True)
class SplitCount:
    """How many items a split has, and of which categories."""

    split: str
    label: str
    count: int
    categories: dict[str, int]


@dataclass(frozen=True)
class Named:
    """Items that somebody named by their keys: those that a round may ask, and the names of those that are gone."""

    there: list[int]
    gone: list[str]


def items_named(project: Project, keys: Iterable[int]) -> Named:
    """What of some named items can still be asked. An import may be undone, or an item have become a check since.

    An item whose row is there is named as elsewhere, another by its key.
    """
    wanted = sorted(set(keys))
    rows = Item.objects.filter(project=project, pk__in=wanted)
    there = set(
        Item.objects.visible()
        .filter(project=project, pk__in=wanted)
        .exclude(split=Item.Split.GOLD)
        .values_list("pk", flat=True)
    )
    names = {item.pk: str(item) for item in rows.exclude(pk__in=there)}
    return Named(
        [key for key in wanted if key in there], [names.get(key, f"#{key}") for key in wanted if key not in there]
    )


def items_by_split(project: Project) -> list[SplitCount]:
    """Every split with its visible items, empty ones too, in the loop's order."""
    rows = (
        Item.objects.visible()
        .filter(project=project)
        .order_by("split", "category")
        .values("split", "category")
        .annotate(n=Count("pk"))
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["split"], {})[row["category"]] = row["n"]
    return [
        SplitCount(value, str(label), sum(found.get(value, {}).values()), found.get(value, {}))
        for value, label in Item.Split.choices
    ]


def items_of(project: Project, *, split: str = "", category: str = "", language: str = "") -> QuerySet[Item]:
    """A project's visible items; empty filters take all."""
    wanted = {"split": split, "category": category, "language": language}
    return (
        Item.objects.visible().filter(project=project, **{name: value for name, value in wanted.items() if value})
    ).select_related("counterfactual_set")


def item_languages(project: Project, *, split: str = "") -> list[str]:
    """The languages of the items, those without one left out."""
    rows = items_of(project, split=split).exclude(language="").order_by("language")
    return list(rows.values_list("language", flat=True).distinct())


def languages_unknown_to(endpoint: Endpoint, languages: list[str]) -> list[str]:
    """Those of the languages that the endpoint says it does not know; none where it says nothing."""
    if not endpoint.languages:
        return []
    known = {language.split("-")[0].lower() for language in endpoint.languages}
    return [language for language in languages if language.split("-")[0].lower() not in known]


def templates_of(project: Project, *, purpose: str = "") -> QuerySet[PromptTemplate]:
    """The templates with their versions at hand."""
    rows = PromptTemplate.objects.filter(project=project).select_related("active_version")
    rows = rows.filter(purpose=purpose) if purpose else rows
    return rows.prefetch_related("versions__parent", "versions__template")


def version_of(project: Project, name: str, number: int) -> TemplateVersion | None:
    """One version by its template's name and its number."""
    return (
        TemplateVersion.objects.filter(template__project=project, template__name=name, number=number)
        .select_related("template__active_version", "template__project", "parent", "created_by")
        .first()
    )


def answer_versions(project: Project) -> QuerySet[TemplateVersion]:
    """The versions that may answer items, the newest first."""
    return (
        TemplateVersion.objects.filter(template__project=project, template__purpose=PromptTemplate.Purpose.ANSWER)
        .select_related("template")
        .order_by("template__name", "-number")
    )


def endpoints_of(project: Project) -> QuerySet[Endpoint]:
    """The site's endpoints and the project's own."""
    return Endpoint.objects.filter(project=None) | Endpoint.objects.filter(project=project)


def endpoint_named(project: Project, name: str) -> Endpoint | None:
    """The endpoint of this name; a project's own goes before one of the site's."""
    return max(endpoints_of(project).filter(name=name), key=lambda one: one.project_id is not None, default=None)


def judges_of(project: Project, *, running: bool = False) -> QuerySet[Rater]:
    """The project's judges; with `running` those that have an endpoint, so that they can judge here."""
    rows = Rater.objects.visible().filter(project=project, kind=Rater.Kind.JUDGE)
    return (rows.filter(endpoint__isnull=False) if running else rows).select_related("endpoint")


def counterfactual_sets(project: Project) -> QuerySet[CounterfactualSet]:
    """The sets with their items at hand."""
    return CounterfactualSet.objects.visible().filter(project=project).prefetch_related("items").order_by("pk")


def dimensions_of(project: Project) -> list[Dimension]:
    """The rubric's dimensions, in its order."""
    return list(Dimension.objects.visible().filter(rubric__project=project))


def primary_dimension(project: Project) -> Dimension | None:
    """The dimension that is the primary metric: the one named so, else the first with points."""
    scored = [one for one in dimensions_of(project) if one.kind != Dimension.Kind.CATEGORY]
    return next((one for one in scored if one.is_primary), scored[0] if scored else None)
