"""Self-consistency, out of people's own repeats."""

import pytest

from annotations.models import Project
from ranking.selectors.arrays import answers_load
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.repeats import self_consistency_section
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


def section(project: Project) -> tuple[dict, Context]:
    context = Context(answers_load(project=project), seed=0)
    return self_consistency_section(context), context


def test_scores_asked_again_are_held_against_the_first(project: Project):
    made = Answered(project)
    for number in range(6):
        made.rate(f"i{number}", "r", "Ann", helpfulness=3)
        made.rate(f"i{number}", "r", "Ann", repeat=1, helpfulness=3 if number < 4 else 5)
        made.rate(f"i{number}", "r", "Ben", helpfulness=4)
        made.rate(f"i{number}", "r", "kind judge", judge=True, helpfulness=1)
        made.rate(f"i{number}", "r", "kind judge", judge=True, repeat=1, helpfulness=5)
    found, _ = section(project)
    row = found["helpfulness"]
    assert (row["n"], row["raters"], row["interval"]) == (6, 1, "prompt")
    assert row["share_equal"] == pytest.approx(4 / 6)
    assert row["mean_absolute_difference"] == pytest.approx(4 / 6)
    assert row["ci_low"] < 4 / 6 < row["ci_high"]
    assert 0 <= row["mad_low"] < 4 / 6 < row["mad_high"]
    assert row["between_people"] == {
        "share_equal": 0.0, "mean_absolute_difference": 1.0, "n_pairs": 6, "n_units": 6,
    }  # fmt: skip


def test_ballots_asked_again_have_a_share_and_no_difference(project: Project):
    made = Answered(project)
    for number in range(4):
        made.order(f"i{number}", [["a"], ["b"]], "Ann")
        again = [["a"], ["b"]] if number else [["a", "b"]]
        made.order(f"i{number}", again, "Ann", repeat=1, shown=["b", "a"])
    found, context = section(project)
    assert found["comparisons"]["share_equal"] == 0.75
    assert found["comparisons"]["mean_absolute_difference"] is None
    assert "no points" in context.reasons["self_consistency.comparisons.mean_absolute_difference"]


def test_neither_twice_is_the_same_answer(project: Project):
    made = Answered(project)
    for repeat in (0, 1):
        made.order("i1", [], "Ann", among=["a", "b"], none_acceptable=True, repeat=repeat)
    assert section(project)[0]["comparisons"]["share_equal"] == 1.0


def test_without_repeats_it_says_so(project: Project):
    Answered(project).rate("i1", "r", "Ann", helpfulness=3)
    found, context = section(project)
    assert found == {}
    assert "again" in context.reasons["self_consistency"]
