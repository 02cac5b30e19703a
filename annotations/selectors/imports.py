"""What an import has to know of what is already here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from annotations.models import (
    Ballot,
    Dimension,
    ImportBatch,
    ImportedRow,
    Item,
    Project,
    Rater,
    Response,
    Score,
    TaskResponse,
)


@dataclass(frozen=True)
class KnownDimension:
    """A dimension; without a scale while an import's orders are all that was ever said on it."""

    pk: int
    name: str
    minimum: float
    maximum: float
    has_scale: bool
    is_category: bool


@dataclass(frozen=True)
class KnownRater:
    """A rater; one that lives here has an account or an endpoint."""

    pk: int
    dataset: str
    name: str
    is_judge: bool
    lives_here: bool
    pseudonym: str


@dataclass(frozen=True)
class KnownItem:
    """An item's columns, and its counterfactual set as (id, attribute)."""

    pk: int
    facts: dict[str, Any]
    set_pk: int | None
    set_key: tuple[str, str] | None


@dataclass(frozen=True)
class KnownResponse:
    """A response that a file can name."""

    pk: int
    item_pk: int
    external_id: str
    text: str
    model: str
    metadata: dict[str, Any]
    confidence: float | None


@dataclass(frozen=True)
class EarlierAnswers:
    """How many answers a rater gave before to the same responses on the same dimension or label."""

    item_pk: int
    is_rating: bool
    responses: frozenset[int]
    rater_pk: int
    variant: str
    name: str
    answers: int


def dimensions_known(project: Project) -> list[KnownDimension]:
    """The rubric as an import sees it."""
    scored = Exists(Score.objects.filter(dimension=OuterRef("pk")))
    rows = Dimension.objects.visible().filter(rubric__project=project).annotate(scored=scored)
    return [
        KnownDimension(
            row.pk, row.name, row.minimum, row.maximum, row.batch_id is None or row.scored, row.kind == "category"
        )
        for row in rows
    ]


def raters_known(project: Project) -> list[KnownRater]:
    """The project's raters."""
    return [
        KnownRater(
            pk=row.pk,
            dataset=row.dataset,
            name=row.name,
            is_judge=row.kind == Rater.Kind.JUDGE,
            lives_here=bool(row.user_id or row.endpoint_id),
            pseudonym=row.pseudonym,
        )
        for row in Rater.objects.visible().filter(project=project)
    ]


def items_known(project: Project, keys: Iterable[tuple[str, str]]) -> Iterator[KnownItem]:
    """Those of the items, keyed by data set and id, that are here."""
    for dataset, group in groupby(sorted(keys), key=lambda key: key[0]):
        names = [name for _, name in group]
        rows = Item.objects.visible().filter(project=project, dataset=dataset, external_id__in=names)
        for row in rows.select_related("counterfactual_set"):
            # A split of develop is what an item has that nobody sorted: a file may still say another.
            split = "" if row.split == Item.Split.DEVELOP else row.split
            found = row.counterfactual_set
            yield KnownItem(
                row.pk,
                {**row.__dict__, "split": split},
                found.pk if found else None,
                (found.external_id, found.attribute) if found else None,
            )


def responses_known(item_pks: Iterable[int], external_ids: Iterable[str]) -> Iterator[KnownResponse]:
    """The items' responses with those ids."""
    rows = Response.objects.visible().filter(item_id__in=list(item_pks), external_id__in=list(external_ids))
    for row in rows:
        yield KnownResponse(row.pk, row.item_id, row.external_id, row.text, row.model, row.metadata, row.confidence)


def digests_known(project: Project, digests: Iterable[str]) -> set[str]:
    """Those of the rows that an earlier import brought."""
    rows = ImportedRow.objects.visible().filter(project=project, digest__in=list(digests))
    return set(rows.values_list("digest", flat=True))


def answers_earlier(item_pks: list[int], rater_pks: list[int]) -> Iterator[EarlierAnswers]:
    """Answers of these raters to tasks of these items, counted per task's responses and dimension or label."""
    shown: dict[int, set[int]] = {}
    of_item = Q(task__item_id__in=item_pks)
    for task, response in TaskResponse.objects.filter(of_item).values_list("task_id", "response_id"):
        shown.setdefault(task, set()).add(response)
    for model in (Score, Ballot):
        rows = (
            model.objects.filter(
                Q(assignment__task__round__batch=None) | Q(assignment__task__round__batch__committed_at__isnull=False),
                assignment__task__item_id__in=item_pks,
                assignment__rater_id__in=rater_pks,
            )
            .values_list(
                "assignment__task_id",
                "assignment__task__item_id",
                "assignment__rater_id",
                "assignment__variant",
                "dimension__name",
                "label",
            )
            .annotate(last=Max("assignment__repeat"))
            .order_by()
        )
        for task, item, rater, variant, dimension, label, last in rows:
            name = dimension or label
            yield EarlierAnswers(item, model is Score, frozenset(shown[task]), rater, variant, name, last + 1)


def batch_last(project: Project) -> int:
    """The newest committed import; 0 where there is none."""
    newest = project.import_batches.filter(committed_at__isnull=False).aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def batch_running(project: Project, *, now: datetime) -> ImportBatch | None:
    """An import into the project whose lease still holds."""
    return project.import_batches.filter(committed_at=None, lease_until__gt=now).first()
