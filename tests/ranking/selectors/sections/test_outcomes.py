"""Ties, neither, what does not apply, and skips."""

import pytest

from annotations.models import Assignment, Project, Round, Score
from ranking.selectors.arrays import answers_load
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.outcomes import outcomes_section
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


def section(project: Project) -> tuple[dict, Context]:
    context = Context(answers_load(project=project), seed=0)
    return outcomes_section(context), context


def test_ties_and_neither_are_shares_of_what_was_compared(project: Project):
    made = Answered(project)
    for number, ranking in enumerate([[["a"], ["b"]], [["a", "b"]], [["b"], ["a"]]]):
        made.order(f"i{number}", ranking, "Ann")
    made.order("i9", [], "Ann", among=["a", "b"], none_acceptable=True)
    made.order("i9", [["a", "b"]], "judge", judge=True)
    found, _ = section(project)
    ties, neither = found["ties"]["comparisons"], found["neither"]["comparisons"]
    assert (ties["share"], ties["n"]) == (pytest.approx(1 / 3), 3)
    assert (neither["share"], neither["n"]) == (0.25, 4)
    assert ties["ci_low"] < 1 / 3 < ties["ci_high"]


def test_a_whole_ranking_is_one_ballot_of_several_pairs(project: Project):
    Answered(project).order("i1", [["a"], ["b", "c"]], "Ann", dimension="helpfulness")
    found, _ = section(project)
    assert found["ties"]["comparisons/helpfulness"]["n"] == 3
    assert found["neither"]["comparisons/helpfulness"]["n"] == 1


def test_what_does_not_apply_is_a_share_of_all_that_was_asked(project: Project):
    made = Answered(project)
    said = [made.rate(f"i{number}", "r", "Ann", helpfulness=3) for number in range(4)]
    Score.objects.filter(assignment=said[0]).update(value=None, not_applicable=True)
    made.rate("i0", "r", "judge", judge=True, helpfulness=None)
    found, _ = section(project)
    assert found["not_applicable"]["helpfulness"]["share"] == 0.25
    assert found["not_applicable"]["helpfulness"]["n"] == 4


def test_skips_are_counted_by_kind_of_task(project: Project):
    made = Answered(project)
    for number in range(3):
        made.rate(f"i{number}", "r", "Ann", helpfulness=3)
    made.order("i1", [["a"], ["b"]], "Ann")
    for skipped in (made.rate("i8", "r", "Ben", helpfulness=3), made.rate("i9", "r", "Ben", helpfulness=3)):
        Assignment.objects.filter(pk=skipped.pk).update(state=Assignment.State.SKIPPED)
    skips = section(project)[0]["skips"]
    assert (skips["share"], skips["n"], skips["interval"]) == (pytest.approx(2 / 6), 6, "answer")
    assert skips["by_kind"]["RATING"]["share"] == pytest.approx(2 / 5)
    assert skips["by_kind"]["COMPARISON"]["share"] == 0


def test_imports_tell_of_no_skips_and_parts_neither(project: Project):
    made = Answered(project)
    made.rate("i1", "r", "Ann", helpfulness=3)
    data = answers_load(project=project)
    part = Context(data.of_answers(data.answers.taken), seed=0)
    assert outcomes_section(part)["skips"] is None
    assert "not by a field" in part.reasons["outcomes.skips"]
    Round.objects.update(origin=Round.Origin.IMPORTED)
    found, context = section(project)
    assert found["skips"] is None
    assert "imported" in context.reasons["outcomes.skips"]
