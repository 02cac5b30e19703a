"""A model's own confidence, from a file to its response."""

import csv
from pathlib import Path

import pytest

from annotations.models import Assignment, Project, Response
from ranking.exporters.run import export_dataset
from tests.annotations.importers.files import comparison, jsonl, judge_score, rating, reasons, take

pytestmark = pytest.mark.django_db


def sure(first: object, second: object = None) -> dict[str, dict[str, object]]:
    """Two responses of which their models are so sure."""
    return {
        "r1": {"model": "kettle", "text": "Tannins.", "confidence": first},
        "r2": {"model": "pot", "text": "Magic.", "confidence": second},
    }


def told() -> dict[str, float | None]:
    return dict(Response.objects.values_list("external_id", "confidence"))


def test_a_response_keeps_it_from_whatever_row_brings_it(tmp_path):
    take(
        jsonl(tmp_path / "a.jsonl", rating(response_confidence=0.8)),
        jsonl(tmp_path / "b.jsonl", comparison(item_id="t1", responses=sure(0.8, 0))),
        jsonl(tmp_path / "c.jsonl", judge_score(response_id="r3", response_confidence=1)),
    )
    assert told() == {"r1": 0.8, "r2": 0.0, "r3": 1.0}
    assert not any("confidence" in name for one in Assignment.objects.all() for name in one.metadata)


def test_a_table_brings_it_too(tmp_path):
    row = rating(response_confidence=0.25)
    with (tmp_path / "a.csv").open("w") as stream:
        writer = csv.DictWriter(stream, list(row))
        writer.writeheader()
        writer.writerows([row, row | {"annotator": "ben", "response_confidence": ""}])
    take(tmp_path / "a.csv")
    assert told() == {"r1": 0.25}


def test_a_later_file_fills_it_and_may_not_change_it(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating()))
    take(jsonl(tmp_path / "b.jsonl", rating(response_confidence=0.5)))
    assert told() == {"r1": 0.5}
    assert reasons(jsonl(tmp_path / "c.jsonl", rating(annotator="ben", response_confidence=0.6))) == [
        f"{tmp_path / 'c.jsonl'}, row 1: confidence of response r1 is 0.6 here, and 0.5 elsewhere; one of them is wrong"
    ]


@pytest.mark.parametrize("wrong", [1.2, -0.1, 80, "high", True, [0.5]])
def test_what_is_no_share_is_refused_with_what_would_do(tmp_path, wrong):
    (first, second) = reasons(
        jsonl(tmp_path / "a.jsonl", rating(response_confidence=wrong)),
        jsonl(tmp_path / "b.jsonl", comparison(responses=sure(0.5, wrong))),
    )
    would = f"is {wrong!r}; it is the model's own confidence, a number from 0 to 1, or is left out"
    assert first.endswith(f"row 1: response_confidence {would}")
    assert second.endswith(f"row 1: responses.r2.confidence {would}")


def test_a_raters_own_confidence_stays_metadata_of_the_answer(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(confidence="high"), rating(annotator="ben", confidence=3)))
    assert told() == {"r1": None}
    assert sorted(str(one.metadata["confidence"]) for one in Assignment.objects.all()) == ["3", "high"]


@pytest.mark.parametrize("name", ["ratings-jsonl", "ratings-csv", "ballots-jsonl"])
def test_it_is_exported_as_an_import_takes_it(tmp_path: Path, name):
    take(
        jsonl(tmp_path / "a.jsonl", rating(response_confidence=0.8)),
        jsonl(tmp_path / "b.jsonl", comparison(responses=sure(0.8, None))),
    )
    before = {one: value for one, value in told().items() if one in ("r1" if name.startswith("rat") else "r1r2")}
    out = tmp_path / f"out.{'csv' if name.endswith('csv') else 'jsonl'}"
    export_dataset(project=Project.objects.get(), name=name, out=out)
    Project.objects.all().delete()
    take(out)
    assert told() == before
