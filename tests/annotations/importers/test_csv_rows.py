"""Tables as files."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from annotations.models import Ballot, Item, Project, Response, Score
from tests.annotations.importers.files import comparison, jsonl, judge_score, rating, reasons, take

pytestmark = pytest.mark.django_db


def table(path: Path, *rows: dict, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow({k: json.dumps(v) if isinstance(v, list | dict) else v for k, v in row.items()})
    return path


def test_it_takes_a_table_with_a_byte_order_mark(tmp_path):
    assert take(table(tmp_path / "a.csv", rating(response="Çay."), encoding="utf-8-sig")).added == 1
    assert Response.objects.get().text == "Çay."
    assert Score.objects.get().value == 3


def test_it_refuses_latin_1_naming_row_and_byte(tmp_path):
    path = table(tmp_path / "a.csv", rating(), rating(annotator="renée"), encoding="latin-1")
    (said,) = reasons(path)
    byte = path.read_bytes().index(0xE9) + 1
    assert said == f"{path}, row 3: is not UTF-8: byte {byte} of the file is 0xe9; save the file as UTF-8"


def test_it_takes_the_other_rows_of_a_latin_1_table_when_told_to(tmp_path):
    path = table(tmp_path / "a.csv", rating(), rating(annotator="renée"), rating(annotator="b"), encoding="latin-1")
    outcome = take(path, skip_bad=True)
    assert (outcome.added, outcome.refused) == (2, 1)


def test_it_reads_nested_fields_as_json_cells(tmp_path):
    take(table(tmp_path / "a.csv", comparison()))
    assert len(Ballot.objects.get().ranking) == 2
    assert Response.objects.count() == 2


def test_it_names_the_cell_whose_json_is_broken(tmp_path):
    (said,) = reasons(table(tmp_path / "a.csv", comparison(ranking="[[")))
    assert "row 2: ranking is not JSON" in said


def test_a_cell_may_hold_several_lines(tmp_path):
    take(table(tmp_path / "a.csv", rating(response="one\ntwo"), rating(annotator="b", response="one\ntwo")))
    assert Response.objects.get().text == "one\ntwo"


def test_the_same_rows_in_a_table_and_in_lines_are_the_same_rows(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(mood="calm"), rating(score=2.5)))
    outcome = take(table(tmp_path / "a.csv", rating(mood="calm"), rating(mood="", score=2.5)))
    assert (outcome.added, outcome.present) == (0, 2)


@pytest.mark.parametrize("score", ["nan", "NaN", "inf", "-Infinity", "1e999", ""])
def test_a_cell_with_a_score_that_is_no_number_is_refused_with_its_row(tmp_path, score):
    path = table(tmp_path / "a.csv", rating(), rating(annotator="b", score=score))
    (said,) = reasons(path)
    assert said.startswith(f"{path}, row 3: ")
    assert not Project.objects.exists()


def test_a_judges_cell_that_is_no_number_is_unreadable(tmp_path):
    take(table(tmp_path / "a.csv", judge_score(score="nan"), judge_score(score="none")))
    assert list(Score.objects.values_list("unreadable", "raw__score")) == [(True, "nan"), (True, "none")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("t1,What?,more", "has 3 cells, and the header has 2"),
        ("t1", "has 1 cells, and the header has 2"),
        ('t1,"a"b', "is not CSV"),
        ("t1,a\x00b", "holds a NUL character"),
    ],
)
def test_it_refuses_a_row_that_is_no_row_of_the_table(tmp_path, line, reason):
    path = tmp_path / "a.csv"
    path.write_text(f"item_id,prompt\n{line}\nt2,Really?\n")
    (said,) = reasons(path)
    assert f"row 2: {reason}" in said


def test_it_takes_a_table_in_gzip(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(table(tmp_path / "a.csv", rating()).read_bytes()))
    assert take(path).added == 1
    assert Item.objects.get().external_id == "t1"
