"""Public human judgements through import_data, fit and report --json: every figure that was measured on the files."""

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError

from annotations.models import CounterfactualSet, Item, Project, Response
from ranking.selectors.arrays import answers_load
from ranking.selectors.sections.judges import beside_people, judged
from ranking.stats.calibrate import calibrate, rmse
from tests.annotations.importers.test_real_files import adds_nothing, counted
from tests.ranking.doors import reference, through

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def fitted(folder: Path, dataset: str, *report: str) -> dict:
    """The report of a data set that was imported with all of its files at once."""
    files = sorted(folder.glob(f"{dataset}.*.jsonl.gz"))
    return through.fitted(*files, slug=dataset.replace("_", "-"), report=report)


def rows_of(folder: Path, name: str) -> list[dict]:
    """The rows themselves, for figures that another library computes from them."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_llmfao(real_data: Path):
    report = fitted(real_data, "llmfao")
    assert counted() == (2_139, 4_278, 124, 2, 0, 0)
    adds_nothing(real_data, "llmfao", 13_209, slug="llmfao")
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
    before = report["preferences"]["gpt-4"]["reliability"]["before"]
    assert (before["log_loss"], before["brier"]) == pytest.approx((judge["logloss_raw"], judge["brier_raw"]))
    assert report["scores"] == []
    assert strengths == pytest.approx(reference.strengths(rows_of(real_data, "llmfao.comparisons")), abs=1e-6)
    assert Response.objects.filter(text="").count() == 62
    assert len({item.group for item in answers_load(project=Project.objects.get()).entities.items}) == 13


def test_coding_llmfao_by_the_side_of_the_screen_would_give_another_alpha(real_data: Path):
    """The report's own alpha is by canonical response; this one shows that the two can be told apart."""
    by_side: dict = {}
    for row in rows_of(real_data, "llmfao.comparisons"):
        ((pair, chose),) = reference.choices(row)
        first = row["shown_order"][0] == pair[-2]
        by_side.setdefault(pair, {})[row["annotator"]] = chose if first else -chose
    assert reference.alpha(by_side, "nominal") == pytest.approx(0.290595, abs=1e-6)


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
    assert {pair["n"] for pair in agreement["pairs"].values()} == {999}
    counts = report["counts"]
    assert (counts["items"], counts["responses"], counts["ballots"], counts["raters"]) == (999, 1998, 2997, 3)
    assert len({item.group for item in answers_load(project=Project.objects.get()).entities.items}) == 170
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
    counts = report["counts"]
    assert (counts["items"], counts["responses"], counts["ratings"], counts["raters"]) == (223, 223, 1701, 13)
    assert set(report["judges"]["gpt-3.5-turbo-16k"]) == {f"Q{place}" for place in range(9)}
    assert report["agreement"]["Q0"]["alpha_ordinal"] is None
    assert report["agreement"]["Q0"]["pairs"] == {}
    for name, figures in report["judges"]["gpt-3.5-turbo-16k"].items():
        warned = any(
            each["path"] == f"judges.gpt-3.5-turbo-16k.{name}" and "carries no signal" in each["text"]
            for each in report["warnings"]
        )
        assert warned == (figures["method"] == "constant"), name
    assert "two people" in report["reasons"]["agreement.Q0.alpha_ordinal"]


def test_llm_rubric_synth(real_data: Path):
    report = fitted(real_data, "llm_rubric_synth", "--by", "round")
    counts = report["counts"]
    assert (counts["items"], counts["responses"], counts["ratings"], counts["repeats"]) == (50, 250, 5946, 73)
    assert (counts["raters"], counts["judges"]) == (24, 1)
    found = report["judges"]["gpt-3.5-turbo-16k"]["Q0"]
    assert found["n"] == 662
    assert found["rmse_known_raters"] <= 0.77
    assert found["rmse_calibrated"] <= found["rmse_constant"]
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
    assert_a_first_answer_alone_is_told_from_repeats()
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
    assert known <= 0.77
    assert rater_free <= constant


