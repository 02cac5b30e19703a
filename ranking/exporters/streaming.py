"""A format's rows as they come, for whoever sends them on."""

from __future__ import annotations

from collections.abc import Iterator

from ranking.exporters import REGISTRY
from ranking.exporters.base import Row
from ranking.exporters.run import writer_of

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}


def content_type(name: str) -> str:
    """The media type of a format."""
    return KINDS[REGISTRY[name].ending]


def file_name(slug: str, name: str) -> str:
    """What a download is called."""
    return f"{slug}.{name}.{REGISTRY[name].ending}"


def chunks(name: str, rows: Iterator[Row]) -> Iterator[bytes]:
    """This function will yield each row as soon as it is read, so that sending needs no more memory than a few."""
    buffer = _Buffer()
    writer = writer_of(name, buffer)
    for row in rows:
        writer.write(row)
        if found := buffer.taken():
            yield found
    writer.close()
    yield buffer.taken()


class _Buffer:
    """What was written since it was last taken."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(data)
        return len(data)

    def taken(self) -> bytes:
        found, self.parts = b"".join(self.parts), []
        return found
