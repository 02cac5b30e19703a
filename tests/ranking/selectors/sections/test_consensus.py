"""Consensus by dimension, freed of severity where overlap tells it, in words where not."""

import numpy as np
import pytest

from annotations.models import Dimension, Project
from ranking.selectors.arrays import answers_load
from ranking.selectors.panel import panel_of
from ranking.selectors.sections.confusions import dawid_skene_section
from ranking.selectors.sections.consensus import consensus_section
from ranking.selectors.sections.context import Context
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


def section(project: Project) -> tuple[dict, Context]:
    data = answers_load(project=project)
    context = Context(data, seed=0)
    return consensus_section(context, panel_of(data, seed=0)), context


def chain(made: Answered, lean: dict[str, float], *, items: int = 24) -> None:
    """Each response by two raters, the next two each time."""
    rng, names = np.random.default_rng(0), list(lean)
    for number in range(items):
        for step in range(2):
            name = names[(number + step) % len(names)]
            score = 3 + (number % 3 - 1) * 0.5 + lean[name] + rng.normal(0, 0.1)
            made.rate(f"i{number}", "r", name, helpfulness=float(np.clip(score, 1, 5)))


def test_severity_is_taken_out_where_overlap_tells_it(project: Project):
    chain(Answered(project), {"Ann": 0.0, "Ben": 0.6, "Cem": -0.6})
    found, _ = section(project)
    row = found["helpfulness"]
    assert (row["n_responses"], row["n_answers"], row["n_single"]) == (24, 48, 0)
    assert (row["adjusted"], row["raters_linked"], row["raters_apart"]) == (24, 3, 0)
    assert row["severity_sd"] == pytest.approx(0.6, abs=0.15)
    assert row["severity_p"] < 1e-6
    assert row["noise"] == pytest.approx(0.1, abs=0.05)
    assert row["largest_shift"] == pytest.approx(0.3, abs=0.1)
    assert row["mean_half_width_adjusted"] < 0.3
    moved = row["most_moved"][0]
    assert abs(moved["adjusted"] - moved["mean"]) == pytest.approx(row["largest_shift"])


def test_raters_who_share_nothing_leave_the_mean_as_it_is_and_a_reason(project: Project):
    made = Answered(project)
    for number in range(6):
        made.rate(f"i{number}", "r", ("Ann", "Ben")[number % 2], helpfulness=3)
    found, context = section(project)
    row = found["helpfulness"]
    assert (row["adjusted"], row["severity_sd"], row["largest_shift"]) == (0, None, None)
    assert "No two raters scored the same response" in row["adjusted_because"]
    assert context.reasons["consensus.helpfulness"] == row["adjusted_because"]


def test_those_outside_the_largest_part_are_not_adjusted_and_counted(project: Project):
    made = Answered(project)
    chain(made, {"Ann": 0.0, "Ben": 0.6, "Cem": -0.6})
    made.rate("far", "r", "Dee", helpfulness=2)
    row = section(project)[0]["helpfulness"]
    assert (row["n_responses"], row["adjusted"], row["raters_linked"], row["raters_apart"]) == (25, 24, 3, 1)
    assert "1 share none" in row["adjusted_because"]


def test_categories_have_shares_freed_of_raters_errors(project: Project):
    kinds = {"good": 0, "bad": 1, "odd": 2}
    levels = [{"code": code, "text": code} for code in kinds]
    tone = Dimension.objects.create(rubric=project.rubric, name="tone", kind="category", levels=levels, position=3)
    made, rng = Answered(project), np.random.default_rng(1)
    codes = list(kinds)
    for number in range(30):
        truth = codes[number % 3 if number < 27 else 0]
        for name, right in (("Ann", 0.95), ("Ben", 0.9), ("Cem", 0.5)):
            said = truth if rng.random() < right else codes[rng.integers(3)]
            made.rate(f"i{number}", "r", name, tone=0).scores.update(value=None, code=said, dimension=tone)
    data = answers_load(project=project)
    context, panel = Context(data, seed=0), panel_of(data, seed=0)
    row = consensus_section(context, panel)["tone"]
    assert (row["n_responses"], row["n_answers"]) == (30, 90)
    assert row["sure"] > 0.5
    found = dawid_skene_section(context, panel)["tone"]
    assert set(found["categories"]) == set(kinds)
    assert sum(share["share"] for share in found["shares"]) == pytest.approx(1)
    assert all(share["ci_low"] < share["share"] < share["ci_high"] for share in found["shares"])
    reliable = {rater["name"]: rater["reliability"] for rater in found["raters"]}
    assert reliable["Cem"] < min(reliable["Ann"], reliable["Ben"])
    assert np.array(found["raters"][0]["confusion"]).shape == (3, 3)


def test_whole_rankings_are_no_choices_between_two(project: Project):
    made = Answered(project)
    for name in ("Ann", "Ben", "Cem"):
        made.order("i1", [["a"], ["b"], ["c"]], name)
    data = answers_load(project=project)
    context = Context(data, seed=0)
    assert dawid_skene_section(context, panel_of(data, seed=0)) == {"comparisons": None}
    assert "three or more" in context.reasons["dawid_skene.comparisons"]
