"""Comparisons, rankings and verdicts of shapes that no public file has, against figures computed elsewhere."""

from pathlib import Path
from random import Random

import pytest

from tests.ranking.doors import reference
from tests.ranking.doors.through import Row, comparison, files_of, fitted, verdict

pytestmark = pytest.mark.django_db

PEOPLE = ("İpek", "Ömer", "Şule")
WORTH = {"9": 0.0, "10": 0.6, "ğ": 1.1, "Z": 1.5}


def ranked(seed: int, *, sizes=(4,), ties: float = 0.3, items: int = 25, **more) -> list[Row]:
    """Orders of some of four responses, with ties, by three people."""
    random, rows = Random(seed), []
    for item in range(items):
        for who in PEOPLE:
            names = random.sample(sorted(WORTH), random.choice(sizes))
            order = sorted(names, key=lambda name: -WORTH[name] - random.gauss(0, 1.2))
            ranking: list = []
            for name in order:
                if ranking and random.random() < ties:
                    ranking[-1].append(name)
                else:
                    ranking.append([name])
            flat = [tied[0] if len(tied) == 1 and random.random() < 0.5 else tied for tied in ranking]
            rows.append(comparison(item, who, flat, dataset="küme", **more))
    return rows


def judged_of(rows: list[Row], seed: int = 9, **more) -> list[Row]:
    """A judge in both orders on every pair that people saw, sometimes tied or invalid, and fond of the first."""
    random, found = Random(seed), []
    for *own, one, two in sorted({pair for row in rows for pair, _ in reference.choices(row)}):
        for shown in ([one, two], [two, one]):
            draw = random.random()
            better = max(shown, key=lambda name: WORTH[name] + random.gauss(0, 1) + 0.7 * (name == shown[0]))
            winner = "tie" if draw < 0.1 else "invalid" if draw < 0.15 else None if draw < 0.2 else better
            found.append(
                verdict(own[1], one, two, winner, dataset=own[0], shown_order=shown, judge_model="hâkim", **more)
            )
    return found


def agrees(found: dict, said: dict) -> None:
    for level in ("nominal", "ordinal", "interval"):
        assert found[f"alpha_{level}"] == pytest.approx(reference.alpha(said, level), abs=1e-9)
    for one, two in (("İpek", "Ömer"), ("İpek", "Şule"), ("Ömer", "Şule")):
        kappa, n = reference.kappa(said, f"küme:{one}", f"küme:{two}")
        key = "|".join(sorted((one, two)))
        assert (found["pairs"][key]["cohen_kappa"], found["pairs"][key]["n"]) == (pytest.approx(kappa), n)


def strengths_are_right(report: dict, rows: list[Row]) -> None:
    found = {row["name"]: row["strength"] for row in report["strengths"]}
    assert found == pytest.approx(reference.strengths(rows), abs=1e-6)


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "csv"])
@pytest.mark.parametrize("sizes", [(2,), (4,), (2, 3, 4)], ids=str)
def test_rankings_of_several_sizes_with_ties_and_odd_ids(tmp_path: Path, sizes: tuple, ending: str):
    rows = ranked(1, sizes=sizes)
    report = fitted(*files_of(tmp_path, rows, ending))
    assert (report["counts"]["ballots"], report["counts"]["raters"]) == (75, 3)
    agrees(report["agreement"]["comparisons"], reference.first_choices(rows))
    strengths_are_right(report, rows)
    assert sum(row["n"] for row in report["strengths"]) == 2 * sum(len(reference.choices(row)) for row in rows)


def test_each_dimension_has_its_own_agreement_and_the_first_its_strengths(tmp_path: Path):
    tone, truth = ranked(2, dimension="ton"), ranked(3, ties=0.1, dimension="doğruluk")
    report = fitted(*files_of(tmp_path, truth + tone))
    agrees(report["agreement"]["comparisons/ton"], reference.first_choices(tone))
    agrees(report["agreement"]["comparisons/doğruluk"], reference.first_choices(truth))
    assert report["strengths_dimension"] == "doğruluk"
    strengths_are_right(report, truth)


def test_ballots_without_a_dimension_go_before_those_with_one(tmp_path: Path):
    whole, part = ranked(4), ranked(5, dimension="ton")
    report = fitted(*files_of(tmp_path, part + whole))
    assert report["strengths_dimension"] is None
    strengths_are_right(report, whole)


def test_a_second_answer_counts_for_strengths_and_not_for_agreement(tmp_path: Path):
    rows = ranked(6, sizes=(2,), ties=0.0)
    again = [dict(row, ranking=row["ranking"][::-1]) for row in rows[:20]]
    report = fitted(*files_of(tmp_path, rows + again))
    assert report["counts"]["repeats"] == 20
    agrees(report["agreement"]["comparisons"], reference.first_choices(rows))
    strengths_are_right(report, rows + again)


def test_verdicts_in_both_orders(tmp_path: Path):
    rows = ranked(7, sizes=(2,), ties=0.2, items=60)
    verdicts = judged_of(rows)
    report = fitted(*files_of(tmp_path, rows + verdicts))
    found = report["judge_pairwise"]["hâkim"]
    people = reference.plurality(reference.first_choices(rows))
    right, picks, by_pair = [], [], {}
    for row in verdicts:
        pair = (row["dataset"], str(row["item_id"]), row["response_a"], row["response_b"])
        chose = {row["response_a"]: 1, row["response_b"]: -1, "tie": 0}.get(row["winner"], 9)
        right.append(chose == people[pair])
        first = row["shown_order"][0] == row["response_a"]
        picks.append({1: "first" if first else "second", -1: "second" if first else "first"}.get(chose, "none"))
        by_pair.setdefault(pair, []).append(chose)
    both = list(by_pair.values())
    assert (found["n_pairs"], found["n_verdicts"]) == (len(by_pair), len(verdicts))
    assert (
        found["n_invalid"]
        == report["counts"]["unreadable"]
        == sum(9 in two for two in both) + sum(two == [9, 9] for two in both)
    )
    assert found["accuracy"] == pytest.approx(sum(right) / len(right))
    assert found["consistency"] == pytest.approx(sum(a == b != 9 for a, b in both) / len(both))
    assert found["always_first"] == pytest.approx(sum((a, b) == (1, -1) for a, b in both) / len(both))
    assert found["always_second"] == pytest.approx(sum((a, b) == (-1, 1) for a, b in both) / len(both))
    assert found["first_pick_rate"] == pytest.approx(picks.count("first") / len(picks))
    assert found["second_pick_rate"] == pytest.approx(picks.count("second") / len(picks))


def test_verdicts_with_several_labels_stand_apart(tmp_path: Path):
    rows = ranked(8, sizes=(2,), ties=0.0, items=40)
    plain, strict = (
        judged_of(
            rows,
            1,
        ),
        judged_of(rows, 2),
    )
    plain = [dict(row, dimension="plain") for row in plain]
    strict = [dict(row, dimension="strict") for row in strict]
    report = fitted(*files_of(tmp_path, rows + plain + strict))
    assert set(report["judge_pairwise"]) == {"hâkim/plain", "hâkim/strict"}
    people = reference.plurality(reference.first_choices(rows))
    for label, verdicts in (("plain", plain), ("strict", strict)):
        sides = [
            {row["response_a"]: 1, row["response_b"]: -1, "tie": 0}.get(row["winner"], 9)
            == people[row["dataset"], str(row["item_id"]), row["response_a"], row["response_b"]]
            for row in verdicts
        ]
        assert report["judge_pairwise"][f"hâkim/{label}"]["accuracy"] == pytest.approx(sum(sides) / len(sides))
