"""One export, from answers to a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotations.models import Project
from ranking.exporters import REGISTRY
from ranking.exporters.base import LeftOut, Row
from ranking.exporters.writing import CsvWriter, JsonlWriter, RowWriter, whole_file
from ranking.selectors.exports import export_scope, items_answered

PROGRESS_EVERY = 1_000


@dataclass
class Exported:
    """How many rows were written, and how many were left out, by reason."""

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def export_dataset(
    *,
    project: Project,
    name: str,
    out: Path,
    number: int | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Exported:
    """This function will write the format's rows to `out`, which changes only when all are there.

    Raises RoundNotExportableError, and OSError where the file cannot be written.
    """
    told = Exported()
    rows = export_rows(project=project, name=name, number=number, told=told)
    with whole_file(out) as stream:
        columns = REGISTRY[name].columns
        writer: RowWriter = CsvWriter(stream, columns) if columns else JsonlWriter(stream)
        for row in rows:
            writer.write(row)
            if told.rows % PROGRESS_EVERY == 0:
                progress(f"{told.rows} rows written")
    return told


def export_rows(*, project: Project, name: str, number: int | None = None, told: Exported) -> Iterator[Row]:
    """This function will yield the rows, a few items in memory at a time, and keep count in `told`.

    The scope is read at once, so that a round that is not over is refused before anything is written.
    """
    scope = export_scope(project=project, number=number)

    def counted() -> Iterator[Row]:
        for found in items_answered(scope):
            for row in REGISTRY[name].rows(found, scope):
                if isinstance(row, LeftOut):
                    told.left_out[row.reason] += 1
                else:
                    told.rows += 1
                    yield row

    return counted()
