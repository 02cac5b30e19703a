"""The edits that make one version's content of another's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from ranking.services.edits import LISTS

TEXTS = ("system", "user_text")
EMPTY_FORMAT: dict[str, Any] = {}


@dataclass(frozen=True)
class Difference:
    """One change: what it is of, and the value it leaves. `index` is the place in the base's list, or for something
    added its place in the list that comes out."""

    kind: str
    action: str
    value: Any = None
    index: int | None = None


def differences(base: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """The changes that turn `base` into `new`, part by part: `edits_apply` undoes none of it.

    Line ends and blanks around texts are no change.
    """
    return [*_texts(base, new), *_lists(base, new), *_format(base, new), *_temperature(base, new)]


def tidy(text: Any) -> str:
    """A text as it is kept: with plain line ends, and no blanks around it."""
    return str(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _texts(base: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for kind in TEXTS:
        before, after = tidy(base[kind]), tidy(new[kind])
        if before != after:
            yield Difference(kind, _action(before, after), after or None)


def _lists(base: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for kind, name in LISTS.items():
        old, fresh = [_row(one) for one in base[name]], [_row(one) for one in new[name]]
        keys, wanted = [_key(one) for one in old], [_key(one) for one in fresh]
        for tag, i, i_end, j, j_end in SequenceMatcher(None, keys, wanted, autojunk=False).get_opcodes():
            if tag != "equal":
                yield from _replaced(kind, fresh, range(i, i_end), range(j, j_end))


def _replaced(kind: str, fresh: Sequence[Any], before: range, after: range) -> Iterator[Difference]:
    pairs = min(len(before), len(after))
    for i, j in zip(before, after, strict=False):
        yield Difference(kind, "change", fresh[j], i)
    for i in before[pairs:]:
        yield Difference(kind, "drop", None, i)
    for j in after[pairs:]:
        yield Difference(kind, "add", fresh[j], j)


def _format(base: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before, after = _form(base["output_format"]), _form(new["output_format"])
    if before != after:
        yield Difference("output_format", _action(before, after), after or None)


def _temperature(base: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before, after = base["temperature"], new["temperature"]
    if before != after:
        action = "drop" if after is None else "add" if before is None else "change"
        yield Difference("temperature", action, after)


def _action(before: Any, after: Any) -> str:
    return "drop" if not after else "change" if before else "add"


def _row(one: Any) -> Any:
    if isinstance(one, Mapping):
        return {**one, "input": tidy(one["input"]), "output": tidy(one["output"])}
    return tidy(one)


def _key(one: Any) -> tuple[str, ...]:
    return (one["input"], one["output"]) if isinstance(one, Mapping) else (one,)


def _form(value: Mapping[str, Any]) -> dict[str, Any]:
    found = {"instructions": tidy(value.get("instructions") or ""), "schema": value.get("schema")}
    return found if any(found.values()) else EMPTY_FORMAT
