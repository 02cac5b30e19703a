"""Invitation links: whom they let in, how often, and until when."""

from datetime import timedelta
from typing import Any

import pytest

from annotations.models import Invitation, Membership, Project, User
from annotations.services.invitations import (
    InvitationInvalid,
    InvitationRefused,
    invitation_accept,
    invitation_create,
    invitation_revoke,
    invitation_sign_up,
)
from tests.annotations.services.test_handout_race import race
from tests.annotations.world import NOW
from tests.conftest import make_user

WEEK = timedelta(days=7)


def make(project: Project, lead: User, **fields: Any) -> Invitation:
    given = {"expires_at": NOW + WEEK, "now": NOW} | fields
    return invitation_create(project=project, created_by=lead, **given).invitation


@pytest.mark.django_db
def test_only_a_digest_of_the_secret_is_kept(project, lead):
    made = invitation_create(project=project, created_by=lead, expires_at=NOW + WEEK, now=NOW)
    assert len(made.secret) >= 43, "256 bits"
    assert made.secret not in str(Invitation.objects.values().get())


@pytest.mark.django_db
def test_who_comes_by_it_gets_its_role_languages_and_skills(project, lead, outsider):
    made = make(project, lead, role="reviewer", languages=["tr"], skills=["medicine"])
    joined = invitation_accept(invitation=made, user=outsider, now=NOW)
    member = Membership.objects.get(user=outsider)
    assert joined.changed
    assert (member.role, member.languages, member.skills) == ("reviewer", ["tr"], ["medicine"])
    made.refresh_from_db()
    assert made.uses == 1


@pytest.mark.django_db
def test_an_existing_role_is_never_lowered_and_spends_no_use(project, lead):
    made = make(project, lead, role="annotator", most_uses=1)
    assert not invitation_accept(invitation=made, user=lead, now=NOW).changed
    assert Membership.objects.get(user=lead).role == "lead"
    made.refresh_from_db()
    assert made.uses == 0


@pytest.mark.django_db
def test_a_higher_role_raises_and_the_same_link_twice_is_once(project, lead, annotator):
    Membership.objects.filter(user=annotator).update(languages=["tr"])
    made = make(project, lead, role="reviewer")
    assert invitation_accept(invitation=made, user=annotator, now=NOW).changed
    assert not invitation_accept(invitation=made, user=annotator, now=NOW).changed
    member = Membership.objects.get(user=annotator)
    assert (member.role, member.languages) == ("reviewer", ["tr"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "later", "words"),
    [
        ({}, WEEK, "run out"),
        ({"revoked_at": NOW}, timedelta(), "withdrawn"),
        ({"most_uses": 2, "uses": 2}, timedelta(), "Everybody it was for"),
    ],
)
def test_a_link_that_is_over_says_why_and_makes_neither_account_nor_member(
    project, lead, outsider, changes, later, words
):
    made = make(project, lead)
    Invitation.objects.filter(pk=made.pk).update(**changes)
    with pytest.raises(InvitationRefused, match=words):
        invitation_accept(invitation=made, user=outsider, now=NOW + later)
    with pytest.raises(InvitationRefused, match=words):
        invitation_sign_up(invitation=made, username="new", password="x", now=NOW + later)
    assert not Membership.objects.filter(user=outsider).exists()
    assert not User.objects.filter(username="new").exists()


@pytest.mark.django_db
def test_a_name_that_is_taken_in_other_letters_is_refused(project, lead, outsider):
    with pytest.raises(InvitationInvalid) as error:
        invitation_sign_up(invitation=make(project, lead), username="OTTO", password="x", now=NOW)
    assert set(error.value.fields) == {"username"}


@pytest.mark.django_db
def test_revoking_twice_keeps_the_first_time(project, lead):
    made = make(project, lead)
    invitation_revoke(invitation=made, now=NOW)
    assert invitation_revoke(invitation=made, now=NOW + WEEK).revoked_at == NOW


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"role": "king"}, "role"),
        ({"most_uses": 0}, "most_uses"),
        ({"languages": ["?"]}, "languages"),
        ({"skills": [""]}, "skills"),
        ({"expires_at": NOW}, "expires_at"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(project, lead, given, field):
    with pytest.raises(InvitationInvalid) as error:
        make(project, lead, **given)
    assert set(error.value.fields) == {field}


def accept(invitation: Invitation, user: User) -> str:
    try:
        invitation_accept(invitation=invitation, user=user, now=NOW)
    except InvitationRefused:
        return "refused"
    return "joined"


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_n_uses_never_become_more_however_many_open_the_link_at_once(project, lead):
    made = make(project, lead, most_uses=2)
    users = [make_user(f"u{number}") for number in range(6)]
    outcome = race([lambda user=user: accept(made, user) for user in users])
    made.refresh_from_db()
    assert (outcome.count("joined"), made.uses) == (2, 2)
    assert Membership.objects.filter(user__in=users).count() == 2


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_person_spend_one_use(project, lead, outsider):
    made = make(project, lead, most_uses=3)
    race([lambda: accept(made, outsider)] * 4)
    made.refresh_from_db()
    assert made.uses == Membership.objects.filter(user=outsider).count() == 1
