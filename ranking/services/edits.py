"""Edits laid upon a version: checked first, then applied all at once."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import TemplateVersion
from annotations.prompts.template import variables
from annotations.services.errors import Refused
from ranking.services.drafts import ACTIONS, KINDS

Fields = dict[str, Any]
LISTS = {"principle": "principles", "exemplar": "exemplars"}
HOTTEST = 2.0


class BadEdit(Refused):
    """An edit that cannot be laid upon the version; the message says which and why."""


def edits_apply(base: TemplateVersion, edits: Sequence[Mapping[str, Any]]) -> Fields:
    """The fields of the version that the edits make of `base`; raises BadEdit. Indices are those of `base`."""
    if not edits:
        raise BadEdit(_("Choose at least one edit, or reject the proposal."))
    fields: Fields = {name: getattr(base, name) for name in ("system", "user_text", "output_format", "temperature")} | {
        name: list(getattr(base, name)) for name in LISTS.values()
    }
    # From the back to the front, so that a drop moves no index that is still to be used.
    placed = sorted(enumerate(edits), key=lambda pair: _place(pair[1]), reverse=True)
    for number, edit in [pair for pair in placed if pair[1].get("action") != "add"]:
        _apply(fields, edit, number + 1)
    for number, edit in enumerate(edits, start=1):
        if edit.get("action") == "add":
            _apply(fields, edit, number)
    return fields


def edits_warned(base: TemplateVersion, edits: Sequence[Mapping[str, Any]]) -> list[str]:
    """What to know of the version that the edits would make; nothing where they make none."""
    try:
        fields = edits_apply(base, edits)
    except BadEdit:
        return []
    return version_warned(fields["system"], fields["user_text"])


def version_warned(system: str, user_text: str) -> list[str]:
    """That a version has no place for what is asked, in the reader's language; an empty list where it has one."""
    if variables(system, user_text):
        return []
    return [
        _(
            "This version has no place for an item's text, so every item would be asked the same. Write {{prompt}} "
            "where the text belongs."
        )
    ]


def _place(edit: Mapping[str, Any]) -> int:
    return edit["index"] if isinstance(edit.get("index"), int) else -1


def _apply(fields: Fields, edit: Mapping[str, Any], number: int) -> None:
    kind, action = edit.get("kind"), edit.get("action")
    if kind not in KINDS or action not in ACTIONS:
        raise BadEdit(_("Edit %(number)d is of no known kind.") % {"number": number})
    value = None if action == "drop" else _checked(str(kind), edit.get("value"), number)
    if kind in LISTS:
        _apply_to_list(fields[LISTS[kind]], edit, value, number)
    elif action == "drop":
        fields[kind] = {"output_format": {}, "temperature": None}.get(kind, "")
    else:
        fields[kind] = value


def _apply_to_list(rows: list[Any], edit: Mapping[str, Any], value: Any, number: int) -> None:
    place = edit.get("index")
    if edit["action"] == "add":
        rows.insert(len(rows) if place is None else place, value)
    elif not isinstance(place, int) or not 0 <= place < len(rows):
        raise BadEdit(_("Edit %(number)d changes something that the version does not have.") % {"number": number})
    elif edit["action"] == "drop":
        del rows[place]
    else:
        rows[place] = value


def _checked(kind: str, value: Any, number: int) -> Any:
    problem = _CHECKS.get(kind, _text_problem)(value)
    if problem:
        opening = _("Edit %(number)d:") % {"number": number}
        raise BadEdit(f"{opening} {problem}")
    if kind == "temperature":
        return float(value)
    return value.strip() if isinstance(value, str) else value


def _text_problem(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else _("its text is empty.")


def _exemplar_problem(value: Any) -> str:
    if not isinstance(value, Mapping) or _text_problem(value.get("input")) or _text_problem(value.get("output")):
        return _("an exemplar needs an input and an output.")
    return ""


def _temperature_problem(value: Any) -> str:
    fine = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if fine and 0 <= value <= HOTTEST:
        return ""
    return _("the temperature must be a number from 0 to 2.")


def _format_problem(value: Any) -> str:
    return "" if isinstance(value, Mapping) else _("the output format must hold instructions or a schema.")


_CHECKS = {
    "exemplar": _exemplar_problem,
    "temperature": _temperature_problem,
    "output_format": _format_problem,
}
