"""Reads the files of an import to the end without writing, and names every row that cannot be taken."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotations.importers import REGISTRY
from annotations.importers.deferring import Deferrals, ReadRow
from annotations.importers.errors import FileError, RowError, UndefinedResponseError
from annotations.importers.reading import NumberedRow, file_rows
from annotations.importers.staging import Staging
from annotations.importers.writing import chunked
from annotations.models import Project
from annotations.said import Said
from annotations.selectors.imports import (
    digests_known,
    dimensions_known,
    items_known,
    raters_known,
    responses_known,
)

ROWS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be taken; row 0 is the file as a whole."""

    file: str
    row: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.reason}" if self.row else f"{self.file}: {self.reason}"


@dataclass
class Checked:
    """What came of reading the files."""

    staging: Staging
    kinds: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    added: int = 0
    present: int = 0


class Validation:
    """One import's check."""

    def __init__(self, project: Project, kind: str | None, progress: Callable[[str], None]) -> None:
        self.project, self.kind, self.progress = project, kind, progress
        self.checked = Checked(Staging())
        self.deferrals = Deferrals(self.checked.staging.scratch)
        self.names: list[str] = []
        if project.pk:
            self.checked.staging.know_dimensions(dimensions_known(project))
            self.checked.staging.know_raters(raters_known(project))

    def run(self, paths: Sequence[Path]) -> Checked:
        """This function will read all files, and return what they add and what is refused."""
        for path in paths:
            self.names.append(str(path))
            self._file(len(self.names) - 1, path)
        self._take_deferred()
        self.checked.refusals.sort(key=lambda refusal: (self.names.index(refusal.file), refusal.row))
        return self.checked

    def _file(self, file: int, path: Path) -> None:
        rows = 0
        kind = _FileKind(self.kind)
        for chunk in chunked(self._rows(path), ROWS_AT_ONCE):
            rows += len(chunk)
            self._chunk(file, kind, chunk)
            self.progress(f"{path}: {rows} rows read")
        if kind.name and kind.name not in self.checked.kinds:
            self.checked.kinds.append(kind.name)
        self.checked.files.append({"name": path.name, "kind": kind.name, "rows": rows})

    def _rows(self, path: Path) -> Iterator[NumberedRow]:
        """The file's rows; where it breaks off, those before still count."""
        try:
            yield from file_rows(path)
        except FileError as error:
            self.checked.refusals.append(Refusal(str(path), error.row, str(error)))

    def _chunk(self, file: int, kind: _FileKind, chunk: list[NumberedRow]) -> None:
        read = [row for number, fields in chunk if (row := self._read(file, kind, number, fields))]
        self._look_up(read)
        self._add_all(read, defer=True)

    def _add_all(self, rows: list[ReadRow], *, defer: bool) -> None:
        known = digests_known(self.project, [row.digest for row in rows]) if self.project.pk else set()
        for row in rows:
            self._add(row, present=row.digest in known, defer=defer)

    def _read(self, file: int, kind: _FileKind, number: int, fields: dict[str, Any] | RowError) -> ReadRow | None:
        try:
            if isinstance(fields, RowError):
                raise fields
            name = kind.of(fields)
            facts = REGISTRY[name].read(fields)
        except RowError as error:
            self._refuse(file, number, error)
            return None
        digest = self.checked.staging.occurrence(file, facts.content(), counts=facts.answer is not None)
        return ReadRow(file, number, name, fields, facts, digest)

    def _look_up(self, rows: list[ReadRow]) -> None:
        """Only what the chunk names is fetched: a project may hold more than fits."""
        staging = self.checked.staging
        keys = {item.key for row in rows for item in row.facts.items}
        if not self.project.pk:
            return
        staging.know_items(items_known(self.project, staging.unknown_items(keys)))
        answers = [row.facts.answer for row in rows if row.facts.answer]
        names = {name for answer in answers for name in answer.responses}
        names |= {said.external_id for row in rows for said in row.facts.responses}
        staging.know_responses(responses_known(staging.item_pks(keys), names))

    def _add(self, row: ReadRow, *, present: bool, defer: bool) -> None:
        try:
            place = (row.file, row.number)
            added = self.checked.staging.add(row.facts, digest=row.digest, present=present, place=place)
        except UndefinedResponseError as error:
            if defer:
                self.deferrals.keep(row, error.names)
            else:
                self._refuse(row.file, row.number, error)
        except RowError as error:
            self._refuse(row.file, row.number, error)
        else:
            self.checked.added += added
            self.checked.present += not added

    def _refuse(self, file: int, number: int, error: RowError) -> None:
        self.checked.refusals.append(Refusal(self.names[file], number, str(error)))

    def _take_deferred(self) -> None:
        """Rows whose responses another row has defined are taken now; the rest are refused."""
        self.deferrals.judge()
        for row in self.deferrals.rows(hopeless=True):
            answer, key = row.facts.answer, row.facts.items[0].key
            names = answer.responses if answer else ()
            defined = {said.external_id for said in row.facts.responses}
            undefined = [name for name in self.checked.staging.undefined(key, names) if name not in defined]
            self._refuse(row.file, row.number, UndefinedResponseError(undefined))
        # Two rows may each define what the other names: all definitions come before the first answer.
        for row in self.deferrals.rows(hopeless=False):
            with contextlib.suppress(RowError):
                self.checked.staging.add_entities(row.facts, whole=False)
        for chunk in chunked(self.deferrals.rows(hopeless=False), ROWS_AT_ONCE):
            self._add_all(chunk, defer=False)


class _FileKind:
    """The kind of a file: as told, else as its first row that has the fields of one."""

    def __init__(self, told: str | None) -> None:
        self.name = told

    def of(self, fields: dict[str, Any]) -> str:
        """The file's kind, unless this row is of another."""
        found = next((name for name, kind in REGISTRY.items() if kind.recognises(fields)), None)
        if self.name is None and found is None:
            raise RowError(
                Said(
                    "has the fields of no kind of file ({kinds}): {fields}",
                    kinds=", ".join(REGISTRY),
                    fields=", ".join(sorted(fields)[:9]),
                )
            )
        self.name = self.name or found
        if found not in {None, self.name}:
            raise RowError(
                Said("has the fields of {found}, and the file is one of {name}", found=found, name=self.name)
            )
        return str(self.name)
