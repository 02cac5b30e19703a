"""What is refused, in which words, and that nothing of it stays."""

import gzip
import json

import pytest

from annotations.models import ImportBatch, Item, Project, Rater, Response, Score
from tests.annotations.importers.files import (
    comparison,
    counterfactual,
    jsonl,
    judge_score,
    prompt,
    rating,
    reasons,
    take,
    verdict,
)
from tests.conftest import make_user

pytestmark = [pytest.mark.both, pytest.mark.django_db]

BAD_ROWS = {
    "a score above its scale": (rating(score=6), "score 6 is outside its scale, 1 to 5"),
    "a score in words": (rating(score="four"), "score must be a number, not text"),
    "a score of true": (rating(score=True), "score must be a number, not true or false"),
    "a score beyond all numbers": (rating(score=10**400), "score must be a number, not one so large"),
    "no score": (rating(score=None), "score must be a number, not null"),
    "half a scale": (rating(scale_max=None), "scale_min and scale_max must both be numbers"),
    "an upside-down scale": (rating(scale_min=5, scale_max=1), "scale_min 5 is not below scale_max 1"),
    "a scale without end": (rating(scale_min=-1e308, scale_max=1e308), "must lie between -10^12 and 10^12"),
    "a judge's scale without end": (judge_score(scale_max=1e13), "must lie between -10^12 and 10^12"),
    "no annotator": (rating(annotator=None), "annotator is missing"),
    "no dimension": (rating(dimension=""), "dimension is missing"),
    "an annotator that is a list": (rating(annotator=["ada"]), "annotator must be text, not a list"),
    "an over-long item id": (rating(item_id="x" * 201), "item_id has 201 characters; at most 200 are taken"),
    "an over-long language": (rating(language="x" * 17), "language has 17 characters; at most 16 are taken"),
    "a text that is an object": (rating(response={"a": 1}), "response must be text, not an object"),
    "a NUL character": (rating(response="a\x00b"), "holds a NUL character"),
    "a NUL character in a name": (rating(**{"a\x00": 1}), "holds a NUL character"),
    "half a character": (rating(response="a\ud800"), "holds half a character (\\ud800)"),
    "an unknown response": (comparison(ranking=[["r1"], ["r9"]], shown_order=None), "names 'r9', which neither"),
    "an order of one": (comparison(ranking=[["r1"]]), "ranking must order at least two responses"),
    "an order of a text": (comparison(ranking="r1"), "ranking must be a list, not text"),
    "an order with a response twice": (comparison(ranking=[["r1"], ["r2", "r1"]]), "ranking names a response twice"),
    "an order of numbers in lists": (comparison(ranking=[["r1"], [["r2"]]]), "must be text, not a list"),
    "an order with an empty tie": (comparison(ranking=[["r1"], [], ["r2"]]), "ranking holds an empty list"),
    "responses in a list": (comparison(responses=["r1", "r2"]), "responses must be an object, not a list"),
    "a response that is a text": (comparison(responses={"r1": "x", "r2": "y"}), "responses.r1 must be an object"),
    "a shown order of others": (comparison(shown_order=["r1", "r3"]), "shown_order must name the compared responses"),
    "a verdict for a third": (verdict(winner="r3"), "winner is 'r3'; it is one of the two response ids"),
    "a verdict in a list": (verdict(winner=["r1"]), "winner is ['r1']"),
    "a pair of one": (verdict(response_b="r1"), "response_a and response_b are the same"),
    "an empty prompt": (prompt(prompt=""), "prompt and variables are both empty"),
    "an unknown split": (prompt(split="train"), "split is 'train'; it is one of develop, evaluate, anchor"),
    "variables in a list": (prompt(variables=[1]), "variables must be an object, not a list"),
    "a set of one": (counterfactual(variants=[{"group": "a", "prompt": "b"}]), "variants must be a list of at least"),
    "a set of texts": (counterfactual(variants=["a", "b"]), "each of variants must be an object"),
    "no kind at all": ({"colour": "green"}, "has the fields of no kind of file"),
}


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_it_refuses(tmp_path, row, reason):
    path = jsonl(tmp_path / "a.jsonl", row)
    (said,) = reasons(path)
    assert said.startswith(f"{path}, row 1: ")
    assert reason in said
    assert not Project.objects.exists()


