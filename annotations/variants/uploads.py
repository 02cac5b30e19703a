"""Tables of a project's own, from JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from pathlib import PurePath
from typing import Any

from annotations.said import Said

from .tables import Table, TableError, table_read

LARGEST = 2_000_000
# Columns of a CSV that say of the table, not of the word; all rows say the same.
HEAD = ("kind", "language")


def table_upload(data: bytes, name: str) -> Table:
    """This function will read a file by its name's ending.

    JSON is the document of `tables.table_read`. A CSV has a row for each word: `kind` and `language`, `pair`, what it
    shows as `value:ATTRIBUTE`, and each form as `form:CASE`. Raises TableError.
    """
    path = PurePath(name)
    if len(data) > LARGEST:
        raise TableError(Said("the file is larger than {n} MB", n=LARGEST // 1_000_000))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(Said("byte {n} is not UTF-8", n=error.start)) from error
    if path.suffix.lower() == ".csv":
        document = _from_csv(text)
    elif path.suffix.lower() == ".json":
        document = _from_json(text)
    else:
        raise TableError(Said("a table is a file that ends in .csv or .json"))
    if isinstance(document, dict):
        document = {**document, "name": str(document.get("name") or path.stem)[:80]}
    return table_read(document)


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise TableError(Said("the file is no JSON: {error}", error=str(error))) from error
    except RecursionError as error:
        raise TableError(Said("the file is no table: it is nested too deeply")) from error


def _from_csv(text: str) -> dict[str, Any]:
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise TableError(Said("the file is no CSV: {error}", error=str(error))) from error
    columns = [one for one in (rows[0] if rows else {}) if one]
    cases = [one.removeprefix("form:") for one in columns if one.startswith("form:")]
    shown = [one.removeprefix("value:") for one in columns if one.startswith("value:")]
    if not cases or not shown or "pair" not in columns:
        raise TableError(Said("a CSV has the columns kind, language, pair, value:ATTRIBUTE and form:CASE"))
    head = {name: {(row.get(name) or "").strip() for row in rows} for name in HEAD}
    for name, found in head.items():
        if len(found) != 1:
            raise TableError(Said("all rows of one file have the same {name}", name=name))
    words = [
        {
            "pair": row["pair"],
            "values": {name: row[f"value:{name}"] for name in shown if row[f"value:{name}"]},
            "forms": {case: row[f"form:{case}"] for case in cases if row[f"form:{case}"]},
        }
        for row in rows
    ]
    return {**{name: found.pop() for name, found in head.items()}, "cases": cases, "words": words}
