"""Why a row or a file cannot be taken."""

from typing import Any

TYPE_NAMES = {dict: "an object", list: "a list", bool: "true or false", str: "text", int: "a number", float: "a number"}


def type_name(value: Any) -> str:
    """What a JSON value is, in a word."""
    return TYPE_NAMES.get(type(value), "null")


class RowError(Exception):
    """One row cannot be taken; the text says why, and what would do."""


class UndefinedResponseError(RowError):
    """The row names responses that nothing has defined so far; a later row may."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        listed = ", ".join(repr(name) for name in names)
        super().__init__(f"names {listed}, which neither this row nor any other defines as a response of the item")


class FileError(Exception):
    """The rest of a file cannot be read; `row` is the last place known, 0 for the file as a whole."""

    def __init__(self, reason: str, row: int = 0) -> None:
        self.row = row
        super().__init__(reason)
