"""Whether a text tells what items to test with say: no version may be tested on what it was shown."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotations.models import Item, Project, TemplateVersion
from annotations.services.errors import Refused
from ranking.selectors.learnable import plain
from ranking.stats.texts.near import NEAR, Pairs, is_common, long_enough, pairs_of, share_held

# Shorter texts turn up by chance.
LEAST_CHARACTERS = 20
LEAST_WORDS = 4
# What so many items of split develop say, and this part of them, is no secret: a greeting, the name of a company.
LEAST_OPEN = 5
OPEN = 0.9
# Other words may stand between all of its pairs.
MOST_NEAR = 0.99
# Before common pairs are known, what may turn out to be near.
PERHAPS = 0.25
KEPT_SPLITS = tuple(split for split in Item.Split.values if split != Item.Split.DEVELOP)
READ = (
    "prompt", "reference", "variables", "messages", "external_id", "split", "own_group", "counterfactual_set_id",
)  # fmt: skip


class Leaks(Refused):
    """An edit that shows an item that is kept for tests."""


@dataclass(frozen=True)
class Leak:
    """Which edit (its place) holds which item's text: word for word, or nearly, with that share of its word pairs."""

    place: int
    item: str
    split: str
    share: float = 1.0

    @property
    def near(self) -> bool:
        """Whether other words stand between."""
        return self.share < 1.0


@dataclass
class _Found:
    """What may be a leak: texts that stand in an edit, and texts of which pairs do."""

    exact: list[tuple[Leak, str]] = field(default_factory=list)
    near: list[tuple[Leak, Pairs]] = field(default_factory=list)


def leaks_in(project: Project, edits: Sequence[Mapping[str, Any]], splits: Collection[str] = KEPT_SPLITS) -> list[Leak]:
    """The edits that hold a text of an item of these splits, the first item of each.

    Word for word, whatever the case and blanks, a short text only where it is the whole input of an exemplar; or
    nearly (`ranking.stats.texts.near`). What nearly all items of split develop say too is no secret.
    """
    texts = [(place, plain(text)) for place, edit in enumerate(edits) for text in _texts(edit)]
    whole = [(place, plain(edit["value"].get("input"))) for place, edit in enumerate(edits) if _is_exemplar(edit)]
    if not any(text for _place, text in texts):
        return []
    rows = Item.objects.visible().filter(project=project).order_by("pk").only(*READ)
    found = _suspected(rows.filter(split__in=splits), texts, whole)
    leaks: dict[int, Leak] = {}
    for leak in _told(rows, found, _pairs_by_place(texts)):
        leaks.setdefault(leak.place, leak)
    return [leaks[place] for place in sorted(leaks)]


def refuse_leaks(project: Project, edits: Sequence[Mapping[str, Any]]) -> None:
    """Raise Leaks where an edit shows an item that is kept for tests."""
    for leak in leaks_in(project, edits):
        values = {"number": leak.place + 1, "item": leak.item, "split": Item.Split(leak.split).label}
        if leak.near:
            raise Leaks(
                _(
                    "Edit %(number)d says nearly what item %(item)s says, which is kept for tests (split %(split)s): "
                    "%(share)d %% of its word pairs stand in it. A version that was shown it could not be tested on it."
                )
                % {**values, "share": round(100 * leak.share)}
            )
        raise Leaks(
            _(
                "Edit %(number)d holds the text of item %(item)s, which is kept for tests (split %(split)s). "
                "A version that was shown it could not be tested on it."
            )
            % values
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


def _suspected(rows: QuerySet[Item], texts: Sequence[tuple[int, str]], whole: Sequence[tuple[int, str]]) -> _Found:
    """The texts of items that stand in an edit, or some of whose pairs do, in the order of the items."""
    found, shown = _Found(), _pairs_by_place(texts)
    for item in rows.iterator():
        for kept in {plain(text) for text in _said_by(item)} - {""}:
            exact = {*_holding(kept, texts), *(place for place, text in whole if text == kept)}
            found.exact += [(Leak(place, item.external_id, item.split), kept) for place in sorted(exact)]
            if not long_enough(kept):
                continue
            pairs = pairs_of(kept)
            for place, held in shown.items():
                if place not in exact and (share := len(pairs & held) / len(pairs)) >= PERHAPS:
                    found.near.append((Leak(place, item.external_id, item.split, share), pairs))
    return found


def _told(rows: QuerySet[Item], found: _Found, shown: Mapping[int, Pairs]) -> Iterator[Leak]:
    """Those of them that tell something of their item: word for word first."""
    if not found.exact and not found.near:
        return
    texts = {text for _leak, text in found.exact}
    wanted = {pair for leak, pairs in found.near for pair in pairs}
    saying: Counter[str] = Counter()
    groups: dict[tuple[str, str], set[str]] = {pair: set() for pair in wanted}
    develop, all_groups = 0, set()
    for item in rows.iterator():
        said = {plain(text) for text in _said_by(item)}
        if item.split == Item.Split.DEVELOP:
            develop += 1
            saying.update(said & texts)
        if wanted:
            all_groups.add(item.group)
            for pair in {pair for text in said for pair in pairs_of(text)} & wanted:
                groups[pair].add(item.group)
    yield from (leak for leak, text in found.exact if saying[text] < max(LEAST_OPEN, OPEN * develop))
    common = {pair for pair, those in groups.items() if is_common(len(those), len(all_groups))}
    for leak, pairs in found.near:
        share = share_held(pairs, shown[leak.place], common)
        if share >= NEAR:
            yield replace(leak, share=min(share, MOST_NEAR))


def _pairs_by_place(texts: Sequence[tuple[int, str]]) -> dict[int, Pairs]:
    """The word pairs of each edit."""
    places = dict.fromkeys(place for place, _text in texts)
    return {place: frozenset().union(*(pairs_of(text) for at, text in texts if at == place)) for place in places}


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
