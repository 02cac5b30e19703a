"""What differs between a version and its parent, with the evidence that each change rests on."""

from dataclasses import dataclass, field
from typing import Any

from annotations.models import TemplateVersion
from annotations.prompts.diff import Edit, Line, diff, line_diff
from annotations.prompts.version import PromptVersion
from ranking.selectors.lineage import evidence_of

# Edits are named by a version's fields, parts of a difference by what they are.
PARTS = {"user_text": "user"}


@dataclass(frozen=True)
class Change:
    """One change; `edit` is the accepted proposal's, where it came of one."""

    part: str
    action: str
    lines: tuple[Line, ...]
    edit: dict[str, Any] | None = field(default=None)
    before: str = ""
    after: str = ""


def changes_of(version: TemplateVersion) -> list[Change]:
    """The changes from the parent, part by part; none where there is no parent."""
    parent = version.parent
    if parent is None:
        return []
    edits = evidence_of(version)
    found = [
        Change(one.part, one.action, line_diff(one.before, one.after), _cause(one, edits))
        for one in diff(as_prompt(parent), as_prompt(version))
    ]
    if parent.temperature != version.temperature:
        before, after = (_number(one.temperature) for one in (parent, version))
        cause = next((edit for edit in edits if edit["kind"] == "temperature"), None)
        found.append(Change("temperature", "changed", line_diff(before, after), cause, before, after))
    return found


def edit_lines(edit: dict[str, Any], base: TemplateVersion) -> tuple[Line, ...]:
    """A proposed edit as a difference to the base version."""
    after = "" if edit["action"] == "drop" else _words(edit["kind"], edit["value"])
    return line_diff(_before(edit, base), after)


def as_prompt(version: TemplateVersion) -> PromptVersion:
    """The version as a plain value."""
    return PromptVersion.build(
        system=version.system, user=version.user_text, principles=version.principles,
        exemplars=version.exemplars, output_format=version.output_format,
    )  # fmt: skip


def _before(edit: dict[str, Any], base: TemplateVersion) -> str:
    kind, place = edit["kind"], edit.get("index")
    if kind in ("principle", "exemplar"):
        rows = base.principles if kind == "principle" else base.exemplars
        known = edit["action"] != "add" and isinstance(place, int) and place < len(rows)
        return _words(kind, rows[place]) if known else ""
    return _words(kind, getattr(base, kind))


def _words(kind: str, value: Any) -> str:
    if kind == "exemplar":
        return f"{value['input']}\n→\n{value['output']}"
    if kind == "output_format":
        return str(value.get("instructions") or "")
    if kind == "temperature":
        return _number(value)
    return str(value)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _cause(change: Edit, edits: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The proposal's edit whose wording stands in the change."""
    for edit in edits:
        value = edit.get("taken_value", edit["value"])
        part = PARTS.get(edit["kind"], edit["kind"])
        if part == change.part and value and _words(edit["kind"], value).strip() == change.after.strip():
            return edit
        if edit["kind"] == change.part == "output_format":
            return edit
    return None
