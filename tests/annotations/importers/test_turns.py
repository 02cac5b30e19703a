"""Conversations in files: what becomes of them, and which are refused."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from annotations.importers.turns import as_conversation, is_conversation
from annotations.models import Item
from tests.annotations.importers.files import comparison, jsonl, prompt, rating, reasons, take

EARLIER = [{"role": "user", "content": "Why is tea brown?"}, {"role": "assistant", "content": "Tannins."}]
ASKED = {"role": "user", "content": "And green tea?"}
pytestmark = pytest.mark.django_db


def conversation(**changes: Any) -> dict[str, Any]:
    return {"dataset": "tea", "item_id": "t1", "messages": [*EARLIER, ASKED]} | changes


def test_the_last_turn_is_the_prompt_and_the_others_come_before_it(tmp_path: Path) -> None:
    outcome = take(jsonl(tmp_path / "a.jsonl", conversation(topic="tea")))
    item = Item.objects.get()
    assert (outcome.added, item.prompt, item.messages) == (1, "And green tea?", EARLIER)
    assert item.metadata == {"topic": "tea"}


def test_the_same_conversation_twice_adds_nothing(tmp_path: Path) -> None:
    file = jsonl(tmp_path / "a.jsonl", conversation())
    take(file)
    again = take(file)
    assert (again.added, again.present, again.batch) == (0, 1, None)


def test_a_conversation_is_a_cell_of_json_in_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["item_id", "messages"], ["t1", json.dumps([*EARLIER, ASKED])]])
    take(path)
    assert Item.objects.get().messages == EARLIER


def test_one_turn_alone_is_a_prompt_without_anything_before_it(tmp_path: Path) -> None:
    take(jsonl(tmp_path / "a.jsonl", conversation(messages=[ASKED])))
    assert (Item.objects.get().prompt, Item.objects.get().messages) == ("And green tea?", [])


@pytest.mark.parametrize("row", [rating, comparison])
def test_a_row_of_answers_brings_the_turns_of_its_item(tmp_path: Path, row: Any) -> None:
    take(jsonl(tmp_path / "a.jsonl", row(prompt="And green tea?", messages=[*EARLIER, ASKED])))
    assert Item.objects.get().messages == EARLIER


def test_a_later_row_fills_the_turns_and_another_conversation_is_refused(tmp_path: Path) -> None:
    take(jsonl(tmp_path / "a.jsonl", prompt(prompt="And green tea?")))
    take(jsonl(tmp_path / "b.jsonl", conversation()))
    assert Item.objects.get().messages == EARLIER
    other = conversation(messages=[{"role": "system", "content": "Be brief."}, ASKED])
    (said,) = reasons(jsonl(tmp_path / "c.jsonl", other))
    assert "earlier turns of t1 are others here than elsewhere" in said


def test_a_field_of_that_name_in_answers_that_is_no_conversation_stays_metadata(tmp_path: Path) -> None:
    take(jsonl(tmp_path / "a.jsonl", rating(messages=12)))
    assert Item.objects.get().messages == []


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ("hi", "must be a list of turns, not text"),
        ([], "messages is empty"),
        (["hi"], "turn 1 of messages must be an object with role and content, not text"),
        ([{"role": "tool", "content": "x"}], "has the role 'tool'; it is one of system, user, assistant"),
        ([ASKED, {"role": "system", "content": "x"}, ASKED], "turn 2 of messages is the system's; only the first"),
        ([{"role": "user", "content": ["x"]}], "the content of turn 1 of messages must be text, not a list"),
        ([{"role": "user", "content": " "}], "turn 1 of messages is empty"),
        ([{**ASKED, "name": "Ada"}], "turn 1 of messages has name, which a turn does not take"),
        (EARLIER, "the last of messages has the role 'assistant'; it must be the user's"),
    ],
)
def test_what_is_no_conversation_is_refused_in_words(tmp_path: Path, messages: Any, said: str) -> None:
    (reason,) = reasons(jsonl(tmp_path / "a.jsonl", conversation(messages=messages)))
    assert said in reason
    assert not is_conversation(messages)


def test_a_prompt_beside_it_must_be_its_last_turn(tmp_path: Path) -> None:
    take(jsonl(tmp_path / "a.jsonl", conversation(prompt="And green tea?")))
    (reason,) = reasons(jsonl(tmp_path / "b.jsonl", conversation(item_id="t2", prompt="Why?")))
    assert "prompt and the last of messages are different texts" in reason


def test_nothing_said_leaves_the_prompt_as_it_is() -> None:
    assert as_conversation(None, "Why?") == ((), "Why?")
    assert not is_conversation(None)
