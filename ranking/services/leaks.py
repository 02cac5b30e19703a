"""Whether a text tells what items to test with say: no version may be tested on what it was shown."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import Item, Project, TemplateVersion
from annotations.services.errors import Refused
from ranking.selectors.learnable import plain

# Shorter texts turn up by chance.
LEAST_CHARACTERS = 20
LEAST_WORDS = 4
KEPT_SPLITS = tuple(split for split in Item.Split.values if split != Item.Split.DEVELOP)


class Leaks(Refused):
    """An edit that shows an item that is kept for tests."""


@dataclass(frozen=True)
class Leak:
    """Which edit (its place) holds which item's text."""

    place: int
    item: str
    split: str


def leaks_in(project: Project, edits: Sequence[Mapping[str, Any]], splits: Collection[str] = KEPT_SPLITS) -> list[Leak]:
    """The edits that hold a text of an item of these splits, the first item of each.

    Word for word, whatever the case and blanks; a short text only where it is the whole input of an exemplar.
    """
    texts = [(place, plain(text)) for place, edit in enumerate(edits) for text in _texts(edit)]
    whole = [(place, plain(edit["value"].get("input"))) for place, edit in enumerate(edits) if _is_exemplar(edit)]
    found: dict[int, Leak] = {}
    if not any(text for _place, text in texts):
        return []
    rows = Item.objects.visible().filter(project=project, split__in=splits).order_by("pk")
    for item in rows.only("prompt", "reference", "variables", "messages", "external_id", "split").iterator():
        for kept in {plain(text) for text in _said_by(item)} - {""}:
            for place in {*_holding(kept, texts), *(place for place, text in whole if text == kept)}:
                found.setdefault(place, Leak(place, item.external_id, item.split))
    return [found[place] for place in sorted(found)]


def refuse_leaks(project: Project, edits: Sequence[Mapping[str, Any]]) -> None:
    """Raise Leaks where an edit shows an item that is kept for tests."""
    for leak in leaks_in(project, edits):
        raise Leaks(
            _(
                "Edit %(number)d holds the text of item %(item)s, which is kept for tests (split %(split)s). "
                "A version that was shown it could not be tested on it."
            )
            % {"number": leak.place + 1, "item": leak.item, "split": Item.Split(leak.split).label}
        )


def leaks_of_version(project: Project, version: TemplateVersion) -> list[tuple[str, Leak]]:
    """The parts of a version, in words, that hold a text of an item of split evaluate, the first item of each.

    Whoever wrote them: a version made by hand, or of before the item was imported, passed no guard.
    """
    parts = list(_parts(version))
    edits = [{"kind": kind, "action": "add", "value": value} for _words, kind, value in parts]
    return [(parts[leak.place][0], leak) for leak in leaks_in(project, edits, [Item.Split.EVALUATE])]


def _parts(version: TemplateVersion) -> Iterator[tuple[str, str, Any]]:
    """(its name in words, its kind, its value) of each part that a model reads."""
    yield _("the system text"), "system", version.system
    yield _("the user text"), "user_text", version.user_text
    for number, text in enumerate(version.principles, start=1):
        yield _("principle %(number)d") % {"number": number}, "principle", text
    for number, shown in enumerate(version.exemplars, start=1):
        yield _("exemplar %(number)d") % {"number": number}, "exemplar", shown
    yield _("the output format"), "output_format", version.output_format


def _said_by(item: Item) -> Iterator[str]:
    """Every text of an item: its prompt and reference, what fills a template's places, and the turns before it."""
    yield item.prompt
    yield item.reference
    yield from (value for value in item.variables.values() if isinstance(value, str))
    yield from (str(turn.get("content") or "") for turn in item.messages)


def _holding(kept: str, texts: Sequence[tuple[int, str]]) -> Iterator[int]:
    if len(kept) < LEAST_CHARACTERS or len(kept.split()) < LEAST_WORDS:
        return
    for place, text in texts:
        # A quick look first; then whole words only, so that "page 1" is not found in "page 12".
        if kept in text and re.search(rf"(?<!\w){re.escape(kept)}(?!\w)", text):
            yield place


def _texts(edit: Mapping[str, Any]) -> Iterator[str]:
    value = edit.get("value")
    if edit.get("action") == "drop" or value is None:
        return
    if isinstance(value, Mapping):
        yield from (str(value.get(name) or "") for name in ("input", "output", "instructions", "schema"))
    elif isinstance(value, str):
        yield value


def _is_exemplar(edit: Mapping[str, Any]) -> bool:
    return edit.get("kind") == "exemplar" and isinstance(edit.get("value"), Mapping)
