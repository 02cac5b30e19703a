"""What a kind of file is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from annotations.importers.facts import RowFacts


@dataclass(frozen=True)
class Kind:
    """`recognises` tells a row by its fields; `read` checks it and says what it holds, or raises RowError."""

    recognises: Callable[[dict[str, Any]], bool]
    read: Callable[[dict[str, Any]], RowFacts]
