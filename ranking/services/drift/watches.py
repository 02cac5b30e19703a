"""What a project has to watch: its mapped judges, its users, its anchor items, its endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from annotations.models import Assignment, Dimension, Endpoint, Feedback, Item, Project, Rater, Round
from annotations.selectors.materials import dimensions_of, primary_dimension
from ranking.models import Mapping, Watch

Kind = Watch.Kind
Key = tuple[str, str, Dimension | None, Mapping | None]


@transaction.atomic
def watches_make(*, project: Project, now: datetime) -> list[Watch]:
    """This function will make the watches that the project needs and has not, and return all of them."""
    standing = {(one.kind, one.of, one.dimension_id) for one in Watch.objects.filter(project=project)}
    fresh = [
        Watch(project=project, kind=kind, of=of, dimension=dimension, mapping=mapping, created_at=now)
        for kind, of, dimension, mapping in _wanted(project)
        if (kind, of, dimension.pk if dimension else None) not in standing
    ]
    Watch.objects.bulk_create(fresh, ignore_conflicts=True)
    for watch in Watch.objects.filter(project=project, kind=Kind.JUDGE, mapping=None):
        # Its map went with an old fit; without one it would read nothing.
        watch_pin(watch=watch)
    return list(Watch.objects.filter(project=project).select_related("project", "dimension", "mapping__judge"))


def watch_pin(*, watch: Watch) -> None:
    """This function will hold a judge against the newest map that it has on its dimension."""
    found = (one for one in _newest_mappings(watch.project) if one.judge.name == watch.of)
    mapping = next((one for one in found if one.dimension_id == watch.dimension_id), None)
    if mapping is not None:
        Watch.objects.filter(pk=watch.pk).update(mapping=mapping)


def _wanted(project: Project) -> Iterator[Key]:
    mappings = list(_newest_mappings(project))
    for mapping in mappings:
        yield Kind.JUDGE, mapping.judge.name, mapping.dimension, mapping
    primary = primary_dimension(project)
    if primary is not None and primary.kind != Dimension.Kind.CATEGORY:
        if Feedback.objects.filter(project=project).exists():
            own = (one for one in mappings if one.dimension_id == primary.pk)
            yield Kind.FEEDBACK, "", primary, next(own, None)
        yield from _on_anchors(project, primary)
    endpoints = Endpoint.objects.filter(rounds__project=project) | Endpoint.objects.filter(judges__project=project)
    for endpoint in endpoints.distinct():
        yield Kind.MODEL, endpoint.name, None, None


def _newest_mappings(project: Project) -> Iterator[Mapping]:
    """The newest that each judge has over all rounds on each dimension in points."""
    rows = Mapping.objects.filter(fit__project=project, fit__round=None, kind=Mapping.Kind.SCORES, label="")
    seen: set[tuple[int, int | None]] = set()
    for mapping in rows.exclude(document={}).select_related("judge", "dimension").order_by("-pk"):
        key = mapping.judge_id, mapping.dimension_id
        if key not in seen and mapping.dimension and mapping.dimension.kind != Dimension.Kind.CATEGORY:
            seen.add(key)
            yield mapping


def _on_anchors(project: Project, primary: Dimension) -> Iterator[Key]:
    """All people on every dimension in points, and each who rated an anchor item on the primary one."""
    anchored = Assignment.objects.filter(
        task__item__split=Item.Split.ANCHOR, task__round__in=Round.objects.answered().filter(project=project),
        rater__kind=Rater.Kind.PERSON, state=Assignment.State.DONE,
    )  # fmt: skip
    names = sorted(set(anchored.order_by().values_list("rater__name", flat=True)))
    if not names:
        return
    for dimension in dimensions_of(project):
        if dimension.kind != Dimension.Kind.CATEGORY:
            yield Kind.RATER, "", dimension, None
    for name in names:
        yield Kind.RATER, name, primary, None
