"""Rows that name a response nobody has defined yet: kept until the last file is read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotations.importers import REGISTRY
from annotations.importers.facts import RowFacts
from annotations.importers.scratch import insert

# A row is hopeless when a response it names is neither defined nor promised by another row that has hope.
HOPELESS = """
UPDATE deferred SET hopeless = 1 WHERE NOT hopeless AND id IN (
    SELECT n.deferred FROM needs n
    WHERE NOT EXISTS (
        SELECT 1 FROM responses r JOIN items i ON i.id = r.item
        WHERE i.dataset = n.dataset AND i.external_id = n.item AND r.external_id = n.response)
    AND NOT EXISTS (
        SELECT 1 FROM promises p JOIN deferred d ON d.id = p.deferred
        WHERE p.dataset = n.dataset AND p.item = n.item AND p.response = n.response AND NOT d.hopeless))
"""


@dataclass(frozen=True)
class ReadRow:
    """A row that could be read by itself, and its place."""

    file: int
    number: int
    kind: str
    fields: dict[str, Any]
    facts: RowFacts
    digest: str


class Deferrals:
    """The waiting rows of one import."""

    def __init__(self, scratch: sqlite3.Connection) -> None:
        self.scratch = scratch

    def keep(self, row: ReadRow, needs: list[str]) -> None:
        """This function will put the row aside, with what it names and what it defines."""
        key = row.facts.items[0].key
        fields = json.dumps({"fields": row.fields, "digest": row.digest})
        own = insert(self.scratch, "deferred", file=row.file, row=row.number, kind=row.kind, fields=fields)
        promises = [said.external_id for said in row.facts.responses]
        for table, names in (("needs", needs), ("promises", promises)):
            rows = [(own, *key, name) for name in names]
            self.scratch.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)  # noqa: S608

    def judge(self) -> None:
        """This function will mark the rows that nothing can help."""
        while self.scratch.execute(HOPELESS).rowcount:
            pass

    def rows(self, *, hopeless: bool) -> Iterator[ReadRow]:
        """The waiting rows, in the order of the files."""
        statement = "SELECT * FROM deferred WHERE hopeless = ? AND id > ? ORDER BY id LIMIT 1"
        last = 0
        while found := self.scratch.execute(statement, (hopeless, last)).fetchone():
            last = found["id"]
            kept = json.loads(found["fields"])
            facts = REGISTRY[found["kind"]].read(kept["fields"])
            yield ReadRow(found["file"], found["row"], found["kind"], kept["fields"], facts, kept["digest"])
