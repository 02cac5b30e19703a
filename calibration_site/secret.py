"""The secret key of an installation that was given none: made once, kept in a private file."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key(path: Path) -> str:
    """The key in `path`; several processes starting at once agree on the first one written."""
    if not path.exists():
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        draft = Path(name)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(get_random_secret_key())
        # A link appears whole or not at all, and never replaces the one that came first.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="utf-8")
