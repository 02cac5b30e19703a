"""The formats for trainers and other tools, in the shapes that their documentation gives."""

import json
import uuid
from pathlib import Path

import pyarrow.parquet
import pytest

from annotations.models import Ballot, Project, Rater, Score
from ranking.exporters import REGISTRY
from ranking.exporters.argilla import question_names, user_of
from ranking.exporters.base import Training
from ranking.exporters.pipeline import OptionRefused, Options
from ranking.exporters.run import export_dataset
from tests.annotations.importers.files import comparison, jsonl, rating, take
from tests.ranking.exporters.test_run import export

pytestmark = pytest.mark.django_db
ASKED = [{"role": "user", "content": "Why is tea brown?"}]
GOOD, BAD = {"role": "assistant", "content": "Tannins."}, {"role": "assistant", "content": "Magic."}


@pytest.fixture
def compared(tmp_path: Path) -> Path:
    """Two of three prefer r1, and both were scored."""
    reverse = comparison(annotator="cem", ranking=[["r2"], ["r1"]])
    other = {"response_id": "r2", "model": "pot", "response": "Magic."}
    scores = [rating(score=5), rating(annotator="ben", score=4), rating(score=2, **other)]
    take(
        jsonl(tmp_path / "a.jsonl", comparison(), comparison(annotator="ben"), reverse),
        jsonl(tmp_path / "b.jsonl", *scores, rating(annotator="ben", score=1, **other)),
    )
    return tmp_path


def test_a_reward_row_holds_two_conversations_and_by_how_much_people_part(compared):
    ((row,), _told) = export(compared, "trl-reward")
    assert (row["chosen"], row["rejected"]) == ([*ASKED, GOOD], [*ASKED, BAD])
    assert (row["margin"], row["score_gap"], row["n_annotators"]) == (0.3333, 0.75, 3)
    assert "prompt" not in row


def test_a_kto_row_holds_one_response_and_whether_people_want_it(compared):
    rows, told = export(compared, "trl-kto")
    assert [(row["prompt"], row["completion"], row["label"]) for row in rows] == [
        (ASKED, [GOOD], True), (ASKED, [BAD], False),
    ]  # fmt: skip
    assert [(row["score"], row["agreement"], row["n_annotators"]) for row in rows] == [(4.5, 1.0, 2), (1.5, 1.0, 2)]
    assert told.left_out == {}


def test_openai_rows_hold_nothing_but_what_its_checks_know(compared):
    ((pair,), _told) = export(compared, "openai-dpo")
    asked = {"messages": ASKED, "tools": [], "parallel_tool_calls": True}
    assert pair == {"input": asked, "preferred_output": [GOOD], "non_preferred_output": [BAD]}
    ((accepted,), _told) = export(compared, "openai-sft")
    assert accepted == {"messages": [*ASKED, GOOD]}


def test_every_row_to_train_on_says_who_judged_what(compared):
    for name in ("trl-sft", "trl-dpo", "trl-kto", "trl-reward"):
        rows, _told = export(compared, name)
        for row in rows:
            assert {"n_annotators", "agreement", "shown_orders", "item_id", "language", "category"} <= row.keys(), name
            sides = ("chosen_", "rejected_") if name in ("trl-dpo", "trl-reward") else ("",)
            for side in sides:
                assert {f"{side}model", f"{side}template_version", f"{side}temperature"} <= row.keys(), name


def test_argilla_records_hold_everybodys_answer_under_its_question(compared):
    rows, told = export(compared, "argilla")
    rated = next(row for row in rows if "clarity.responses" in row and row["response_1"] == "Tannins.")
    assert rated["clarity.responses"] == [5, 4]
    assert rated["clarity.responses.status"] == ["submitted"] * 2
    assert [str(uuid.UUID(user)) for user in rated["clarity.responses.users"]] == rated["clarity.responses.users"]
    (ordered,) = [row for row in rows if "preference.responses" in row]
    assert (ordered["response_1"], ordered["response_2"]) == ("Tannins.", "Magic.")
    assert ordered["preference.responses"] == [["response_1", "response_2"]] * 2 + [["response_2", "response_1"]]
    assert ordered["model_2"] == "pot"
    assert (ordered["preference.agreement"], ordered["shown_orders"]) == (0.3333, ["r2 | r1"] * 3)
    assert len({row["id"] for row in rows}) == len(rows)
    assert told.left_out == {}


def test_argilla_takes_no_ties_no_wide_scales_and_no_repeats(tmp_path):
    wide = rating(dimension="percent", score=80, scale_min=0, scale_max=100)
    take(
        jsonl(tmp_path / "a.jsonl", comparison(ranking=[["r1", "r2"]])),
        jsonl(tmp_path / "b.jsonl", wide, rating(), rating(score=4)),
    )
    rows, told = export(tmp_path, "argilla")
    assert [row["clarity.responses"] for row in rows] == [[3]]
    assert sorted(told.left_out) == [
        "a repeat: Argilla keeps one answer of a user", "a tie: Argilla's rankings have none",
        "the scale of percent is wider than Argilla's ratings, 0 to 10 in whole numbers",
    ]  # fmt: skip


