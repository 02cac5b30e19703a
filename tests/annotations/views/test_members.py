"""Members, as a lead sets them."""

import pytest

from annotations.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


def role_of(user) -> str | None:
    return Membership.objects.filter(user=user).values_list("role", flat=True).first()


def test_an_account_is_added_with_a_role(page, outsider):
    page.post("/projects/tea/members/", {"username": "otto", "role": "reviewer"})
    assert role_of(outsider) == "reviewer"


def test_an_unknown_account_is_named(page):
    answer = page.post("/projects/tea/members/", {"username": "nobody", "role": "lead"})
    assert "No account is called “nobody”" in answer.content.decode()


def test_a_role_is_changed_a_member_paused_and_removed(page, annotator):
    address = f"/projects/tea/members/{Membership.objects.get(user=annotator).pk}/"
    page.post(address, {"action": "set", "role": "reviewer"})
    assert role_of(annotator) == "reviewer"
    page.post(address, {"action": "pause"})
    member = Membership.objects.get(user=annotator)
    assert (member.paused, member.paused_because) == (True, "lead")
    assert "Paused by a lead" in page.get("/projects/tea/members/").content.decode()
    page.post(address, {"action": "set", "role": "annotator"})
    assert Membership.objects.get(user=annotator).paused, "another role is no resumption"
    page.post(address, {"action": "resume"})
    member = Membership.objects.get(user=annotator)
    assert (member.paused, member.paused_because) == (False, "")
    page.post(address, {"action": "remove"})
    assert role_of(annotator) is None


def test_nobody_changes_their_own_part(page, lead):
    page.post(f"/projects/tea/members/{Membership.objects.get(user=lead).pk}/", {"action": "remove"})
    assert role_of(lead) == "lead"
