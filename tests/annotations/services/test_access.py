"""Members, raters, tokens, and the seed for load tests."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotations.models import ApiToken, Item, Membership, Project, Rater, Round, User
from annotations.selectors.projects import projects_of, seat_of
from annotations.services.handout import assignment_next
from annotations.services.members import member_pause, member_remove, member_set, rater_of
from annotations.services.tokens import TokenInvalid, token_create, token_digest, token_revoke
from tests.annotations.world import NOW

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_a_person_is_one_rater_in_a_project_also_when_the_name_is_taken(project: Project, annotator: User) -> None:
    Rater.objects.create(project=project, name="ayse")
    rater = rater_of(project=project, user=annotator)
    assert rater.name != "ayse"
    assert rater_of(project=project, user=annotator) == rater


def test_a_membership_is_made_changed_and_ended(project: Project, outsider: User) -> None:
    member_set(project=project, user=outsider)
    changed = member_set(project=project, user=outsider, role="lead", languages=["tr"])
    assert (changed.role, changed.languages) == ("lead", ["tr"])
    assert Membership.objects.count() == 1
    member_pause(membership=changed, because=Membership.Because.LEAD, now=timezone.now())
    assert member_set(project=project, user=outsider, role="reviewer").paused
    member_remove(project=project, user=outsider)
    assert seat_of(user=outsider, slug="tea") is None


def test_seats_follow_roles_and_site_admins_stand_above(
    project: Project, annotator: User, lead: User, outsider: User, site_admin: User
) -> None:
    Project.objects.create(slug="coffee", name="Coffee")
    seats = {user.username: seat_of(user=user, slug="tea") for user in (annotator, lead, outsider, site_admin)}
    assert {name: seat and seat.role for name, seat in seats.items()} == {
        "ayse": "annotator", "leyla": "lead", "otto": None, "ada": "lead",
    }  # fmt: skip
    assert [user.username for user in (annotator, site_admin) if projects_of(user=user).count() == 1] == ["ayse"]
    assert seat_of(user=site_admin, slug="none") is None


def test_a_token_is_given_once_and_kept_as_a_digest(annotator: User) -> None:
    made = token_create(user=annotator, name="script", expires_at=NOW + timedelta(days=1), now=NOW)
    stored = ApiToken.objects.get()
    assert stored.digest == token_digest(made.secret)
    assert made.secret not in stored.digest
    later = NOW + timedelta(hours=1)
    assert token_revoke(token=stored, now=NOW).revoked_at == NOW
    assert token_revoke(token=stored, now=later).revoked_at == NOW


def test_a_token_that_cannot_be_is_refused(annotator: User) -> None:
    with pytest.raises(TokenInvalid) as caught:
        token_create(user=annotator, name="script", expires_at=NOW, scope="all", now=NOW)
    assert set(caught.value.fields) == {"expires_at", "scope"}


@pytest.mark.parametrize("tasks", [1, 2, 3, 4, 5, 13])
def test_the_load_test_seed_makes_exactly_so_many_tasks(tasks: int) -> None:
    out = io.StringIO()
    call_command(
        "loadtest_seed", "--tasks", str(tasks), "--annotators", "2", "--overlap", "2", stdout=out, stderr=io.StringIO()
    )
    seeded = json.loads(out.getvalue())
    round = Round.objects.get(project__slug=seeded["project"])
    assert (round.tasks.count(), round.state) == (tasks, "COLLECTING")
    assert set(round.tasks.values_list("overlap", flat=True)) == {2}
    assert round.project.rubric.dimensions.count() == 4
    token = ApiToken.objects.select_related("user").get(digest=token_digest(seeded["tokens"][1]))
    assert assignment_next(rater=rater_of(project=round.project, user=token.user), now=NOW) is not None


def test_the_load_test_seed_refuses_nonsense() -> None:
    with pytest.raises(CommandError, match="overlap"):
        call_command("loadtest_seed", "--tasks", "1", "--annotators", "1", "--overlap", "0")
    assert not Item.objects.exists()