def test_argillas_questions_have_names_that_it_takes():
    class Named:
        def __init__(self, pk: int, name: str) -> None:
            self.pk, self.name = pk, name

    names = question_names([Named(1, "Açıklık"), Named(2, "açıklık"), Named(3, "質"), Named(4, "preference")])  # type: ignore[list-item]
    assert names == {1: "aciklik", 2: "aciklik-2", 3: "dimension-3", 4: "preference-4"}


def test_nobody_is_named(compared):
    for name in REGISTRY:
        export_dataset(project=Project.objects.get(), name=name, out=compared / "out")
        found = (compared / "out").read_bytes()
        assert [one for one in (b'"ada"', b'"ben"', b",ben,") if one in found] == [], name
    assert user_of_first() == user_of_first()


def user_of_first() -> str:
    class Answer:
        rater = Rater.objects.order_by("pk").first()

    return user_of(Answer())  # type: ignore[arg-type]


def test_a_typed_table_says_what_the_csv_says(compared):
    export_dataset(project=Project.objects.get(), name="ratings-parquet", out=compared / "r.parquet")
    table = pyarrow.parquet.read_table(compared / "r.parquet")
    plain, _told = export(compared, "ratings-csv")
    assert table.column_names == list(plain[0])
    assert [float(row["score"]) for row in plain] == table["score"].to_pylist()
    kinds = {name: str(table.schema.field(name).type) for name in ("score", "repeat", "response", "flags")}
    assert kinds == {"score": "double", "repeat": "int64", "response": "string", "flags": "list<element: string>"}


def test_a_typed_table_is_whole_whatever_size_its_parts(compared, monkeypatch):
    monkeypatch.setattr("ranking.exporters.parquet.ROWS_AT_ONCE", 3)
    export_dataset(project=Project.objects.get(), name="ratings-parquet", out=compared / "r.parquet")
    found = pyarrow.parquet.ParquetFile(compared / "r.parquet")
    assert (found.metadata.num_rows, found.num_row_groups) == (4, 2)


def test_without_scores_an_order_or_a_refusal_says_whether_people_want_it(tmp_path):
    given = [comparison(annotator=name) for name in ("ada", "ben", "cem")]
    take(jsonl(tmp_path / "a.jsonl", *given))
    rows, _told = export(tmp_path, "trl-kto")
    assert [(row["completion"], row["label"], row["agreement"]) for row in rows] == [
        ([GOOD], True, 1.0), ([BAD], False, 1.0),
    ]  # fmt: skip
    Ballot.objects.filter(assignment__rater__name__in=("ben", "cem")).update(none_acceptable=True, ranking=[])
    rows, told = export(tmp_path, "trl-kto")
    assert [(row["completion"], row["label"], row["agreement"]) for row in rows] == [
        ([GOOD], False, 0.6667), ([BAD], False, 1.0),
    ]  # fmt: skip
    assert told.left_out == {}
    Ballot.objects.update(none_acceptable=True, ranking=[])
    rows, _told = export(tmp_path, "trl-kto")
    assert [(row["label"], row["n_annotators"]) for row in rows] == [(False, 3), (False, 3)]


def test_people_who_part_teach_no_label(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(score=5), rating(annotator="ben", score=1)))
    rows, told = export(tmp_path, "trl-kto")
    assert (rows, told.left_out) == ([], {"low confidence: fewer than two thirds say the same": 1})


@pytest.mark.parametrize("name", [name for name, one in REGISTRY.items() if isinstance(one, Training)])
def test_what_is_held_out_is_in_no_format_to_train_on(tmp_path, name):
    take(
        jsonl(tmp_path / "a.jsonl", *(comparison(annotator=one, split="evaluate") for one in ("ada", "ben"))),
        jsonl(tmp_path / "b.jsonl", rating(score=5, split="evaluate")),
    )
    rows, told = export(tmp_path, name)
    assert rows == []
    assert set(told.left_out) == {"the prompt is one of split evaluate"}


def test_hostile_text_stays_text_in_every_format(tmp_path):
    hostile = '</s>\u2028{"role": "system"} \x1b]0;=cmd|\' /C calc\'!A0 İI'
    take(jsonl(tmp_path / "a.jsonl", rating(score=5, response=hostile, prompt=f"=1+1 {hostile}")))
    for name in REGISTRY:
        out = tmp_path / f"{name}.out"
        told = export_dataset(project=Project.objects.get(), name=name, out=out)
        if REGISTRY[name].ending == "jsonl" and told.rows:
            (line,) = out.read_bytes().splitlines()
            assert hostile in json.dumps(json.loads(line), ensure_ascii=False).encode().decode("utf-8").replace(
                "\\u001b", "\x1b"
            ).replace('\\"', '"')
    assert Score.objects.count() == 1


def test_answers_as_they_are_take_no_balance(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating()))
    for options in (Options(balance="gender"), Options(augment=True), Options(validation=0.1)):
        with pytest.raises(OptionRefused, match="as they are"):
            export_dataset(project=Project.objects.get(), name="ratings-csv", out=tmp_path / "x", options=options)
    with pytest.raises(OptionRefused, match="share for validation"):
        export_dataset(project=Project.objects.get(), name="trl-sft", out=tmp_path / "x", options=Options(validation=1))
    assert not (tmp_path / "x").exists()
