"""Files that came by HTTP, laid down for an import to read."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

LONGEST_NAME = 200


@contextmanager
def laid_down(uploads: Iterable[UploadedFile]) -> Iterator[list[Path]]:
    """Their paths, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="kalibre-import-") as folder:
        yield [_saved(one, Path(folder), place) for place, one in enumerate(uploads)]


def _saved(upload: UploadedFile, folder: Path, place: int) -> Path:
    """The upload under its own name, in a folder of its own: two files may share a name."""
    own = folder / str(place)
    own.mkdir()
    path = own / _file_name(upload.name or "")
    with path.open("wb") as target:
        target.writelines(upload.chunks())
    return path


def _file_name(given: str) -> str:
    """Its own name, cut at the front where a disk could not hold it: the ending tells the kind of file."""
    name = Path(given).name or "upload.jsonl"
    return name.encode("utf-8", "replace")[-LONGEST_NAME:].decode("utf-8", "ignore")
