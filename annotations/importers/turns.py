"""Reading a conversation: the turns before a prompt, and the prompt, which is its last turn."""

from __future__ import annotations

from typing import Any, NamedTuple

from annotations.importers.errors import RowError, type_name
from annotations.models.shapes import ROLES
from annotations.said import Said

Turn = dict[str, str]


class Conversation(NamedTuple):
    """The turns before the prompt, and the prompt."""

    earlier: tuple[Turn, ...]
    prompt: str


def as_conversation(value: Any, prompt: str) -> Conversation:
    """This function will read `messages`, whose last is the prompt; null leaves the prompt as it is.

    Raises RowError where the turns are none, or where `prompt` is another text than the last of them.
    """
    if value is None:
        return Conversation((), prompt)
    if not isinstance(value, list):
        raise RowError(Said("messages must be a list of turns, not {kind}", kind=type_name(value)))
    turns = [_turn(number, one) for number, one in enumerate(value, start=1)]
    if not turns:
        raise RowError(Said("messages is empty; its last turn is the user's, and is the prompt"))
    *earlier, last = turns
    if last["role"] != "user":
        raise RowError(
            Said(
                "the last of messages has the role {last}; it must be the user's, and is the prompt",
                last=repr(last["role"]),
            )
        )
    if prompt and prompt != last["content"]:
        raise RowError(Said("prompt and the last of messages are different texts; one of them is enough"))
    return Conversation(tuple(earlier), last["content"])


def is_conversation(value: Any) -> bool:
    """Whether the value can be read as one: a field of this name may hold something else in a row of answers."""
    try:
        as_conversation(value, "")
    except RowError:
        return False
    return value is not None


def _turn(number: int, value: Any) -> Turn:
    if not isinstance(value, dict):
        raise RowError(
            Said(
                "turn {number} of messages must be an object with role and content, not {kind}",
                number=number,
                kind=type_name(value),
            )
        )
    role, content = value.get("role"), value.get("content")
    if role not in ROLES:
        raise RowError(
            Said(
                "turn {number} of messages has the role {role}; it is one of {names}",
                number=number,
                role=repr(role),
                names=", ".join(ROLES),
            )
        )
    if role == "system" and number > 1:
        raise RowError(Said("turn {number} of messages is the system's; only the first may be", number=number))
    if not isinstance(content, str):
        raise RowError(
            Said(
                "the content of turn {number} of messages must be text, not {kind}",
                number=number,
                kind=type_name(content),
            )
        )
    if not content.strip():
        raise RowError(Said("turn {number} of messages is empty", number=number))
    if strange := sorted(value.keys() - {"role", "content"}):
        raise RowError(
            Said(
                "turn {number} of messages has {names}, which a turn does not take",
                number=number,
                names=", ".join(strange),
            )
        )
    return {"role": role, "content": content}
