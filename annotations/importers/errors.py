"""Why a row or a file cannot be taken."""

from typing import Any

from annotations.said import Said

TYPE_NAMES = {
    dict: Said("an object"), list: Said("a list"), bool: Said("true or false"), str: Said("text"),
    int: Said("a number"), float: Said("a number"),
}  # fmt: skip


def type_name(value: Any) -> str:
    """What a JSON value is, in a word, which is itself a sentence to translate."""
    return TYPE_NAMES.get(type(value), "null")


SHOWN = 40


def short(value: Any) -> str:
    """What stood in a file, cut where it is long."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


class RowError(Exception):
    """One row cannot be taken; the text says why, and what would do."""


class UndefinedResponseError(RowError):
    """The row names responses that nothing has defined so far; a later row may."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        listed = ", ".join(repr(name) for name in names)
        super().__init__(
            Said(
                "names {listed}, which neither this row nor any other defines as a response of the item", listed=listed
            )
        )


class FileError(Exception):
    """The rest of a file cannot be read; `row` is the last place known, 0 for the file as a whole."""

    def __init__(self, reason: str, row: int = 0) -> None:
        self.row = row
        super().__init__(reason)
