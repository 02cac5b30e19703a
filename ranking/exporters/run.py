"""One export, from answers to a file and the card that says what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from annotations.models import Project
from ranking.exporters import REGISTRY
from ranking.exporters.base import Exporter, Row, Training
from ranking.exporters.card import card_text, card_write
from ranking.exporters.parquet import ParquetWriter
from ranking.exporters.pipeline import PLAIN, TRAIN, VALIDATION, Exported, Options, export_parts
from ranking.exporters.writing import CsvWriter, JsonlWriter, RowWriter, Sink, whole_file

PROGRESS_EVERY = 1_000


def export_dataset(
    *,
    project: Project,
    name: str,
    out: Path,
    number: int | None = None,
    options: Options = PLAIN,
    card: str | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Exported:
    """This function will write the format's rows to `out`, which changes only when all are there.

    With a share for validation a second file stands beside it. `card` is the license that a dataset card names; None
    writes no card. Raises RoundNotExportableError, OptionRefused, NothingToBalance, and OSError where a file cannot be
    written.
    """
    told = Exported()
    rows = export_parts(project=project, name=name, number=number, options=options, told=told)
    files = {TRAIN: out} | ({VALIDATION: beside(out)} if options.validation else {})
    with ExitStack() as stack:
        writers = {part: writer_of(name, stack.enter_context(whole_file(path))) for part, path in files.items()}
        for part, row in rows:
            writers[part].write(row)
            if told.rows % PROGRESS_EVERY == 0:
                progress(f"{told.rows} rows written")
        for writer in writers.values():
            writer.close()
    if card is not None and isinstance(REGISTRY[name], Training):
        told.card = card_write(out, card_text(project, name, told, options, files, license=card))
    return told


def export_rows(
    *, project: Project, name: str, number: int | None = None, options: Options = PLAIN, told: Exported
) -> Iterator[Row]:
    """This function will yield the rows, a few items in memory at a time, and keep count in `told`.

    What cannot be done is refused at once, before anything is written.
    """
    rows = export_parts(project=project, name=name, number=number, options=options, told=told)
    return (row for _part, row in rows)


def writer_of(name: str, stream: Sink) -> RowWriter:
    """What writes the format's rows."""
    exporter = REGISTRY[name]
    if isinstance(exporter, Exporter) and exporter.ending == "parquet":
        return ParquetWriter(stream, exporter.columns, exporter.types)
    if isinstance(exporter, Exporter) and exporter.columns:
        return CsvWriter(stream, exporter.columns)
    return JsonlWriter(stream)


def beside(out: Path) -> Path:
    """The file for validation: `pairs.jsonl.gz` has `pairs.validation.jsonl.gz`."""
    stem, dot, endings = out.name.partition(".")
    return out.with_name(f"{stem}.{VALIDATION}{dot}{endings}")
