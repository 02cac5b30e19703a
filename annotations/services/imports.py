"""The life of an import's batch: begun, written in chunks that nobody sees, committed whole, or removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.text import capfirst

from annotations.models import (
    Assignment,
    Ballot,
    CounterfactualSet,
    Dimension,
    ImportBatch,
    ImportedRow,
    Item,
    Participation,
    Project,
    Rater,
    Response,
    Round,
    Rubric,
    Score,
    Task,
    TaskResponse,
    User,
)
from annotations.selectors.imports import batch_last, batch_running

# Several chunks' time; an import that was killed blocks the next one for no longer than this.
LEASE = timedelta(seconds=10)
CHUNK = 2_000
# An import's rows in the order in which they can go: who points at others, first.
HANGING: list[tuple[type[models.Model], str]] = [
    (Score, "assignment__task__round__batch"),
    (Ballot, "assignment__task__round__batch"),
    (Assignment, "task__round__batch"),
    (TaskResponse, "task__round__batch"),
    (Task, "round__batch"),
    (Participation, "round__batch"),
    (Round, "batch"),
    (Response, "batch"),
    (Item, "batch"),
    (CounterfactualSet, "batch"),
    (Rater, "batch"),
    (Dimension, "batch"),
    (ImportedRow, "batch"),
]


@dataclass(frozen=True)
class Fill:
    """Columns of rows that were here before: `rows` holds the columns' values, and the key last."""

    model: type[models.Model]
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class ImportRunningError(Exception):
    """Another import into the project is at work; the text says until when it is waited for."""


class ImportOvertakenError(Exception):
    """Another import was committed since this one looked; what it checked may no longer hold."""


class ImportLostError(Exception):
    """The batch's lease ran out and somebody removed it."""


class ProjectNameError(Exception):
    """The short name cannot stand in an address, so no project can have it."""


class UnknownProjectError(Exception):
    """There is no such project, and none was to be made."""


def project_for_import(*, slug: str, create: bool) -> Project:
    """This function will return the project, unsaved where it is to be made; its rows are saved with the batch."""
    if project := Project.objects.filter(slug=slug).first():
        return project
    if not create:
        raise UnknownProjectError(slug)
    try:
        Project._meta.get_field("slug").clean(slug, None)
    except ValidationError as error:
        raise ProjectNameError(" ".join(error.messages)) from error
    return Project(slug=slug, name=capfirst(slug.replace("-", " ").replace("_", " ")))


def batch_begin(
    *,
    project: Project,
    kinds: list[str],
    files: list[dict[str, Any]],
    seen: int,
    now: datetime,
    user: User | None = None,
) -> ImportBatch:
    """This function will open a batch, the only one of its project, unless the project has moved since `seen`."""
    with transaction.atomic():
        if project._state.adding:
            # Two imports may make the same project at once; the later one finds it and gives way below.
            project, _made = Project.objects.get_or_create(slug=project.slug, defaults={"name": project.name})
        Project.objects.select_for_update().get(pk=project.pk)
        Rubric.objects.get_or_create(project=project)
        if running := batch_running(project, now=now):
            raise ImportRunningError(f"import {running.pk} is at work in {project.slug}")
        if batch_last(project) != seen:
            raise ImportOvertakenError(project.slug)
        return ImportBatch.objects.create(
            project=project, kinds=kinds, files=files, created_by=user, created_at=now, lease_until=now + LEASE
        )


def batch_write(*, batch: ImportBatch, now: datetime, chunks: Sequence[Sequence[models.Model]]) -> None:
    """This function will add rows, kind by kind, in one transaction that also renews the lease."""
    with transaction.atomic():
        _renew(batch, now)
        for rows in chunks:
            if rows:
                type(rows[0])._default_manager.bulk_create(rows, batch_size=CHUNK)


def round_of_batch(*, batch: ImportBatch, kinds: list[str], note: str, now: datetime) -> Round:
    """This function will make the closed round on which the batch's answers hang, under the next free number."""
    with transaction.atomic():
        _renew(batch, now)
        newest = batch.project.rounds.aggregate(newest=models.Max("number"))["newest"] or 0
        return Round.objects.create(
            project=batch.project,
            number=newest + 1,
            state=Round.State.CLOSED,
            origin=Round.Origin.IMPORTED,
            kinds=kinds,
            note=note,
            created_by=batch.created_by,
            created_at=now,
            closed_at=now,
            batch=batch,
        )


def batch_commit(
    *,
    batch: ImportBatch,
    fills: Iterable[Fill],
    added: int,
    present: int,
    refusals: list[dict[str, Any]],
    refused: int,
    now: datetime,
) -> ImportBatch:
    """This function will make the batch visible, and with it fill what it adds to rows that were here before."""
    with transaction.atomic():
        _renew(batch, now)
        for fill in fills:
            _fill(fill)
        for dimension in Dimension.objects.filter(rubric__project=batch.project, batch=batch):
            _label_becomes_dimension(dimension)
        batch.added, batch.present, batch.refused, batch.refusals = added, present, refused, refusals
        batch.committed_at, batch.lease_until = now, None
        batch.save(update_fields=["added", "present", "refused", "refusals", "committed_at", "lease_until"])
    return batch


def _fill(fill: Fill) -> None:
    """One statement for all rows: the commit must stay short, and the ORM would send one each."""
    fields: list[Any] = [fill.model._meta.get_field(name) for name in fill.columns]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(fill.model._meta.db_table)} SET {columns} WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_prepared(fields, row) for row in fill.rows])


def _prepared(fields: Sequence[Any], row: tuple[Any, ...]) -> tuple[Any, ...]:
    values = [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=False)]
    return (*values, row[-1])


def _label_becomes_dimension(dimension: Dimension) -> None:
    """What judges said under the dimension's name before people's rows made it is said on the dimension."""
    for model in (Score, Ballot):
        earlier = model.objects.filter(
            label=dimension.name, dimension=None, assignment__task__round__project_id=dimension.rubric.project_id
        )
        earlier.update(dimension=dimension, label="")


def _renew(batch: ImportBatch, now: datetime) -> None:
    """A batch that lost its lease has been removed, or is about to be: nothing more may be written under it."""
    held = ImportBatch.objects.filter(pk=batch.pk, committed_at=None, lease_until__isnull=False)
    if not held.update(lease_until=now + LEASE):
        raise ImportLostError(f"import {batch.pk} lost its lease; run it again")


def batch_remove(*, batch: ImportBatch, expired: datetime | None = None) -> bool:
    """This function will remove an uncommitted batch and its rows, in transactions of one chunk each.

    With `expired`, only a batch whose lease had run out by then. False where it was not to be removed.
    """
    doomed = ImportBatch.objects.filter(pk=batch.pk, committed_at=None)
    if expired:
        doomed = doomed.filter(Q(lease_until=None) | Q(lease_until__lte=expired))
    if not doomed.update(lease_until=None):
        return False
    for model, path in HANGING:
        while _remove_chunk(model, Q(**{path: batch.pk})):
            pass
    doomed.delete()
    return True


def _remove_chunk(model: type[models.Model], condition: Q) -> int:
    keys = list(model._base_manager.filter(condition).values_list("pk", flat=True)[:CHUNK])
    rows = model._base_manager.filter(pk__in=keys)
    return rows._raw_delete(rows.db) if keys else 0


def batches_dead_remove(*, project: Project, now: datetime) -> int:
    """This function will remove the project's batches whose writer was killed, and say how many there were."""
    dead = list(project.import_batches.filter(committed_at=None))
    return sum(batch_remove(batch=batch, expired=now) for batch in dead)
