import pytest

from annotations.models import Membership, Project, User
from annotations.selectors.inbox import inbox_of, inboxes
from annotations.services.handout import assignment_next, assignment_skip
from annotations.services.members import member_pause, member_set, rater_of
from annotations.services.tasks import tasks_build
from tests.annotations.world import NOW, make_items, make_rater, make_responses, make_round, open_round

pytestmark = pytest.mark.django_db


def test_it_counts_what_waits_the_task_in_hand_included(project: Project, annotator: User) -> None:
    open_round(project, items=3)
    assignment_next(rater=rater_of(project=project, user=annotator), now=NOW)
    assert inbox_of(project=project, user=annotator).waiting == 3


def test_it_does_not_count_what_others_have_filled_or_oneself_has_skipped(project: Project, annotator: User) -> None:
    open_round(project, items=3)
    assignment_next(rater=make_rater(project, "mert"), now=NOW)
    rater = rater_of(project=project, user=annotator)
    mine = assignment_next(rater=rater, now=NOW)
    assignment_skip(assignment_id=mine.pk, rater=rater, reason="unclear", now=NOW)
    assert inbox_of(project=project, user=annotator).waiting == 1


def test_it_counts_only_the_languages_a_person_reads(project: Project, annotator: User) -> None:
    round = make_round(project, kinds=["RATING"], overlap=1)
    make_responses(round, [*make_items(project, 2, language="tr"), *make_items(project, 1, language="en")])
    tasks_build(round=round)
    member_set(project=project, user=annotator, languages=["tr"])
    assert inbox_of(project=project, user=annotator).waiting == 2


def test_it_shows_nothing_to_whom_the_lead_has_paused(project: Project, annotator: User) -> None:
    open_round(project, items=3)
    membership = Membership.objects.get(project=project, user=annotator)
    member_pause(membership=membership, because=Membership.Because.LEAD, now=NOW)
    found = inbox_of(project=project, user=annotator)
    assert (found.waiting, found.paused) == (0, True)


def test_a_person_sees_their_own_projects_alone_and_a_site_admin_all(
    project: Project, annotator: User, outsider: User, site_admin: User
) -> None:
    Project.objects.create(slug="other", name="Other")
    assert [inbox.project.slug for inbox in inboxes(user=annotator)] == ["tea"]
    assert inboxes(user=outsider) == []
    assert {inbox.role for inbox in inboxes(user=site_admin)} == {"admin"}


def test_work_that_waits_comes_first(project: Project, annotator: User) -> None:
    empty = Project.objects.create(slug="a", name="A project before it in the alphabet")
    Membership.objects.create(project=empty, user=annotator)
    open_round(project, items=1)
    assert [inbox.project.slug for inbox in inboxes(user=annotator)] == ["tea", "a"]
