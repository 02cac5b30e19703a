"""Checks each row against all others and against what is already here, and keeps what passes in scratch tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, TypeVar

from annotations.importers.errors import RowError, UndefinedResponseError
from annotations.importers.facts import AnswerFacts, ItemFacts, ResponseFacts, RowFacts, row_digest
from annotations.importers.merging import merge_fields, merge_number, merge_text, merge_turns
from annotations.importers.scratch import insert, scratch_open, update
from annotations.models import Item
from annotations.names import dimension_fault, judge_fault
from annotations.said import Said
from annotations.selectors.imports import KnownDimension, KnownItem, KnownRater, KnownResponse

K = TypeVar("K")
V = TypeVar("V")
# Rows of one item tend to come together; the cache keeps them from being looked up again and again.
CACHED = 4_000
ITEM_JSON = ("messages", "variables", "metadata")
ITEM_TEXTS = ("prompt", "language", "category", "split", "own_group", "reference", "attribute_value")


class Staging:
    """The scratch database of one import. `add` is all or nothing for one row."""

    def __init__(self) -> None:
        self.scratch: sqlite3.Connection = scratch_open()
        self.accounts: set[tuple[str, str, bool]] = set()
        self.pseudonyms: set[str] = set()
        self.categories: set[str] = set()
        self.item_rows: dict[tuple[str, str], sqlite3.Row] = {}
        self.response_rows: dict[tuple[str, str, str], sqlite3.Row] = {}
        self.tasks: dict[tuple[int, str, str], int] = {}
        self.raters: dict[tuple[str, str, bool], int] = {}

    # What is known already.

    def know_dimensions(self, dimensions: Iterable[KnownDimension]) -> None:
        """This function will take over the rubric; an import's dimension that nobody has scored has no scale yet."""
        for known in dimensions:
            scale = {"minimum": known.minimum, "maximum": known.maximum} if known.has_scale else {}
            insert(self.scratch, "dimensions", pk=known.pk, name=known.name, **scale)
            if known.is_category:
                self.categories.add(known.name)

    def know_raters(self, raters: Iterable[KnownRater]) -> None:
        """This function will take over the raters; those with an account or an endpoint take no imported answers."""
        for known in raters:
            insert(self.scratch, "raters", pk=known.pk, dataset=known.dataset, name=known.name, is_judge=known.is_judge)
            if not known.is_judge:
                self.pseudonyms.add(known.pseudonym)
            if known.lives_here:
                self.accounts.add((known.dataset, known.name, known.is_judge))

    def know_items(self, items: Iterable[KnownItem]) -> None:
        """This function will take over items, and the sets they are in."""
        for known in items:
            said = known.facts
            set_id = self._set_of(said["dataset"], *known.set_key, pk=known.set_pk) if known.set_key else None
            values = {name: said[name] for name in ("dataset", "external_id", *ITEM_TEXTS)}
            values |= {name: json.dumps(said[name]) for name in ITEM_JSON}
            insert(self.scratch, "items", pk=known.pk, set_id=set_id, **values)

    def know_responses(self, responses: Iterable[KnownResponse]) -> None:
        """This function will take over responses of known items."""
        for known in responses:
            (item,) = self.scratch.execute("SELECT id FROM items WHERE pk = ?", (known.item_pk,)).fetchone()
            told = known.confidence
            self.scratch.execute(
                "INSERT OR IGNORE INTO responses (pk, item, external_id, text, model, metadata, confidence)"
                " VALUES (?,?,?,?,?,?,?)",
                (known.pk, item, known.external_id, known.text, known.model, json.dumps(known.metadata), told),
            )

    def unknown_items(self, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of the items that nothing has been said of yet."""
        return {key for key in keys if self._item_row(key) is None}

    def item_pks(self, keys: Iterable[tuple[str, str]]) -> list[int]:
        """The real keys of those of the items that are here."""
        rows = (self._item_row(key) for key in keys)
        return [row["pk"] for row in rows if row and row["pk"]]

    def undefined(self, key: tuple[str, str], names: Iterable[str]) -> list[str]:
        """Those of the names that are no response of the item so far."""
        return [name for name in names if self._response_row(key, name) is None]

    def changes(self) -> bool:
        """Whether the files add anything to rows that were here before."""
        tables = ("items", "responses", "dimensions")
        found = (f"SELECT 1 FROM {table} WHERE pk IS NOT NULL AND changed LIMIT 1" for table in tables)  # noqa: S608
        return any(self.scratch.execute(statement).fetchone() for statement in found)

    def task_kinds(self) -> list[str]:
        """The kinds of the tasks that new answers are on."""
        return [kind for (kind,) in self.scratch.execute("SELECT DISTINCT kind FROM tasks ORDER BY kind")]

    # Rows.

    def occurrence(self, file: int, content: bytes, *, counts: bool) -> str:
        """This function will name this content's next occurrence within its file (items do not occur twice)."""
        if not counts:
            return row_digest(content, 0)
        (number,) = self.scratch.execute(
            "INSERT INTO seen VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET occurrences = occurrences + 1"
            " RETURNING occurrences",
            (file, content),
        ).fetchone()
        return row_digest(content, number - 1)

    def add(self, row: RowFacts, *, digest: str, present: bool, place: tuple[int, int]) -> bool:
        """This function will check the row and keep it; False where it is here already. Raises RowError."""
        item = self.add_entities(row)
        if present or not self._is_new(digest):
            return False
        if row.answer:
            self._keep_answer(item, row.items[0].key, row.answer, place)
        return True

    def add_entities(self, row: RowFacts, *, whole: bool = True) -> int:
        """This function will keep what the row says of items and responses, and return its first item's id.

        With `whole`, only if its answer can be taken too. Raises RowError.
        """
        merged_items = [self._merged_item(item) for item in row.items]
        merged_responses = [(said, self._merged_response(row.items[0].key, said)) for said in row.responses]
        if row.answer and whole:
            self._check_answer(row.items[0], row.answer, {said.external_id for said in row.responses})
        items = [self._keep_item(item, values) for item, values in zip(row.items, merged_items, strict=True)]
        for said, values in merged_responses:
            self._keep_response(items[0], row.items[0].key, said, values)
        return items[0]

    def _is_new(self, digest: str) -> bool:
        return self.scratch.execute("INSERT OR IGNORE INTO digests VALUES (?)", (digest,)).rowcount == 1

    # Items and responses.

    def _item_row(self, key: tuple[str, str]) -> sqlite3.Row | None:
        if found := self.item_rows.get(key):
            return found
        found = self.scratch.execute("SELECT * FROM items WHERE dataset = ? AND external_id = ?", key).fetchone()
        return remember(self.item_rows, key, found) if found else None

    def _response_row(self, key: tuple[str, str], external_id: str) -> sqlite3.Row | None:
        if found := self.response_rows.get((*key, external_id)):
            return found
        found = self.scratch.execute(
            "SELECT r.* FROM responses r JOIN items i ON i.id = r.item"
            " WHERE i.dataset = ? AND i.external_id = ? AND r.external_id = ?",
            (*key, external_id),
        ).fetchone()
        return remember(self.response_rows, (*key, external_id), found) if found else None

    def _merged_item(self, said: ItemFacts) -> dict[str, Any] | None:
        """The columns to change; None where nothing changes. A new item takes what the row says."""
        known = self._item_row(said.key)
        if known is None:
            self._checked_set(said)
            return {}
        changes: dict[str, Any] = {}
        for name in ITEM_TEXTS:
            if name == "split" and known["pk"] and said.split == Item.Split.DEVELOP and not known["split"]:
                continue
            value = merge_text(known[name], getattr(said, name), f"{name.removeprefix('own_')} of {said.external_id}")
            if value != known[name]:
                changes[name] = value
        turns = json.loads(known["messages"])
        if (merged := merge_turns(turns, said.messages, f"earlier turns of {said.external_id}")) != turns:
            changes["messages"] = json.dumps(merged)
        for name in ("variables", "metadata"):
            if fields := getattr(said, name):
                value = json.dumps(merge_fields(json.loads(known[name]), fields, name), sort_keys=True)
                if value != json.dumps(json.loads(known[name]), sort_keys=True):
                    changes[name] = value
        if said.set_id:
            set_id = self._checked_set(said)
            if known["set_id"] not in {None, set_id}:
                raise RowError(
                    Said("{external_id} is in another counterfactual set already", external_id=said.external_id)
                )
            if known["set_id"] is None:
                changes["set_id"] = set_id
        return changes or None

    def _checked_set(self, said: ItemFacts) -> int:
        """The set of a known item; raises RowError where the set stands with another attribute."""
        known = self.scratch.execute(
            "SELECT * FROM sets WHERE dataset = ? AND external_id = ?", (said.dataset, said.set_id)
        ).fetchone()
        if known is None:
            return 0
        merge_text(known["attribute"], said.attribute, f"attribute of {said.set_id}")
        return int(known["id"])

    def _set_of(self, dataset: str, external_id: str, attribute: str, *, pk: int | None = None) -> int:
        key = (dataset, external_id)
        known = self.scratch.execute("SELECT id FROM sets WHERE dataset = ? AND external_id = ?", key).fetchone()
        if known:
            return int(known[0])
        return insert(self.scratch, "sets", pk=pk, dataset=dataset, external_id=external_id, attribute=attribute)

    def _keep_item(self, said: ItemFacts, changes: dict[str, Any] | None) -> int:
        known = self._item_row(said.key)
        set_id = self._set_of(said.dataset, said.set_id, said.attribute) if said.set_id else None
        if known is None:
            values = {name: getattr(said, name) for name in ("dataset", "external_id", *ITEM_TEXTS)}
            values |= {name: json.dumps(getattr(said, name)) for name in ITEM_JSON}
            return insert(self.scratch, "items", set_id=set_id, **values)
        if changes:
            if "set_id" in changes:
                changes["set_id"] = set_id
            update(self.scratch, "items", known["id"], changed=1, **changes)
            self.item_rows.pop(said.key, None)
        return int(known["id"])

    def _merged_response(self, key: tuple[str, str], said: ResponseFacts) -> dict[str, Any] | None:
        known = self._response_row(key, said.external_id)
        if known is None:
            return {}
        changes: dict[str, Any] = {}
        for name in ("text", "model"):
            value = merge_text(known[name], getattr(said, name), f"{name} of response {said.external_id}")
            if value != known[name]:
                changes[name] = value
        if said.metadata:
            before = json.loads(known["metadata"])
            if (after := merge_fields(before, said.metadata, f"metadata of response {said.external_id}")) != before:
                changes["metadata"] = json.dumps(after)
        if said.confidence is not None:
            told = merge_number(known["confidence"], said.confidence, f"confidence of response {said.external_id}")
            changes |= {"confidence": told} if told != known["confidence"] else {}
        return changes or None

    def _keep_response(
        self, item: int, key: tuple[str, str], said: ResponseFacts, changes: dict[str, Any] | None
    ) -> None:
        if changes is None:
            return
        known = self._response_row(key, said.external_id)
        if known is None:
            values = {name: getattr(said, name) for name in ("external_id", "text", "model", "confidence")}
            insert(self.scratch, "responses", item=item, metadata=json.dumps(said.metadata), **values)
            return
        update(self.scratch, "responses", known["id"], changed=1, **changes)
        self.response_rows.pop((*key, said.external_id), None)

    # Answers.

    def _check_answer(self, item: ItemFacts, answer: AnswerFacts, defined: set[str]) -> None:
        others = [name for name in answer.responses if name not in defined]
        if undefined := self.undefined(item.key, others):
            raise UndefinedResponseError(undefined)
        if (item.dataset, answer.rater, answer.is_judge) in self.accounts:
            raise RowError(
                Said(
                    "{rater} answers in this project itself; give the rows a dataset of their own",
                    rater=repr(answer.rater),
                )
            )
        if not answer.is_judge and answer.rater in self.pseudonyms:
            raise RowError(
                Said(
                    "{rater} is an export's name for a person whose answers are here already", rater=repr(answer.rater)
                )
            )
        if (fault := judge_fault(answer.rater) if answer.is_judge else dimension_fault(answer.name)) is not None:
            raise RowError(fault)
        if not answer.is_judge and answer.name:
            self._check_dimension(answer)

    def _check_dimension(self, answer: AnswerFacts) -> None:
        known = self.scratch.execute("SELECT * FROM dimensions WHERE name = ?", (answer.name,)).fetchone()
        if answer.ranking is not None:
            return
        if answer.name in self.categories:
            raise RowError(Said("{name} has categories, and the score is a number", name=answer.name))
        scale = (known["minimum"], known["maximum"]) if known and known["minimum"] is not None else answer.scale
        if scale is None:
            raise RowError(
                Said("scale_min and scale_max are missing, and nothing else gives {name} a scale", name=answer.name)
            )
        if answer.scale and answer.scale != scale:
            raise RowError(
                Said(
                    "the scale of {name} is {low:g} to {high:g} here, and {lowest:g} to {highest:g} elsewhere",
                    name=answer.name,
                    low=answer.scale[0],
                    high=answer.scale[1],
                    lowest=scale[0],
                    highest=scale[1],
                )
            )
        if answer.value is not None and not scale[0] <= answer.value <= scale[1]:
            raise RowError(
                Said(
                    "score {value:g} is outside the scale of {name}, {low:g} to {high:g}",
                    value=answer.value,
                    name=answer.name,
                    low=scale[0],
                    high=scale[1],
                )
            )

    def _keep_dimension(self, answer: AnswerFacts) -> None:
        known = self.scratch.execute("SELECT * FROM dimensions WHERE name = ?", (answer.name,)).fetchone()
        key = known["id"] if known else insert(self.scratch, "dimensions", name=answer.name)
        if answer.scale and (known is None or known["minimum"] is None):
            update(self.scratch, "dimensions", key, minimum=answer.scale[0], maximum=answer.scale[1], changed=1)
        if answer.value is not None and not answer.value.is_integer():
            update(self.scratch, "dimensions", key, whole=0)

    def _keep_answer(self, item: int, key: tuple[str, str], answer: AnswerFacts, place: tuple[int, int]) -> None:
        if not answer.is_judge and answer.name:
            self._keep_dimension(answer)
        ids = {name: self._response_id(key, name) for name in answer.responses}
        ranking = answer.ranking and [[ids[name] for name in tie] for tie in answer.ranking]
        shown = answer.shown and [ids[name] for name in answer.shown]
        insert(
            self.scratch,
            "answers",
            file=place[0],
            row=place[1],
            task=self._task(item, answer, list(ids.values())),
            rater=self._rater(key[0], answer),
            is_judge=answer.is_judge,
            variant=answer.variant,
            name=answer.name,
            value=answer.value,
            ranking=None if answer.ranking is None else json.dumps(ranking),
            shown=shown and json.dumps(shown),
            unreadable=answer.unreadable,
            raw=json.dumps(answer.raw),
            metadata=json.dumps(answer.metadata),
        )

    def _response_id(self, key: tuple[str, str], name: str) -> int:
        found = self._response_row(key, name)
        if found is None:
            raise UndefinedResponseError([name])
        return int(found["id"])

    def _task(self, item: int, answer: AnswerFacts, responses: list[int]) -> int:
        kind = "RATING" if answer.ranking is None else "COMPARISON" if len(responses) == 2 else "RANKING"
        key = (item, kind, json.dumps(responses))
        if known := self.tasks.get(key):
            return known
        found = self.scratch.execute("SELECT id FROM tasks WHERE item = ? AND kind = ? AND responses = ?", key)
        row = found.fetchone()
        task = int(row[0]) if row else insert(self.scratch, "tasks", item=item, kind=kind, responses=key[2])
        return remember(self.tasks, key, task)

    def _rater(self, dataset: str, answer: AnswerFacts) -> int:
        key = (dataset, answer.rater, answer.is_judge)
        if known := self.raters.get(key):
            return known
        found = self.scratch.execute("SELECT id FROM raters WHERE dataset = ? AND name = ? AND is_judge = ?", key)
        values = {"dataset": dataset, "name": answer.rater, "is_judge": answer.is_judge}
        row = found.fetchone()
        return remember(self.raters, key, int(row[0]) if row else insert(self.scratch, "raters", **values))


def remember(cache: dict[K, V], key: K, value: V) -> V:
    """This function will keep the value in the cache, which starts anew when it is full."""
    if len(cache) >= CACHED:
        cache.clear()
    cache[key] = value
    return value
