"""What a test has rejected is not drafted again; what was not tested by itself is."""

import pytest

from annotations.models import Project, TemplateVersion
from ranking.models import Confirmation
from ranking.services.drafts import Edit
from ranking.services.tried import untried
from tests.ranking.confirmed import NOW, launched, two_versions

pytestmark = pytest.mark.django_db

SHOWN = {"input": "Which tea?", "output": "Green.", "response": 3}
BRIEF = Edit("principle", "add", "Be brief.", "Too long.")
SHOW = Edit("exemplar", "add", {**SHOWN, "response": 9}, "A good one.")
COOL = Edit("temperature", "change", 0.3, "Better.")


def has_been_tested(project: Project, state: str, **new: object) -> TemplateVersion:
    """A version with a test that came out so; the one it was tested against."""
    old, _new = two_versions(project, **new)
    made = launched(project, items=10)
    Confirmation.objects.filter(pk=made.pk).update(state=state, decided_at=None if state == "RUNNING" else NOW)
    return old


def test_what_a_test_rejected_is_left_out_and_said(project: Project) -> None:
    base = has_been_tested(project, "REJECTED", principles=["Be brief."], exemplars=[SHOWN])
    edits, silences = untried(base, [BRIEF, SHOW, COOL])
    assert edits == (COOL,)
    assert silences == ["Left out is what version 2 has: the test in round 1 rejected it."]


def test_of_one_part_of_it_the_test_says_nothing(project: Project) -> None:
    base = has_been_tested(project, "REJECTED", principles=["Be brief."], exemplars=[SHOWN])
    assert untried(base, [BRIEF, COOL]) == ((BRIEF, COOL), [])


@pytest.mark.parametrize("state", ["INCONCLUSIVE", "WITHDRAWN", "RUNNING", "PASSED"])
def test_what_no_test_rejected_may_be_tried_again(project: Project, state: str) -> None:
    base = has_been_tested(project, state, principles=["Be brief."])
    assert untried(base, [BRIEF]) == ((BRIEF,), [])


def test_against_another_version_it_may_be_worth_something(project: Project) -> None:
    has_been_tested(project, "REJECTED", principles=["Be brief."])
    newer = TemplateVersion.objects.get(number=2)
    assert untried(newer, [BRIEF]) == ((BRIEF,), [])
