"""Ratings and judges' scores of shapes that no public file has, against figures computed from the rows elsewhere."""

from pathlib import Path
from random import Random

import numpy as np
import pytest

from tests.ranking.doors import reference
from tests.ranking.doors.through import Row, files_of, fitted, judgement, rating

pytestmark = pytest.mark.django_db

PEOPLE = ("İpek Şahin", "Ömer", "ann|ben", "张伟", "5")
LEVELS = ("alpha_nominal", "alpha_ordinal", "alpha_interval")


def clipped(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))


def ten_points(dataset: str = "çok", seed: int = 0, **more) -> list[Row]:
    """Five people of own severity on a scale from 0 to 10, two or three to a response; numbers as ids; some twice."""
    random, rows = Random(seed), []
    for item in range(40):
        for response in (7, 12):
            truth = random.uniform(2, 8) + (response == 12)
            for who in random.sample(range(5), random.choice([2, 3])):
                said = [
                    round(clipped(truth + who / 2 - 1 + random.gauss(0, 1), 0, 10))
                    for _ in range(1 + (random.random() < 0.1))
                ]
                rows += [
                    rating(item, response, PEOPLE[who], score, "Yararlılık", dataset=dataset, scale_min=0,
                           scale_max=10, prompt=f"Soru {item % 33}: «ı»?", **more)
                    for score in said
                ]  # fmt: skip
    return rows


def judged_of(ratings: list[Row], seed: int = 1, **more) -> list[Row]:
    """A judge on a scale from 1 to 5, with probabilities, now and then unreadable, of most of the responses."""
    random, rows = Random(seed), []
    mean: dict[tuple, list[float]] = {}
    for row in ratings:
        mean.setdefault((row["dataset"], row["item_id"], row["response_id"]), []).append(row["score"])
    for (dataset, item, response), said in mean.items():
        if random.random() < 0.1:
            continue
        score = clipped(1 + np.mean(said) / 10 * 4 + random.gauss(0, 0.6), 1, 5)
        score = random.choice([None, 0, "four", 99, True]) if random.random() < 0.1 else round(float(score), 3)
        probs = {"1": 0.1, "2": 0.2, "3": 0.4, "4": 0.2, "5": 0.1}
        rows.append(
            judgement(
                item, response, score, "Yararlılık", dataset=dataset, judge_model="Yargıç İ", score_probs=probs, **more
            )
        )
    return rows


def agrees(report: dict, ratings: list[Row], dimension: str, doubled: bool = False) -> None:
    """Alphas and kappas of one dimension."""
    said, found = reference.first_answers(ratings), report["agreement"][dimension]
    for level in LEVELS:
        assert found[level] == pytest.approx(reference.alpha(said, level.removeprefix("alpha_")), abs=1e-9)
    for key, pair in found["pairs"].items():
        raters = sorted({rater for each in said.values() for rater in each})
        (one, two), = [
            (one, two) for one in raters for two in raters
            if key == "|".join((one, two) if doubled else (one.split(":", 1)[1], two.split(":", 1)[1]))
        ]  # fmt: skip
        kappa, n = reference.kappa(said, one, two)
        assert pair["n"] == n
        assert pair["cohen_kappa"] == pytest.approx(kappa, abs=1e-9)


def means_are_right(report: dict, ratings: list[Row]) -> None:
    of_model: dict[tuple, list[float]] = {}
    for row in ratings:
        of_model.setdefault((row["model"], row["dimension"]), []).append(row["score"])
    found = {(row["name"], row["dimension"]): row for row in report["scores"] if row["of"] == "model"}
    assert set(found) == {key for key in of_model if key[0]}
    for key, row in found.items():
        assert row["n"] == len(of_model[key])
        assert row["mean"] == pytest.approx(np.mean(of_model[key]))