BAD_LINES = {
    "what is no JSON": (b"{'a': 1}\n", "is not JSON"),
    "a list": (b"[1]\n", "is not a JSON object"),
    "NaN": (b'{"item_id": "a", "prompt": "b", "x": NaN}\n', "holds NaN"),
    "Infinity": (b'{"item_id": "a", "prompt": "b", "x": -Infinity}\n', "holds -Infinity"),
    "a number beyond all": (b'{"item_id": "a", "prompt": "b", "x": 1e999}\n', "holds 1e999"),
    "a field twice": (b'{"item_id": "a", "item_id": "b", "prompt": "c"}\n', "names the field 'item_id' twice"),
    "Latin-1": ('{"item_id": "a", "prompt": "café"}\n'.encode("latin-1"), "is not UTF-8: byte 32 of the file is 0xe9"),
    "endless nesting": (b'{"item_id": "a", "prompt": "b", "x": ' + b"[" * 9999 + b"]" * 9999 + b"}\n", "too deeply"),
    "deep nesting": (b'{"item_id": "a", "prompt": "b", "x": ' + b"[" * 80 + b"]" * 80 + b"}\n", "too deeply"),
    "a giant number": (b'{"item_id": "a", "prompt": "b", "x": ' + b"9" * 5000 + b"}\n", "is not JSON"),
    "a giant line": (b'{"item_id": "a", "prompt": "' + b"x" * 11_000_000 + b'"}\n', "is longer than 10 MB"),
}


@pytest.mark.parametrize(("line", "reason"), BAD_LINES.values(), ids=BAD_LINES)
def test_it_refuses_a_line_of(tmp_path, line, reason):
    path = tmp_path / "a.jsonl"
    path.write_bytes(line + json.dumps(prompt()).encode())
    (said,) = reasons(path)
    assert said.startswith(f"{path}, row 1: ")
    assert reason in said


@pytest.mark.parametrize("score", ["NaN", "Infinity", "-Infinity", "1e999", '"nan"', '"inf"', "null"])
def test_a_score_that_is_no_number_is_refused_with_its_line(tmp_path, score):
    path = jsonl(tmp_path / "a.jsonl", rating(), rating(annotator="b", score="HERE"))
    path.write_text(path.read_text().replace('"HERE"', score))
    (said,) = reasons(path)
    assert said.startswith(f"{path}, row 2: ")
    assert not Project.objects.exists()


def test_it_names_the_rows_number_and_its_file(tmp_path):
    one = jsonl(tmp_path / "a.jsonl", rating(), rating(score=9))
    two = jsonl(tmp_path / "b.jsonl", rating(score=8), rating())
    assert [said.split(":")[0] for said in reasons(one, two)] == [f"{one}, row 2", f"{two}, row 1"]


