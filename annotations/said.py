"""Sentences that are stored: English for scripts, and enough beside it to say them again in a reader's language."""

from __future__ import annotations

from typing import Any


class Said(str):
    """An English sentence that knows its template and its values: `Said("There are {n} rows.", n=3)`.

    It is a plain string wherever it goes. Its template is a msgid: makemessages looks for calls of `Said` and `msgid`.
    """

    msgid: str
    values: dict[str, Any]

    def __new__(cls, msgid: str, /, **values: Any) -> Said:
        plain = {name: _plain(value) for name, value in values.items()}
        made = super().__new__(cls, msgid.format(**{name: _worded(value) for name, value in plain.items()}))
        made.msgid, made.values = msgid, plain
        return made

    def __str__(self) -> str:
        # str() of an error must give the sentence back as it was raised.
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.msgid,), self.values


class Language(str):
    """A language's English name inside a sentence, which readers of another language see in theirs."""

    code: str

    def __new__(cls, code: str, name: str) -> Language:
        made = super().__new__(cls, name)
        made.code = code
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, Any]]:
        return (self.code, "".join(self)), {}


def msgid(text: str) -> str:
    """Marks a template that is not written where it is said."""
    return text


def kept(*told: Any) -> dict[str, Any]:
    """How to say again every sentence with values inside some JSON, under its English text.

    A sentence without values is its own msgid, so nothing is kept for it.
    """
    found: dict[str, Any] = {}
    for value in told:
        _gather(value, found)
    return found


def as_json(value: Any) -> Any:
    """A sentence as its msgid and values, a language as its code, whatever else as it is."""
    if isinstance(value, Said):
        return {"msgid": value.msgid, "values": {name: as_json(each) for name, each in value.values.items()}}
    if isinstance(value, Language):
        return {"language": value.code}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value


def _gather(value: Any, found: dict[str, Any]) -> None:
    if isinstance(value, Said):
        if value.values:
            found["".join(value)] = as_json(value)
    elif isinstance(value, dict):
        for each in value.values():
            _gather(each, found)
    elif isinstance(value, list | tuple):
        for each in value:
            _gather(each, found)


def _plain(value: Any) -> Any:
    """What JSON can hold: numpy's numbers become Python's, whatever is no number or text becomes text."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    value = value.item() if hasattr(value, "item") else value
    return value if isinstance(value, str | int | float) else str(value)


def _worded(value: Any) -> Any:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else value