def judge_is_right(report: dict, ratings: list[Row], judgements: list[Row]) -> None:
    found = report["judges"][judgements[0]["judge_model"]][judgements[0]["dimension"]]
    people, judge = reference.beside(ratings, judgements)
    expected = reference.judge_figures(people, judge)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-9)
    unread = sum(1 for row in judgements if not isinstance(row["score"], float))
    assert found["n_unreadable"] == report["counts"]["unreadable"] == unread
    assert found["rmse_calibrated"] <= found["rmse_constant"]


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "csv"])
def test_another_scale_five_raters_and_turkish_names(tmp_path: Path, ending: str):
    ratings = ten_points()
    judgements = judged_of(ratings)
    if ending == "csv":
        judgements = [row for row in judgements if row["score"] is not True and row["score"] != "four"]
    report = fitted(*files_of(tmp_path, ratings + judgements, ending))
    counts = report["counts"]
    assert (counts["items"], counts["responses"], counts["ratings"]) == (40, 80, len(ratings))
    firsts = sum(len(each) for each in reference.first_answers(ratings).values())
    assert (counts["raters"], counts["repeats"]) == (5, len(ratings) - firsts)
    assert counts["repeats"] > 5
    agrees(report, ratings, "Yararlılık")
    means_are_right(report, ratings)
    judge_is_right(report, ratings, judgements)


def test_two_data_sets_in_one_project_with_people_of_the_same_names(tmp_path: Path):
    one, two = ten_points("bir", 2), ten_points("iki", 3)
    report = fitted(*files_of(tmp_path, one + two + judged_of(one + two)), report=["--by", "dataset"])
    assert report["counts"]["raters"] == 10
    agrees(report, one + two, "Yararlılık", doubled=True)
    means_are_right(report, one + two)
    judge_is_right(report, one + two, judged_of(one + two))
    assert set(report["by"]) == {"bir", "iki"}
    agrees(report["by"]["bir"], one, "Yararlılık", doubled=True)
    means_are_right(report["by"]["iki"], two)


def test_files_of_one_project_in_two_calls(tmp_path: Path):
    from tests.ranking.doors.through import refitted, said

    one, two = ten_points("bir", 2), ten_points("iki", 3)
    for rows in (one, judged_of(one)), (two, judged_of(two)):
        (tmp_path / rows[0][0]["dataset"]).mkdir()
        files = files_of(tmp_path / rows[0][0]["dataset"], [*rows[0], *rows[1]])
        said("import_data", *map(str, files), "--project", "unseen", "--create")
        said("import_data", *map(str, files), "--project", "unseen")
    report = refitted()
    means_are_right(report, one + two)
    assert report["counts"]["ratings"] == len(one) + len(two)


def test_rows_without_models_and_without_a_data_set(tmp_path: Path):
    ratings = ten_points()
    for row in ratings:
        del row["dataset"]
        if row["response_id"] == 7:
            row["model"] = ""
    report = fitted(*files_of(tmp_path, ratings))
    agrees(report, ratings, "Yararlılık")
    assert {row["name"] for row in report["scores"]} == {"model 12"}


def test_three_dimensions_of_three_kinds(tmp_path: Path):
    random, rows = Random(5), []
    for item in range(30):
        worth = random.random()
        for who in PEOPLE[:3]:
            rows += [
                rating(item, "r", who, round(1 + 4 * clipped(worth + random.gauss(0, 0.2), 0, 1)), "likert"),
                rating(item, "r", who, round(100 * clipped(worth + random.gauss(0, 0.2), 0, 1), 1), "percent",
                       scale_min=0, scale_max=100),
                rating(item, "r", who, int(worth + random.gauss(0, 0.2) > 0.5), "yes", scale_min=0, scale_max=1),
            ]  # fmt: skip
    report = fitted(*files_of(tmp_path, rows))
    kinds = {"likert": "ordinal", "percent": "interval", "yes": "nominal"}
    for name, level in kinds.items():
        agrees(report, [row for row in rows if row["dimension"] == name], name)
        assert report["agreement"][name]["ci_of"] == level
        found = report["agreement"][name]
        assert found["ci_low"] < found[f"alpha_{level}"] < found["ci_high"]
    means_are_right(report, rows)
