"""Whether a text tells what items to test with say: no version may be tested on what it was shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import Item, Project
from annotations.services.errors import Refused

# Shorter texts turn up by chance.
LEAST_CHARACTERS = 20
LEAST_WORDS = 4
BLANKS = re.compile(r"\s+")


class Leaks(Refused):
    """An edit that shows an item that is kept for tests."""


def refuse_leaks(project: Project, edits: Sequence[Mapping[str, Any]]) -> None:
    """Raise Leaks where an edit holds the prompt or the reference of an item of split evaluate or anchor.

    Word for word, whatever the case and blanks; a short text only where it is the whole input of an exemplar.
    """
    texts = [(number, _plain(text)) for number, edit in enumerate(edits, start=1) for text in _texts(edit)]
    whole = {(number, _plain(edit["value"]["input"])) for number, edit in _exemplars(edits)}
    if not any(text for _number, text in texts):
        return
    rows = Item.objects.visible().filter(project=project).exclude(split=Item.Split.DEVELOP)
    for prompt, reference, external_id, split in rows.values_list("prompt", "reference", "external_id", "split"):
        for kept in (_plain(prompt), _plain(reference)):
            number = _found(kept, texts) or next((n for n, text in whole if kept and text == kept), None)
            if number is not None:
                raise Leaks(
                    _(
                        "Edit %(number)d holds the text of item %(item)s, which is kept for tests (split %(split)s). "
                        "A version that was shown it could not be tested on it."
                    )
                    % {"number": number, "item": external_id, "split": Item.Split(split).label}
                )


def _found(kept: str, texts: Sequence[tuple[int, str]]) -> int | None:
    if len(kept) < LEAST_CHARACTERS or len(kept.split()) < LEAST_WORDS:
        return None
    return next((number for number, text in texts if kept in text), None)


def _texts(edit: Mapping[str, Any]) -> Iterator[str]:
    value = edit.get("value")
    if edit.get("action") == "drop" or value is None:
        return
    if isinstance(value, Mapping):
        yield from (str(value.get(name) or "") for name in ("input", "output", "instructions", "schema"))
    elif isinstance(value, str):
        yield value


def _exemplars(edits: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, edit in enumerate(edits, start=1):
        if edit.get("kind") == "exemplar" and isinstance(edit.get("value"), Mapping):
            yield number, edit


def _plain(text: Any) -> str:
    return BLANKS.sub(" ", str(text or "")).strip().casefold()
