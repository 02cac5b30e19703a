"""Rows into a Parquet file, a group of rows at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ranking.exporters.writing import Sink

ROWS_AT_ONCE = 2_000


class ParquetWriter:
    """Fixed, typed columns: `text`, `number`, `whole`, `texts` (a list), or `json` (a text).

    A group of rows is kept until it is whole, and then written: memory does not grow with the file.
    """

    def __init__(self, stream: Sink, columns: tuple[str, ...], types: Mapping[str, str]) -> None:
        # Loaded here alone: it is large, and most processes never write this format.
        import pyarrow
        from pyarrow import parquet

        known = {
            "text": pyarrow.string(), "json": pyarrow.string(), "number": pyarrow.float64(), "whole": pyarrow.int64(),
            "texts": pyarrow.list_(pyarrow.string()),
        }  # fmt: skip
        self.types = {name: types.get(name, "text") for name in columns}
        self.schema = pyarrow.schema([(name, known[kind]) for name, kind in self.types.items()])
        self.table = pyarrow.Table
        self.writer = parquet.ParquetWriter(_Placed(stream), self.schema, compression="zstd")
        self.rows: list[dict[str, Any]] = []

    def write(self, row: dict[str, Any]) -> None:
        """This function will take the row's columns; what it has beside them is not for this table."""
        self.rows.append({name: plain(row.get(name), kind) for name, kind in self.types.items()})
        if len(self.rows) >= ROWS_AT_ONCE:
            self._flush()

    def close(self) -> None:
        """This function will write the last rows and the file's own table of contents."""
        self._flush()
        self.writer.close()

    def _flush(self) -> None:
        if self.rows:
            self.writer.write_table(self.table.from_pylist(self.rows, schema=self.schema))
            self.rows = []


def plain(value: Any, kind: str) -> Any:
    """This function will make a value one of its column's kind; null stays null."""
    if value is None:
        return None
    if kind == "json":
        return json.dumps(value, ensure_ascii=False)
    if kind == "texts":
        return [str(one) for one in value]
    return float(value) if kind == "number" else int(value) if kind == "whole" else str(value)


class _Placed:
    """What pyarrow writes to: it asks where it is, and must not close what is not its own."""

    closed = False

    def __init__(self, stream: Sink) -> None:
        self.stream, self.place = stream, 0

    def write(self, data: Any) -> int:
        packed = bytes(data)
        self.stream.write(packed)
        self.place += len(packed)
        return len(packed)

    def tell(self) -> int:
        return self.place

    def flush(self) -> None:
        """The stream's owner does."""

    def close(self) -> None:
        """The stream's owner does."""

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False
