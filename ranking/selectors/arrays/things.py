"""The things that answers point at: items, responses, raters and dimensions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import QuerySet

from annotations.models import Dimension, Item, Project, Rater, Response
from ranking.selectors.answers import DimensionFacts, Entities, ItemFacts, RaterFacts, ResponseFacts
from ranking.stats.traits import traits_of


def things_of(project: Project) -> Entities:
    """All that answers of a project may point at; checks' items are left out."""
    items = [
        ItemFacts(
            item.pk,
            item.external_id,
            item.group,
            item.language,
            item.category,
            item.dataset,
            item.metadata,
            item.counterfactual_set_id,
            item.counterfactual_set.attribute if item.counterfactual_set else "",
            item.attribute_value,
        )
        for item in _items(project).select_related("counterfactual_set").order_by("pk").defer("variables", "reference")
    ]
    places = {item.id: place for place, item in enumerate(items)}
    return Entities(
        items=items,
        responses=list(_responses(project, places)),
        raters=_raters(project),
        dimensions=[
            DimensionFacts(
                each.pk, each.name, each.kind, each.minimum, each.maximum, each.is_primary, each.acceptance_threshold
            )
            for each in Dimension.objects.visible().filter(rubric__project=project)
        ],
    )


def done(project: Project) -> QuerySet[Response]:
    """The project's responses that can be judged."""
    of_project = Response.objects.visible().filter(item__project=project, state=Response.State.DONE)
    return of_project.exclude(item__split=Item.Split.GOLD)


def _raters(project: Project) -> list[RaterFacts]:
    """People of one name in two datasets are two people and keep their dataset; judges of one name are one model."""
    raters = list(Rater.objects.visible().filter(project=project).order_by("pk"))
    people = Counter(rater.name for rater in raters if rater.kind == Rater.Kind.PERSON)

    def name(rater: Rater) -> str:
        doubled = rater.kind == Rater.Kind.PERSON and people[rater.name] > 1 and rater.dataset
        return f"{rater.dataset}:{rater.name}" if doubled else rater.name

    return [RaterFacts(each.pk, name(each), each.kind == Rater.Kind.JUDGE, each.simulated) for each in raters]


def _responses(project: Project, items: dict[int, int]) -> Iterator[ResponseFacts]:
    rows = (
        done(project)
        .order_by("pk")
        .values_list(
            "pk", "item_id", "external_id", "model",
            "version__template__name", "version__number", "temperature", "confidence", "text",
        )
    )  # fmt: skip
    for pk, item, name, model, template, number, temperature, confidence, text in rows.iterator(chunk_size=2000):
        if item in items:
            version = f"{template} v{number}" if template else ""
            warmth = "" if temperature is None else f"{temperature:g}"
            traits = traits_of(text)
            yield ResponseFacts(pk, items[item], name, model, version, warmth, len(text), traits, confidence)


def _items(project: Project) -> QuerySet[Item]:
    return Item.objects.visible().filter(project=project).exclude(split=Item.Split.GOLD)
