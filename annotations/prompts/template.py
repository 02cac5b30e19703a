"""The template language: `{{name}}` is replaced by a value, and that is all.

No code, no attributes, no loops. Single braces and anything else between double braces are plain text; a
backslash before the braces (`\\{{name}}`) writes them out. Values are inserted as they are and never read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# A name starts with a letter of any alphabet or an underscore; Turkish names are names too.
PLACEHOLDER = re.compile(r"(?P<escape>\\?)\{\{[ \t]*(?P<name>[^\W\d]\w*)[ \t]*\}\}")
ODD_BRACES = re.compile(r"(?<!\\)\{\{(?P<inside>[^{}\n]*)\}\}")


class MissingVariables(Exception):
    """A template needs variables that were not given; `names` lists all of them, in order of appearance."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(f"The template needs a value for: {', '.join(self.names)}")


def variables(*texts: str) -> tuple[str, ...]:
    """This function will name the variables of the texts, each once, in order of appearance."""
    found = (match for text in texts for match in PLACEHOLDER.finditer(text))
    return tuple(dict.fromkeys(match["name"] for match in found if not match["escape"]))


def missing(values: Mapping[str, object], *texts: str) -> tuple[str, ...]:
    """This function will name the variables of the texts for which there is no value (None is no value)."""
    return tuple(name for name in variables(*texts) if values.get(name) is None)


def fill(text: str, values: Mapping[str, object]) -> str:
    """This function will put the values into the text; raises MissingVariables naming every absent one."""
    if absent := missing(values, text):
        raise MissingVariables(absent)

    def replaced(match: re.Match[str]) -> str:
        return match[0][1:] if match["escape"] else str(values[match["name"]])

    return PLACEHOLDER.sub(replaced, text)


def odd_braces(text: str) -> tuple[str, ...]:
    """This function will list double braces that hold no name and so stay as they are: probably slips."""
    found = (match for match in ODD_BRACES.finditer(text) if not PLACEHOLDER.fullmatch(match[0]))
    return tuple(dict.fromkeys(match[0] for match in found))
