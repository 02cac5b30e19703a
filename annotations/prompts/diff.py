"""What changed between two versions: edits by part, and lines with the words that differ."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from .output import OutputFormat
from .version import Exemplar, PromptVersion

Part = Literal["system", "user", "principle", "exemplar", "output_format"]
Action = Literal["added", "removed", "changed"]
Operation = Literal["same", "added", "removed"]

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
ALIKE = 0.5


@dataclass(frozen=True)
class Edit:
    """One change of one part; `place` is the index within principles or exemplars (in `new` unless removed)."""

    part: Part
    action: Action
    before: str
    after: str
    place: int | None = None


@dataclass(frozen=True)
class Span:
    text: str
    changed: bool


@dataclass(frozen=True)
class Line:
    """A line of a diff; `old_number` and `new_number` count from 1, None where the line is not on that side."""

    operation: Operation
    spans: tuple[Span, ...]
    old_number: int | None
    new_number: int | None

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


def diff(old: PromptVersion, new: PromptVersion) -> tuple[Edit, ...]:
    """This function will list the edits that make `new` out of `old`, part by part; none where they are equal."""
    return (
        *_text_edit("system", old.system, new.system),
        *_text_edit("user", old.user, new.user),
        *_list_edits("principle", old.principles, new.principles),
        *_list_edits("exemplar", _written(old.exemplars), _written(new.exemplars)),
        *_text_edit("output_format", _written_format(old.output_format), _written_format(new.output_format)),
    )


def line_diff(before: str, after: str) -> tuple[Line, ...]:
    """This function will compare two texts line by line, marking the words that differ in paired lines."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [_whole("same", old[i + k], i + k + 1, j + k + 1) for k in range(i_end - i)]
        else:
            lines += _replaced(old[i:i_end], new[j:j_end], i + 1, j + 1)
    return tuple(lines)


def _text_edit(part: Part, before: str, after: str) -> tuple[Edit, ...]:
    if before == after:
        return ()
    return (Edit(part, "changed" if before and after else "added" if after else "removed", before, after),)


def _list_edits(part: Part, old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    edits: list[Edit] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = min(i_end - i, j_end - j)
        edits += [Edit(part, "changed", old[i + k], new[j + k], j + k) for k in range(paired)]
        edits += [Edit(part, "removed", old[k], "", k) for k in range(i + paired, i_end)]
        edits += [Edit(part, "added", "", new[k], k) for k in range(j + paired, j_end)]
    return edits


def _written(exemplars: Sequence[Exemplar]) -> tuple[str, ...]:
    return tuple(f"{exemplar.input}\n\u2192\n{exemplar.output}" for exemplar in exemplars)


def _written_format(output: OutputFormat) -> str:
    schema = "" if output.schema is None else json.dumps(output.schema, ensure_ascii=False, indent=2)
    return "\n".join(part for part in (output.instructions, schema) if part)


def _replaced(old: list[str], new: list[str], old_number: int, new_number: int) -> list[Line]:
    removed, added = [], []
    for k in range(max(len(old), len(new))):
        left, right = _words(old[k] if k < len(old) else None, new[k] if k < len(new) else None)
        if k < len(old):
            removed.append(Line("removed", left, old_number + k, None))
        if k < len(new):
            added.append(Line("added", right, None, new_number + k))
    return removed + added


def _words(before: str | None, after: str | None) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    if before is None or after is None:
        return (Span(before or "", True),), (Span(after or "", True),)
    old, new = WORDS.findall(before), WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    # Marking words in lines that share little makes confetti; then the whole line differs.
    if matcher.ratio() < ALIKE:
        return (Span(before, True),), (Span(after, True),)
    codes = matcher.get_opcodes()
    left = tuple(Span("".join(old[i:i_end]), tag != "equal") for tag, i, i_end, _, _ in codes if i_end > i)
    right = tuple(Span("".join(new[j:j_end]), tag != "equal") for tag, _, _, j, j_end in codes if j_end > j)
    return left, right


def _whole(operation: Operation, text: str, old_number: int, new_number: int) -> Line:
    return Line(operation, (Span(text, False),), old_number, new_number)
