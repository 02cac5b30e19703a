"""Rows copied to the other values of their counterfactual set (Zmigrod et al. 2019), without inventing judgements.

The rule: a row is copied where every word that shows the attribute in its responses can be swapped, whole form for
whole form, by the very words that its prompt was made of (and the language's pronouns and titles), and nothing else
shows it. Anything unsure is not copied, and told by count. A copy says that nobody judged it and what people did judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from annotations.models import Item
from annotations.selectors.word_tables import tables_chosen
from annotations.services.counterfactuals import MADE
from annotations.variants.swapping import Swapper, Unswappable, swapper
from annotations.variants.tables import Table
from ranking.exporters.base import Example, LeftOut, Row, held_out, item_facts, prompt_messages
from ranking.selectors.exports import ExportScope, Sibling, siblings_of

WHY = {
    "ambiguous": "not copied: a word could become several forms",
    "marked": "not copied: another word shows the attribute",
    "unknown form": "not copied: a word is in a form that no table has",
}
IMPORTED = "not copied: the set was imported, so its words are not known"
JUDGED = "not copied: people judged this very text under the other value"


class Augmenter:
    """Copies rows; what it looked up for one item is kept for the next rows of it."""

    def __init__(self, scope: ExportScope) -> None:
        self.scope = scope
        self.tables: dict[str, list[Table]] = {}
        self.item: int | None = None
        self.siblings: list[Sibling] = []
        self.swappers: dict[str, Swapper] = {}

    def with_copies(self, examples: Iterable[Example | LeftOut]) -> Iterator[Example | LeftOut]:
        """This function will yield each row, and after it the copies that can be made."""
        for one in examples:
            yield one
            if isinstance(one, Example) and one.item.counterfactual_set_id:
                yield from self._copies(one)

    def _copies(self, example: Example) -> Iterator[Example | LeftOut]:
        if not words_of(example.item):
            yield LeftOut(IMPORTED)
            return
        self._look(example.item)
        for sibling in self.siblings:
            yield self._copy(example, sibling)

    def _look(self, item: Item) -> None:
        if self.item != item.pk:
            self.item, self.siblings, self.swappers = item.pk, siblings_of(item, self.scope), {}

    def _copy(self, example: Example, sibling: Sibling) -> Example | LeftOut:
        if refused := held_out(sibling.item, self.scope):
            return refused
        if not words_of(sibling.item):
            return LeftOut(IMPORTED)
        maker = self._swapper(example.item, sibling.item)
        texts = [maker.swap(text) for text in example.texts]
        said = tuple(text for text in texts if isinstance(text, str))
        for text in texts:
            if isinstance(text, Unswappable):
                return LeftOut(WHY[text.why])
        if any(text in sibling.judged for text in said):
            return LeftOut(JUDGED)
        return replace(
            example,
            item=sibling.item,
            prompt=prompt_messages(sibling.item),
            texts=said,
            facts=_facts(example, sibling.item),
            mark={"copied_from": _source(example)},
        )

    def _swapper(self, item: Item, other: Item) -> Swapper:
        value = other.attribute_value
        if value not in self.swappers:
            mine, theirs = words_of(item), words_of(other)
            language = item.metadata[MADE].get("language", item.language)
            if language not in self.tables:
                self.tables[language] = tables_chosen(self.scope.project, language)
            self.swappers[value] = swapper(
                tables=self.tables[language],
                attribute=item.counterfactual_set.attribute if item.counterfactual_set else "",
                source=item.attribute_value,
                target=value,
                words=[(mine[slot], theirs[slot]) for slot in mine if slot in theirs and mine[slot] != theirs[slot]],
            )
        return self.swappers[value]


def words_of(item: Item) -> dict[str, dict[str, str]]:
    """The forms of the words that the item's text was made of, by slot; none of an imported one."""
    made = item.metadata.get(MADE)
    words: Any = made.get("words") if isinstance(made, dict) else None
    return words if isinstance(words, dict) else {}


def _facts(example: Example, item: Item) -> Row:
    """What the copy says of itself: nobody judged it."""
    return {**example.facts, "n_annotators": 0, "agreement": None, "shown_orders": [], **item_facts(item)}


def _source(example: Example) -> Row:
    item, facts = example.item, example.facts
    return {
        "item_id": item.external_id,
        "value": item.attribute_value,
        "n_annotators": facts.get("n_annotators"),
        "agreement": facts.get("agreement"),
    }
