"""Drafts: kept while a task is open, gone with its answer."""

from datetime import timedelta
from uuid import uuid4

import pytest

from annotations.models import Assignment, Project, Rater
from annotations.services.answers import answer_submit, answer_undo
from annotations.services.drafts import LONGEST_DRAFT, DraftInvalid, draft_keep
from annotations.services.handout import LEASE, assignment_next, assignment_return_expired, assignment_skip
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def rater(project: Project) -> Rater:
    return make_rater(project, "ada")


@pytest.fixture
def given(project: Project, rater: Rater) -> Assignment:
    open_round(project, items=1)
    return assignment_next(rater=rater, now=NOW)


def keep(assignment: Assignment, rater: Rater, **fields: str) -> bool:
    kept = draft_keep(assignment_id=assignment.pk, rater=rater, fields=fields, ranked=[True], now=NOW)
    assignment.refresh_from_db()
    return kept


def answered(assignment: Assignment) -> Assignment:
    return answer_submit(
        assignment_id=assignment.pk, rater=assignment.rater, key=uuid4(), shown=assignment.shown,
        answer=full_scores(), now=NOW,
    ).assignment  # fmt: skip


def test_the_last_draft_is_the_one_that_stays(given: Assignment, rater: Rater) -> None:
    assert keep(given, rater, comment="half")
    assert keep(given, rater, comment="a thought, in Türkçe ığüş")
    assert given.draft == {
        "fields": {"comment": "a thought, in Türkçe ığüş"}, "ranked": [True], "at": NOW.isoformat()
    }  # fmt: skip


def test_it_goes_with_the_answer_and_cannot_come_after_it(given: Assignment, rater: Rater) -> None:
    keep(given, rater, comment="half")
    answered(given)
    assert not keep(given, rater, comment="late")
    assert given.draft is None


def test_after_an_undo_it_is_kept_again(given: Assignment, rater: Rater) -> None:
    answered(given)
    answer_undo(assignment_id=given.pk, rater=rater, now=NOW)
    assert keep(given, rater, comment="again")


def test_it_goes_with_a_skip(given: Assignment, rater: Rater) -> None:
    keep(given, rater, comment="half")
    assignment_skip(assignment_id=given.pk, rater=rater, reason="broken", now=NOW)
    assert not keep(given, rater, comment="late")
    assert given.draft is None


def test_it_outlives_a_lease_and_comes_back_with_the_task(given: Assignment, rater: Rater) -> None:
    keep(given, rater, comment="before lunch")
    later = NOW + LEASE + timedelta(minutes=1)
    assignment_return_expired(now=later)
    assert keep(given, rater, comment="after lunch")
    assert assignment_next(rater=rater, now=later).draft["fields"] == {"comment": "after lunch"}


def test_nobody_writes_into_another_s(given: Assignment, project: Project) -> None:
    assert not keep(given, make_rater(project, "bob"), comment="mine")
    assert given.draft is None


@pytest.mark.parametrize("text", ["x" * LONGEST_DRAFT, "a\x00b"])
def test_what_cannot_be_stored_is_refused_in_words(given: Assignment, rater: Rater, text: str) -> None:
    with pytest.raises(DraftInvalid) as caught:
        keep(given, rater, comment=text)
    assert list(caught.value.fields) == ["draft"]
    given.refresh_from_db()
    assert given.draft is None