def assert_a_first_answer_alone_is_told_from_repeats() -> None:
    """N = 654 and RMSE 1.0601 where only the first of a rater's scores of one response counts."""
    data = answers_load(project=Project.objects.get(slug="llm-rubric-synth"))
    place = [each.name for each in data.entities.dimensions].index("Q0")
    table = next(judged(data)).table
    rows = data.scores.rows(
        ~data.answers.by_judge[data.scores.answer] & (data.scores.dimension == place) & data.scores.first
    )
    rows = rows.rows(~np.isnan(table[rows.response, place]))
    assert len(rows.value) == 654
    assert rmse(rows.value, table[rows.response, place]) == pytest.approx(1.0601, abs=5e-5)


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
    counts = report["counts"]
    assert (counts["items"], counts["responses"], counts["ratings"], counts["ballots"]) == (100, 300, 2700, 900)
    assert len({item.group for item in answers_load(project=Project.objects.get()).entities.items}) == 20
    assert_rankings_have_their_own_agreement(report, rows_of(real_data, "squality.comparisons"))
    assert_overall_ranks_never_contradict_ratings(real_data)


def assert_rankings_have_their_own_agreement(report: dict, rows: list[dict]) -> None:
    for dimension in ("correctness", "selection", "overall"):
        said = reference.first_choices([row for row in rows if row["dimension"] == dimension])
        found = report["agreement"][f"comparisons/{dimension}"]
        assert found["n_units"] == sum(len(each) > 1 for each in said.values())
        for level in ("nominal", "ordinal", "interval"):
            assert found[f"alpha_{level}"] == pytest.approx(reference.alpha(said, level), abs=1e-9)
    first = [row for row in rows if row["dimension"] == "correctness"]
    strengths = {row["name"]: row["strength"] for row in report["strengths"]}
    assert strengths == pytest.approx(reference.strengths(first), abs=1e-5)


def assert_overall_ranks_never_contradict_ratings(folder: Path) -> None:
    data = answers_load(project=Project.objects.get(slug="squality"))
    overall = [each.name for each in data.entities.dimensions].index("overall")
    score = {
        (data.answers.rater[answer], response): value
        for answer, response, on, value in zip(
            data.scores.answer, data.scores.response, data.scores.dimension, data.scores.value, strict=True
        )
        if on == overall
    }
    pairs = data.pairs.rows(data.pairs.dimension == overall)
    said = Counter(
        np.sign(score[rater, one] - score[rater, two]) * chose
        for rater, one, two, chose in zip(
            data.answers.rater[pairs.answer], pairs.one, pairs.two, pairs.chose, strict=True
        )
    )
    assert said[1] > 500
    assert said[-1] == 0


def test_llmbar(real_data: Path):
    report = fitted(real_data, "llmbar", "--by", "subset")
    assert counted() == (419, 838, 1, 6, 0, 150)
    adds_nothing(real_data, "llmbar", 22_207, slug="llmbar")
    assert report["strengths"] is None
    counts = report["counts"]
    # 92 zeros and 2 missing scores on a scale from 1 to 10, and 56 invalid verdicts.
    assert (counts["unreadable"], counts["judges"], counts["raters"]) == (150, 6, 1)
    assert (counts["items"], counts["responses"], counts["ballots"]) == (419, 838, 419)
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


@pytest.mark.parametrize(
    ("dataset", "sets", "values"),
    [("winogender", 240, {"male", "female", "neutral"}), ("winobias", 1565, {"male", "female"})],
)
def test_counterfactual_sets_wait_for_answers(real_data: Path, dataset: str, sets: int, values: set):
    through.said("import_data", str(real_data / f"{dataset}.counterfactual.jsonl.gz"), "--project", dataset, "--create")
    assert CounterfactualSet.objects.count() == sets
    assert set(Item.objects.values_list("attribute_value", flat=True)) == values
    with pytest.raises(CommandError, match=r"no answers|import some"):
        through.said("fit", "--project", dataset)
