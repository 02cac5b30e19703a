"""Invitation links in a browser's eyes: made by a lead, opened by anybody."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotations.models import Invitation, Membership, User
from annotations.services.invitations import invitation_create
from tests.annotations.world import open_round

pytestmark = pytest.mark.django_db
ACCOUNT = {"username": "newcomer", "password": "a long enough word", "again": "a long enough word", "language": "tr"}


@pytest.fixture
def link(project, lead) -> str:
    now = timezone.now()
    made = invitation_create(project=project, created_by=lead, expires_at=now + timedelta(days=1), now=now, most_uses=1)
    return f"/invitations/{made.secret}/"


def opened(link: str, client: Client | None = None) -> Client:
    client = client or Client()
    assert client.get(link).url == "/invitations/"
    return client


def test_a_lead_makes_a_link_that_is_shown_once(client_of, lead, project):
    page = client_of(lead)
    given = {
        "role": "reviewer",
        "most_uses": 3,
        "days": 7,
        "languages": "en, tr",
        "skills": "medicine, law",
        "note": "Ana",
    }
    text = page.post("/projects/tea/members/invite/", given).content.decode()
    link = re.search(r'value="http://testserver(/invitations/[\w-]{43}/)"', text)[1]
    made = Invitation.objects.get()
    assert (made.role, made.most_uses, made.languages, made.skills) == (
        "reviewer",
        3,
        ["en", "tr"],
        ["medicine", "law"],
    )
    listed = page.get("/projects/tea/members/").content.decode()
    assert "0 of 3" in listed
    assert link.split("/")[2] not in listed
    assert opened(link).get("/invitations/").status_code == 200


def test_a_form_with_faults_makes_no_link(client_of, lead, project):
    answer = client_of(lead).post("/projects/tea/members/invite/", {"role": "king", "most_uses": 0, "languages": "?"})
    assert answer.status_code == 400
    assert not Invitation.objects.exists()


def test_a_stranger_makes_an_account_and_is_at_the_first_task(link, project):
    open_round(project)
    client = opened(link)
    assert "Join Tea shop as an annotator" in client.get("/invitations/").content.decode()
    answer = client.post("/invitations/", ACCOUNT, follow=True)
    assert answer.redirect_chain == [("/projects/tea/annotate/", 302)]
    assert b"data-task" in answer.content
    user = User.objects.get(username="newcomer")
    assert (user.language, user.is_staff, user.is_superuser) == ("tr", False, False)
    assert Membership.objects.get(user=user).role == "annotator"


def test_who_has_an_account_signs_in_and_joins_by_one_button(link, outsider):
    client = opened(link)
    assert "/accounts/login/?next=/invitations/" in client.get("/invitations/").content.decode()
    there = client.post(
        "/accounts/login/?next=/invitations/", {"username": "otto", "password": "correct horse battery staple"}
    )
    assert there.url == "/invitations/"
    assert "You are signed in as otto" in client.get("/invitations/").content.decode()
    assert client.post("/invitations/").url == "/projects/tea/annotate/"
    assert Membership.objects.get(user=outsider).role == "annotator"


def test_a_member_is_told_so_and_keeps_the_role(link, lead, client_of):
    client = opened(link, client_of(lead))
    assert "You are in Tea shop already" in client.get("/invitations/").content.decode()
    assert client.post("/invitations/").url == "/projects/tea/"
    assert Membership.objects.get(user=lead).role == "lead"
    assert Invitation.objects.get().uses == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "12345678", "again": "12345678"},
        {"password": "newcomer1", "again": "newcomer1"},
        {"again": "something else"},
        {"username": "two words"},
        {"username": "leyla"},
        {"language": "xx"},
    ],
)
def test_an_account_with_faults_is_not_made_and_spends_no_use(link, changes):
    answer = opened(link).post("/invitations/", ACCOUNT | changes)
    assert answer.status_code == 400
    assert b"errorlist" in answer.content
    assert not User.objects.filter(username="newcomer").exists()
    assert Invitation.objects.get().uses == 0


def test_links_that_let_nobody_in_say_what_to_do(link, project):
    client = opened(link)
    assert "not known" in opened("/invitations/guessed/").get("/invitations/").content.decode()
    Invitation.objects.update(uses=1)
    answer = client.post("/invitations/", ACCOUNT)
    assert answer.status_code == 410
    assert "Ask whoever sent it for a link of your own" in answer.content.decode()
    assert not User.objects.filter(username="newcomer").exists()


def test_a_lead_withdraws_a_link(link, client_of, lead):
    made = Invitation.objects.get()
    client_of(lead).post(f"/projects/tea/members/invitations/{made.pk}/revoke/")
    assert "withdrawn" in opened(link).get("/invitations/").content.decode()


def test_no_log_page_or_referer_carries_the_secret(link, caplog):
    secret = link.split("/")[2]
    client = Client(enforce_csrf_checks=True)
    with caplog.at_level(logging.DEBUG):
        answer = client.get(link)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer.headers["Cache-Control"]
        page = client.get("/invitations/").content.decode()
        assert client.post("/invitations/", ACCOUNT).status_code == 403
    assert secret not in caplog.text
    assert secret not in page
    assert secret not in str(dict(client.session))


def test_languages_and_skills_of_a_member_are_set(client_of, lead, annotator):
    member = Membership.objects.get(user=annotator)
    page, address = client_of(lead), f"/projects/tea/members/{member.pk}/"
    Membership.objects.filter(pk=member.pk).update(paused=True)
    page.post(address, {"action": "set", "role": "reviewer", "languages": "tr", "skills": "law, law, tax"})
    member.refresh_from_db()
    assert (member.role, member.languages, member.skills, member.paused) == ("reviewer", ["tr"], ["law", "tax"], True)
    assert 'value="law, tax"' in page.get(address).content.decode()
    page.post(address, {"action": "resume"})
    member.refresh_from_db()
    assert (member.languages, member.skills, member.paused) == (["tr"], ["law", "tax"], False)
    assert page.post(address, {"action": "set", "role": "annotator", "languages": "?!"}).status_code == 400
