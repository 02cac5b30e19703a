"""What a response's text looks like: traits that may move its score."""

from __future__ import annotations

import re
from typing import NamedTuple

_LISTED = re.compile(r"^\s{0,3}(?:[-*+]|\d{1,3}[.)])\s+\S", re.MULTILINE)
_MARKED = re.compile(r"^#{1,6}\s|\*\*[^*\n]+\*\*|^\|.*\|\s*$", re.MULTILINE)
_CODE = re.compile(r"```|~~~")
# How models decline, in the languages that the product speaks; only the beginning counts, where it is said.
_REFUSES = re.compile(
    r"(?:i(?:['’]m| am)\s+(?:very\s+|really\s+)?(?:sorry|unable|not able)|sorry,|i\s+apologi[sz]e|i\s+can(?:no|['’])t\b"
    r"|as an ai\b|i must decline|üzgünüm|maalesef|özür dilerim|bir yapay zek[aâ]|bu konuda yardımcı olamam)",
    re.IGNORECASE,
)
_OPENING = 120
_LEAST_LIST = 2


class Traits(NamedTuple):
    """Whether a text has a list, other Markdown (headings, bold, tables) and code, and whether it declines."""

    listed: bool
    marked: bool
    code: bool
    refuses: bool


PLAIN = Traits(listed=False, marked=False, code=False, refuses=False)


def traits_of(text: str) -> Traits:
    """This function will read the traits off a text."""
    return Traits(
        listed=len(_LISTED.findall(text)) >= _LEAST_LIST,
        marked=bool(_MARKED.search(text)),
        code=bool(_CODE.search(text)),
        refuses=bool(_REFUSES.search(text[:_OPENING])),
    )