def test_a_blank_line_counts_in_the_numbering(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(f"{json.dumps(rating())}\n\n{json.dumps(rating(score=9))}\n")
    assert reasons(path)[0].startswith(f"{path}, row 3:")


CONFLICTS = {
    "two texts of a response": ([rating(), rating(annotator="b", response="No.")], "text of response r1 is 'No.' here"),
    "two models of a response": ([rating(), rating(annotator="b", model="pot")], "model of response r1 is 'pot'"),
    "two prompts of an item": ([rating(), rating(annotator="b", prompt="?")], "prompt of t1 is '?' here"),
    "two languages": ([rating(language="en"), rating(language="tr")], "language of t1 is 'tr' here, and 'en'"),
    "two splits": ([prompt(split="anchor"), prompt(split="evaluate")], "split of t1 is 'evaluate'"),
    "two values of a field": ([prompt(topic="a"), prompt(topic="b")], "metadata.topic is 'b' here, and 'a' elsewhere"),
    "two scales": ([rating(), rating(scale_max=7, annotator="b")], "the scale of clarity is 1 to 7 here, and 1 to 5"),
    "two attributes of a set": ([counterfactual(), counterfactual(attribute="age")], "attribute of p1 is 'age'"),
    "two kinds in a file": ([rating(), prompt()], "has the fields of prompts, and the file is one of ratings"),
}


@pytest.mark.parametrize(("rows", "reason"), CONFLICTS.values(), ids=CONFLICTS)
def test_it_refuses_in_one_file(tmp_path, rows, reason):
    (said,) = reasons(jsonl(tmp_path / "a.jsonl", *rows))
    assert "row 2" in said
    assert reason in said


@pytest.mark.parametrize(("rows", "reason"), list(CONFLICTS.values())[:-1], ids=list(CONFLICTS)[:-1])
def test_it_refuses_against_what_an_earlier_import_brought(tmp_path, rows, reason):
    take(jsonl(tmp_path / "a.jsonl", rows[0]))
    (said,) = reasons(jsonl(tmp_path / "b.jsonl", rows[1]))
    assert reason in said


def test_a_judge_file_may_mix_scores_and_verdicts(tmp_path):
    assert take(jsonl(tmp_path / "a.jsonl", judge_score(), verdict())).added == 2


def test_it_refuses_a_file_of_the_wrong_kind(tmp_path):
    (said,) = reasons(jsonl(tmp_path / "a.jsonl", rating()), kind="comparisons")
    assert "has the fields of ratings, and the file is one of comparisons" in said


def test_it_refuses_to_answer_in_an_accounts_name(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", prompt()))
    project = Project.objects.get()
    Rater.objects.create(project=project, dataset="", name="ada", user=make_user("ada"))
    (said,) = reasons(jsonl(tmp_path / "b.jsonl", rating(dataset="")))
    assert "answers in this project itself" in said


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.jsonl", b"", "is empty: it has no rows"),
        ("a.jsonl", b"\n\n", "is empty: it has no rows"),
        ("a.csv", b"", "is empty: it has no rows"),
        ("a.csv", b"item_id,prompt\n", "is empty: it has no rows"),
        ("a.jsonl.gz", b"{}", "is not a sound gzip file"),
        ("a.json", b"{}", "is of no kind that can be read"),
        ("a.gz", b"{}", "is of no kind that can be read"),
        ("a", b"{}", "is of no kind that can be read"),
        ("a.csv", b"item_id;prompt\n1;2\n", "has columns that are parted by semicolons; save it with commas"),
        ("a.csv", b"item_id,item_id\n1,2\n", "names the column 'item_id' twice"),
    ],
)
def test_it_refuses_a_file(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    (said,) = reasons(path)
    assert said.startswith(str(path))
    assert reason in said


def test_it_refuses_a_file_that_is_not_there(tmp_path):
    assert reasons(tmp_path / "a.jsonl") == [f"{tmp_path / 'a.jsonl'}: is not there"]


def test_it_says_after_which_row_a_gzip_file_is_truncated(tmp_path):
    rows = [rating(item_id=f"t{n}", prompt=f"{n * 7919 % 1000}" * 50) for n in range(500)]
    whole = jsonl(tmp_path / "whole.jsonl.gz", *rows).read_bytes()
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    (said,) = reasons(path)
    assert "the gzip file is truncated" in said
    assert 0 < int(said.split("row ")[1].split(":")[0]) < 500
    assert not Item.objects.exists()


def test_it_refuses_a_gzip_file_whose_checksum_is_wrong(tmp_path):
    path = jsonl(tmp_path / "a.jsonl.gz", rating())
    content = bytearray(path.read_bytes())
    content[-6] ^= 0xFF
    path.write_bytes(bytes(content))
    assert "is not a sound gzip file" in reasons(path)[0]


def test_it_takes_the_rest_when_told_to(tmp_path):
    path = jsonl(tmp_path / "a.jsonl", rating(), rating(score=9, item_id="t2"), rating(annotator="ben", score=2))
    outcome = take(path, skip_bad=True)
    assert (outcome.added, outcome.present, outcome.refused) == (2, 0, 1)
    assert list(Item.objects.values_list("external_id", flat=True)) == ["t1"]
    batch = ImportBatch.objects.get()
    assert (batch.added, batch.refused, batch.refusals[0]["row"]) == (2, 1, 2)


def test_a_refused_order_leaves_nothing_of_its_responses(tmp_path):
    bad = comparison(item_id="t2", ranking=[["r1"], ["r9"]], shown_order=None)
    take(jsonl(tmp_path / "a.jsonl", comparison(), bad), skip_bad=True)
    assert not Item.objects.filter(external_id="t2").exists()
    assert Response.objects.count() == 2


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path):
    outcome = take(tmp_path / "none.jsonl", jsonl(tmp_path / "a.jsonl", rating()), skip_bad=True)
    assert (outcome.added, outcome.refused) == (1, 1)


def test_it_refuses_when_all_is_bad_whatever_it_is_told(tmp_path):
    assert len(reasons(jsonl(tmp_path / "a.jsonl", rating(score=9)), skip_bad=True)) == 1


def test_a_refused_import_changes_nothing_that_stood(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", judge_score()))
    reasons(jsonl(tmp_path / "b.jsonl", rating(), rating(score=9)))
    assert Response.objects.get().text == ""
    assert Score.objects.count() == 1
    assert ImportBatch.objects.count() == 1


def test_it_takes_a_gzip_of_several_parts(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b"".join(gzip.compress(json.dumps(rating(score=n)).encode() + b"\n") for n in (1, 2)))
    assert take(path).added == 2


def test_it_takes_the_rows_before_a_broken_end_when_told_to(tmp_path):
    rows = [rating(item_id=f"t{n}", prompt=f"{n * 7919 % 1000}" * 50) for n in range(200)]
    whole = jsonl(tmp_path / "whole.jsonl.gz", *rows).read_bytes()
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    outcome = take(path, skip_bad=True)
    assert outcome.refused == 1
    assert outcome.added == outcome.refusals[0].row > 0
