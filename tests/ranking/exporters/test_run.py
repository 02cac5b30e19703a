"""Exports of small imported projects, row by row."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from annotations.importers.run import import_files
from annotations.models import Assignment, Ballot, Item, Project, Rater, Round, Score
from ranking.exporters import REGISTRY
from ranking.exporters.pipeline import Exported
from ranking.exporters.run import export_dataset
from tests.annotations.importers.files import comparison, jsonl, judge_score, prompt, rating, reasons, take

pytestmark = pytest.mark.django_db


def export(folder: Path, name: str, **options) -> tuple[list[dict], Exported]:
    out = folder / f"{name}.out"
    told = export_dataset(project=Project.objects.get(slug="tea-house"), name=name, out=out, **options)
    text = out.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text))) if name.endswith("csv") else map(json.loads, text.splitlines())
    return list(rows), told


def test_a_score_comes_out_as_it_went_in_under_a_pseudonym(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(mood="calm"), rating(annotator="ben", score=5)))
    rows, told = export(tmp_path, "ratings-jsonl")
    assert (told.rows, len(rows)) == (2, 2)
    first = rows[0]
    assert {name: first[name] for name in ("dataset", "item_id", "prompt", "response_id", "model", "response")} == {
        "dataset": "tea", "item_id": "t1", "prompt": "Why is tea brown?", "response_id": "r1", "model": "kettle",
        "response": "Tannins.",
    }  # fmt: skip
    assert (first["score"], first["scale_min"], first["scale_max"], first["mood"]) == (3, 1, 5, "calm")
    assert (first["n_annotators"], first["agreement"], first["template_version"]) == (2, 0.5, None)
    assert {row["annotator"] for row in rows}.isdisjoint({"ada", "ben"})
    assert len({row["annotator"] for row in rows}) == 2


@pytest.mark.parametrize(("name", "made"), [("ratings-jsonl", Score), ("ballots-jsonl", Ballot)])
def test_what_was_exported_imports_again(tmp_path, name, made):
    rows = [rating(), rating(score=4), rating(dimension="depth", round="late")]
    orders = [comparison(), comparison(annotator="ben", ranking=[["r2", "r1"]], shown_order=None)]
    take(jsonl(tmp_path / "a.jsonl", *rows), jsonl(tmp_path / "b.jsonl", *orders))
    out = tmp_path / "out.jsonl"
    told = export_dataset(project=Project.objects.get(), name=name, out=out)
    outcome = import_files(paths=[out], slug="copy", create=True)
    assert (outcome.added, outcome.refused) == (told.rows, 0)
    copied = made.objects.filter(assignment__task__round__project__slug="copy")
    assert copied.count() == made.objects.count() / 2
    assert Item.objects.filter(project__slug="copy").get().prompt == "Why is tea brown?"


@pytest.mark.parametrize("name", ["ratings-jsonl", "ballots-jsonl"])
def test_what_was_exported_does_not_double_the_project_that_it_came_from(tmp_path, name):
    take(jsonl(tmp_path / "a.jsonl", rating()), jsonl(tmp_path / "b.jsonl", comparison()))
    export_dataset(project=Project.objects.get(), name=name, out=tmp_path / "out.jsonl")
    (said,) = reasons(tmp_path / "out.jsonl")
    assert "whose answers are here already" in said


def test_a_table_cannot_run_formulas(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(response='=HYPERLINK("http://x")', prompt="@sum", score=1)))
    rows, _told = export(tmp_path, "ratings-csv")
    assert (rows[0]["response"], rows[0]["prompt"], rows[0]["score"]) == ('\'=HYPERLINK("http://x")', "'@sum", "1")
    assert json.loads(rows[0]["shown_order"] or "null") is None


def test_an_order_comes_out_with_its_responses(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", comparison(), comparison(annotator="ben"), comparison(annotator="cem")))
    rows, _told = export(tmp_path, "ballots-jsonl")
    assert (rows[0]["ranking"], rows[0]["shown_order"]) == ([["r1"], ["r2"]], ["r2", "r1"])
    assert rows[0]["responses"]["r2"]["text"] == "Magic."
    assert (rows[0]["n_annotators"], rows[0]["agreement"]) == (3, 1.0)


def test_a_clear_preference_becomes_a_pair(tmp_path):
    reverse = comparison(annotator="cem", ranking=[["r2"], ["r1"]])
    take(jsonl(tmp_path / "a.jsonl", comparison(), comparison(annotator="ben"), reverse))
    rows, told = export(tmp_path, "trl-dpo")
    assert told.left_out == {}
    assert rows[0]["prompt"] == [{"role": "user", "content": "Why is tea brown?"}]
    assert rows[0]["chosen"] == [{"role": "assistant", "content": "Tannins."}]
    assert rows[0]["rejected"] == [{"role": "assistant", "content": "Magic."}]
    assert (rows[0]["n_annotators"], rows[0]["agreement"], rows[0]["chosen_model"]) == (3, 0.6667, "kettle")
    assert rows[0]["shown_orders"] == [["r2", "r1"]] * 3


LEFT_OUT = {
    "a tie": [comparison(ranking=[["r1", "r2"]])],
    "two against two": [comparison(), comparison(annotator="b", ranking=[["r2"], ["r1"]])],
    "low confidence: fewer than two thirds preferred one": [
        comparison(),
        comparison(annotator="b", ranking=[["r1", "r2"]]),
    ],
    "a response has no text": [comparison(responses={"r1": {"text": ""}, "r2": {"text": "x"}})],
    "both responses have the same text": [comparison(responses={"r1": {"text": "x"}, "r2": {"text": "x"}})],
    "the prompt is one of split evaluate": [comparison(split="evaluate")],
    "the prompt is one of split anchor": [comparison(split="anchor")],
    "the item has no prompt text": [comparison(prompt="")],
}


@pytest.mark.parametrize(("reason", "rows"), LEFT_OUT.items(), ids=LEFT_OUT)
def test_it_leaves_a_pair_out_and_says_why(tmp_path, reason, rows):
    take(jsonl(tmp_path / "a.jsonl", *rows))
    found, told = export(tmp_path, "trl-dpo")
    assert found == []
    assert told.left_out == {"a tie" if reason == "two against two" else reason: 1}


def test_a_twin_of_an_evaluation_prompt_is_left_out_too(tmp_path):
    twin = prompt(item_id="t9", split="evaluate")
    take(jsonl(tmp_path / "a.jsonl", comparison()), jsonl(tmp_path / "b.jsonl", twin))
    for name in ("trl-dpo", "trl-sft"):
        _rows, told = export(tmp_path, name)
        assert told.rows == 0
        assert set(told.left_out) == {"the prompt is one of split evaluate"}


def test_scores_of_one_person_make_pairs_where_nobody_compared(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(score=5), rating(response_id="r2", response="Magic.", score=2)))
    rows, _told = export(tmp_path, "trl-dpo")
    assert (rows[0]["chosen_id"], rows[0]["source"]) == ("r1", "scores")


def test_accepted_responses_become_conversations(tmp_path):
    low = rating(response_id="r2", response="Magic.", score=2)
    take(jsonl(tmp_path / "a.jsonl", rating(score=4), rating(annotator="ben", score=5), low))
    rows, told = export(tmp_path, "trl-sft")
    assert [turn["content"] for turn in rows[0]["messages"]] == ["Why is tea brown?", "Tannins."]
    assert (rows[0]["score"], rows[0]["n_annotators"], rows[0]["agreement"], len(rows)) == (4.5, 2, 0.75, 1)
    assert told.left_out == {"people's mean is below the acceptance threshold of clarity": 1}


def test_a_persons_rewrite_is_a_conversation_of_its_own(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(score=1)))
    Assignment.objects.update(rewrite="Oxidised leaves.")
    rows, _told = export(tmp_path, "trl-sft")
    assert (rows[0]["messages"][1]["content"], rows[0]["source"]) == ("Oxidised leaves.", "rewrite")


def test_a_rewrite_of_several_is_of_the_one_that_was_put_first(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", comparison(ranking=[["r2"], ["r1"]])))
    Assignment.objects.update(rewrite="Oxidised leaves.")
    rows, _told = export(tmp_path, "trl-sft")
    (made,) = [row for row in rows if row["source"] == "rewrite"]
    assert (made["response_id"], made["model"]) == ("r2", "pot")


TURNS = [{"role": "user", "content": "Tea?"}, {"role": "assistant", "content": "Please."}]


def test_a_conversation_comes_out_whole(tmp_path):
    asked = {"role": "user", "content": "Why is tea brown?"}
    rows = [comparison(annotator=name, messages=[*TURNS, asked]) for name in ("ada", "ben")]
    take(jsonl(tmp_path / "a.jsonl", *rows), jsonl(tmp_path / "b.jsonl", rating(score=5)))
    pairs, _told = export(tmp_path, "trl-dpo")
    assert pairs[0]["prompt"] == [*TURNS, asked]
    accepted, _told = export(tmp_path, "trl-sft")
    assert accepted[0]["messages"] == [*TURNS, asked, {"role": "assistant", "content": "Tannins."}]
    scores, _told = export(tmp_path, "ratings-jsonl")
    assert scores[0]["messages"] == [*TURNS, asked]
    export(tmp_path, "ratings-csv")
    again = (tmp_path / "ratings-jsonl.out").rename(tmp_path / "again.jsonl")
    import_files(paths=[again], slug="copy", create=True)
    assert Item.objects.get(project__slug="copy").messages == TURNS


def test_one_round_alone_can_be_exported(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating()))
    take(jsonl(tmp_path / "b.jsonl", rating(annotator="ben", score=1)))
    rows, _told = export(tmp_path, "ratings-jsonl", number=2)
    assert [row["score"] for row in rows] == [1]


def test_a_failed_export_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    take(jsonl(tmp_path / "a.jsonl", rating()))
    export(tmp_path, "ratings-jsonl")
    before = (tmp_path / "ratings-jsonl.out").read_bytes()
    Score.objects.update(value=float("inf"))
    with pytest.raises((ValueError, OverflowError)):
        export(tmp_path, "ratings-jsonl")
    assert (tmp_path / "ratings-jsonl.out").read_bytes() == before
    assert not list(tmp_path.glob(".*.part"))


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("export_dataset", "--project", "tea-house", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_counts_rows_and_reasons(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", comparison(ranking=[["r1", "r2"]])))
    out = tmp_path / "out.jsonl"
    assert said("--format", "trl-dpo", "--out", str(out)) == f"left out 1: a tie\nwrote 0 rows to {out}\n"


def test_the_command_refuses_what_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="There is no project"):
        said("--format", "trl-dpo", "--out", str(tmp_path / "x"))
    take(jsonl(tmp_path / "a.jsonl", rating()))
    Round.objects.create(project=Project.objects.get(), number=2, state=Round.State.COLLECTING)
    for number, words in (("2", "round 2 is not over"), ("7", "has no round 7")):
        with pytest.raises(CommandError, match=words):
            said("--format", "trl-dpo", "--out", str(tmp_path / "x"), "--round", number)
    with pytest.raises(CommandError, match="cannot be written"):
        said("--format", "trl-dpo", "--out", str(tmp_path / "none" / "x"))


def test_every_format_stands_in_the_documentation():
    words = (settings.BASE_DIR / "docs" / "exporting.md").read_text(encoding="utf-8")
    assert [name for name in REGISTRY if f"`{name}`" not in words] == []


def test_judges_never_come_out_as_people(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", judge_score()))
    assert Rater.objects.get().kind == "judge"
    assert export(tmp_path, "ratings-jsonl")[0] == []


@pytest.mark.parametrize("out", ["", "."])
def test_a_path_without_a_name_is_refused_in_words(tmp_path, out):
    take(jsonl(tmp_path / "a.jsonl", rating()))
    with pytest.raises(CommandError, match="cannot be written"):
        said("--format", "ratings-jsonl", "--out", out)
