"""Public human judgements through import_data, fit and report --json: every figure that was measured on the files."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command

from annotations.models import Project
from ranking.selectors.arrays import answers_load
from ranking.selectors.sections.context import UNEXPLAINED
from ranking.selectors.sections.judges import beside_people, judged
from ranking.stats.calibrate import calibrate, rmse
from tests.ranking.answered import nulls

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def fitted(folder: Path, dataset: str, *report: str) -> dict:
    """The report of a data set that was imported with all of its files at once."""
    slug = dataset.replace("_", "-")
    files = [str(path) for path in sorted(folder.glob(f"{dataset}.*.jsonl.gz"))]
    said("import_data", *files, "--project", slug, "--create")
    said("fit", "--project", slug)
    found = json.loads(said("report", "--project", slug, "--json", *report))
    assert_every_null_has_a_reason(found)
    return found


def assert_every_null_has_a_reason(report: dict) -> None:
    for part in report.get("by", {}).values():
        assert_every_null_has_a_reason(part)
    own = {key: value for key, value in report.items() if key not in ("by", "reasons")}
    missing = set(nulls(own)) - set(report["reasons"])
    assert not missing, sorted(missing)[:5]
    assert UNEXPLAINED not in report["reasons"].values()


def test_llmfao(real_data: Path):
    report = fitted(real_data, "llmfao")
    counts = report["counts"]
    assert (counts["items"], counts["responses"], counts["ballots"], counts["raters"]) == (2139, 4278, 8931, 124)
    assert (counts["judges"], counts["unreadable"], counts["repeats"]) == (2, 0, 0)
    strengths = {row["name"]: row["strength"] for row in report["strengths"]}
    assert [row["name"] for row in report["strengths"]][:5] == [
        "GPT 4", "Platypus-2 Instruct (70B)", "command", "ReMM SLERP L2 13B", "LLaMA-2-Chat (70B)",
    ]  # fmt: skip
    assert strengths["GPT 4"] == pytest.approx(0.041218, abs=1e-6)
    assert strengths["Platypus-2 Instruct (70B)"] == pytest.approx(0.029233, abs=1e-6)
    assert strengths["Dolly v2 (3B)"] == min(strengths.values()) == pytest.approx(0.006294, abs=1e-6)
    assert sum(strengths.values()) == pytest.approx(1)
    assert (report["strengths_of"], report["strengths_dimension"]) == ("model", None)
    assert report["strengths_ties"] == "half"
    assert all(row["elo_low"] < row["elo"] < row["elo_high"] for row in report["strengths"])
    assert report["agreement"]["comparisons"]["alpha_nominal"] == pytest.approx(0.289625, abs=1e-6)
    judge = report["judge_pairwise"]["gpt-4"]
    assert judge["accuracy"] == pytest.approx(0.387097, abs=1e-6)
    assert judge["kappa"] == pytest.approx(0.178104, abs=1e-6)
    assert judge["leaderboard_correlation"] == pytest.approx(0.730918, abs=1e-6)
    assert judge["consistency"] is None
    assert report["scores"] == []


def test_pandalm(real_data: Path):
    report = fitted(real_data, "pandalm")
    agreement = report["agreement"]["comparisons"]
    assert agreement["alpha_nominal"] == pytest.approx(0.864221, abs=1e-6)
    kappas = {pair: found["cohen_kappa"] for pair, found in agreement["pairs"].items()}
    assert kappas == pytest.approx(
        {
            "annotator1|annotator2": 0.852023,
            "annotator1|annotator3": 0.878944,
            "annotator2|annotator3": 0.861661,
        },
        abs=1e-6,
    )
    assert report["judge_pairwise"]["gpt-3.5-turbo"]["accuracy"] == pytest.approx(0.697698, abs=1e-6)
    assert report["judge_pairwise"]["gpt-3.5-turbo"]["n_invalid"] == report["counts"]["unreadable"] == 25
    assert report["judge_pairwise"]["pandalm-7b"]["accuracy"] == pytest.approx(0.667668, abs=1e-6)
    for judge in report["judge_pairwise"].values():
        assert judge["logloss_calibrated"] < judge["logloss_raw"] < judge["logloss_constant"]
    assert report["alt_test"]["gpt-3.5-turbo"]["comparisons"]["passes"] is False


def test_llm_rubric_real(real_data: Path):
    report = fitted(real_data, "llm_rubric_real")
    found = report["judges"]["gpt-3.5-turbo-16k"]["Q0"]
    assert found["n"] == 223
    assert found["rmse_raw"] == pytest.approx(0.918676, abs=1e-6)
    assert found["pearson_raw"] == pytest.approx(0.177301, abs=1e-6)
    assert found["spearman_raw"] == pytest.approx(0.086675, abs=1e-6)
    assert found["kendall_raw"] == pytest.approx(0.065928, abs=1e-6)
    assert found["rmse_calibrated"] <= found["rmse_constant"]
    assert report["counts"]["ratings"] == 1701
    assert report["agreement"]["Q0"]["alpha_ordinal"] is None
    assert "two people" in report["reasons"]["agreement.Q0.alpha_ordinal"]


def test_llm_rubric_synth(real_data: Path):
    report = fitted(real_data, "llm_rubric_synth", "--by", "round")
    counts = report["counts"]
    assert (counts["items"], counts["responses"], counts["ratings"], counts["repeats"]) == (50, 250, 5946, 73)
    found = report["judges"]["gpt-3.5-turbo-16k"]["Q0"]
    assert found["n"] == 662
    assert found["rmse_raw"] == pytest.approx(1.056677, abs=1e-6)
    assert found["pearson_raw"] == pytest.approx(0.162159, abs=1e-6)
    assert found["rmse_constant"] == pytest.approx(0.825, abs=0.01)
    assert found["rmse_calibrated"] == pytest.approx(0.81, abs=0.01)
    assert found["rmse_known_raters"] == pytest.approx(0.76, abs=0.015)
    assert found["coverage_90"] == pytest.approx(0.9, abs=0.02)
    mean = report["judges_mean"]["gpt-3.5-turbo-16k"]["Q0"]
    assert mean["n"] == 223
    assert mean["pearson_raw"] == pytest.approx(0.265698, abs=1e-6)
    assert mean["spearman_raw"] == pytest.approx(0.349487, abs=1e-6)
    assert report["agreement"]["Q0"]["alpha_ordinal"] == pytest.approx(0.053, abs=5e-4)
    assert_known_raters_are_worth_what_was_measured()
    assert set(report["by"]) == {"round1", "round2", "round3"}
    parts = [part["judges"]["gpt-3.5-turbo-16k"]["Q0"]["n"] for part in report["by"].values()]
    assert sum(parts) == 662


def assert_known_raters_are_worth_what_was_measured() -> None:
    """The mean over twenty shuffled grouped five-folds."""
    data = answers_load(project=Project.objects.get(slug="llm-rubric-synth"))
    place = [each.name for each in data.entities.dimensions].index("Q0")
    beside = beside_people(data, next(judged(data)), place)
    figures = []
    for seed in range(20):
        found = calibrate(beside.features, beside.people, groups=beside.groups, raters=beside.raters, seed=seed)
        held_out = (found.constant, found.predicted, found.known_raters)
        figures.append([rmse(beside.people, each) for each in held_out])
        assert figures[-1][1] <= figures[-1][0]
    constant, rater_free, known = np.mean(figures, axis=0)
    assert constant == pytest.approx(0.825, abs=0.002)
    assert rater_free == pytest.approx(0.81, abs=0.005)
    assert known == pytest.approx(0.76, abs=0.005)


def test_squality(real_data: Path):
    report = fitted(real_data, "squality")
    means = {(row["name"], row["dimension"]): row["mean"] for row in report["scores"] if row["of"] == "model"}
    expected = {"bart": (34.84, 15.62, 18.14), "bart-dpr": (45.40, 24.26, 27.91), "human": (94.11, 88.77, 91.26)}
    for name, figures in expected.items():
        for dimension, mean in zip(("correctness", "selection", "overall"), figures, strict=True):
            assert means[name, dimension] == pytest.approx(mean, abs=0.005)
    for dimension, alpha in {"correctness": 0.458692, "selection": 0.781275, "overall": 0.798256}.items():
        found = report["agreement"][dimension]
        assert found["alpha_interval"] == pytest.approx(alpha, abs=1e-6)
        assert found["ci_low"] < alpha < found["ci_high"]
        assert report["agreement"][f"comparisons/{dimension}"]["n_units"] == 300
    assert report["strengths_dimension"] == "correctness"
    assert report["judges"] == {}


def test_llmbar(real_data: Path):
    report = fitted(real_data, "llmbar", "--by", "subset")
    assert report["strengths"] == []
    assert report["counts"]["unreadable"] >= 94
    by = report["by"]
    percent = {
        ("GPT-4/Vanilla", "Natural"): (95.5, 95.0),
        ("ChatGPT/Vanilla", "Natural"): (81.5, 71.0),
        ("GPT-4/Vanilla", "Neighbor"): (78.7, 93.3),
        ("GPT-4/Vanilla", "GPTInst"): (86.4, 94.6),
        ("GPT-4/Vanilla", "GPTOut"): (77.7, 93.6),
        ("GPT-4/Vanilla", "Manual"): (80.4, 82.6),
        ("ChatGPT/Vanilla", "Neighbor"): (19.4, 71.6),
    }
    for (judge, subset), (accuracy, consistency) in percent.items():
        found = by[subset]["judge_pairwise"][judge]
        assert 100 * found["accuracy"] == pytest.approx(accuracy, abs=0.051)
        assert 100 * found["consistency"] == pytest.approx(consistency, abs=0.051)
    biased = [row for row in report["audits"] if row["kind"] == "position" and row["of"] == "ChatGPT/Vanilla"]
    assert biased[0]["ci_low"] > 0
    assert "first" in biased[0]["sentence"]
