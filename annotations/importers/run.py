"""One import, from files to a committed batch."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from annotations.importers.answering import answers_number, answers_write
from annotations.importers.validating import Checked, Refusal, Validation
from annotations.importers.writing import Writer
from annotations.models import ImportBatch, Project, User
from annotations.said import kept
from annotations.selectors.imports import batch_last, batch_running
from annotations.services.imports import (
    batch_begin,
    batch_commit,
    batch_remove,
    batches_dead_remove,
    project_for_import,
    round_of_batch,
)

KEPT_REFUSALS = 100
PAUSE = 0.25


class ImportRefusedError(Exception):
    """Rows were refused, and nothing was written."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(f"{outcome.refused} refused")


@dataclass(frozen=True)
class Outcome:
    """What an import came to, in rows."""

    added: int
    present: int
    refusals: list[Refusal]
    batch: ImportBatch | None = None

    @property
    def refused(self) -> int:
        """How many rows, or files as a whole, were not taken."""
        return len(self.refusals)


def import_files(
    *,
    paths: Sequence[Path],
    slug: str,
    create: bool = False,
    kind: str | None = None,
    skip_bad: bool = False,
    user: User | None = None,
    clock: Callable[[], datetime] = timezone.now,
    progress: Callable[[str], None] = lambda text: None,
) -> Outcome:
    """This function will check all files, then write what is new as one batch that shows only when it is whole.

    Raises ImportRefusedError where a row was refused (unless `skip_bad`), UnknownProjectError, ImportRunningError.
    """
    project = project_for_import(slug=slug, create=create)
    if project.pk:
        _wait_and_clear(project, clock, progress)
    seen = batch_last(project) if project.pk else 0
    checked = Validation(project, kind, progress).run(paths)
    outcome = Outcome(checked.added, checked.present, checked.refusals)
    if checked.refusals and not (skip_bad and checked.added + checked.present):
        raise ImportRefusedError(Outcome(0, checked.present, checked.refusals))
    if not checked.added and not checked.staging.changes():
        return outcome
    answers_number(checked.staging, project)
    batch = batch_begin(project=project, kinds=checked.kinds, files=checked.files, seen=seen, now=clock(), user=user)
    whole = False
    try:
        _write(checked, batch, clock, progress)
        whole = True
    finally:
        # Whatever cut it short, Ctrl-C too: half a batch stays hidden, and would stand in the way of the next import.
        if not whole:
            batch_remove(batch=batch)
    return Outcome(checked.added, checked.present, checked.refusals, batch)


def _wait_and_clear(project: Project, clock: Callable[[], datetime], progress: Callable[[str], None]) -> None:
    """An import that was killed holds its lease a few seconds longer: wait for it, and give way to a live one."""
    if running := batch_running(project, now=clock()):
        progress(f"import {running.pk} is at work or was stopped; waiting to see which")
        lease = running.lease_until
        while (again := batch_running(project, now=clock())) and again.pk == running.pk and again.lease_until == lease:
            time.sleep(PAUSE)
    if removed := batches_dead_remove(project=project, now=clock()):
        progress(f"removed {removed} import that had been stopped half-way")


def _write(
    checked: Checked, batch: ImportBatch, clock: Callable[[], datetime], progress: Callable[[str], None]
) -> None:
    writer = Writer(checked.staging, batch, clock, progress)
    writer.entities()
    if kinds := checked.staging.task_kinds():
        names = ", ".join(str(file["name"]) for file in checked.files)
        round = round_of_batch(batch=batch, kinds=kinds, note=f"Imported from {names}", now=clock())
        writer.tasks(round)
        answers_write(writer, round)
    writer.digests()
    batch_commit(
        batch=batch,
        fills=writer.fills(),
        added=checked.added,
        present=checked.present,
        # The name alone: a page shows these, and where a file lay on the server is nobody's business there.
        refusals=[
            vars(one) | {"file": Path(one.file).name, "said": kept(one.reason)}
            for one in checked.refusals[:KEPT_REFUSALS]
        ],
        refused=len(checked.refusals),
        now=clock(),
    )
