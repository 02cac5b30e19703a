"""Headers and language of every answer."""

import pytest

from annotations.models import User


@pytest.mark.parametrize("path", ["/healthz", "/accounts/login/"])
def test_scripts_of_other_places_cannot_run(client, db, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]


def test_the_account_s_language_wins_over_the_browser_s(client_of, db) -> None:
    user = User.objects.create_user("ece", language="tr")
    answer = client_of(user).get("/", headers={"Accept-Language": "en"})
    assert 'lang="tr"' in answer.content.decode()


def test_before_signing_in_the_browser_s_language_is_respected(client, db) -> None:
    assert 'lang="tr"' in client.get("/accounts/login/", headers={"Accept-Language": "tr-TR,en;q=0.5"}).content.decode()
    assert 'lang="en"' in client.get("/accounts/login/", headers={"Accept-Language": "de"}).content.decode()


def test_the_switch_is_remembered_with_the_account(client_of, db) -> None:
    user = User.objects.create_user("ece")
    client = client_of(user)
    assert client.post("/i18n/setlang/", {"language": "tr", "next": "/account/"}).headers["Location"] == "/account/"
    user.refresh_from_db()
    assert user.language == "tr"
    elsewhere = client_of(user)
    assert 'lang="tr"' in elsewhere.get("/", headers={"Accept-Language": "en"}).content.decode()
    client.post("/i18n/setlang/", {"language": "xx"})
    user.refresh_from_db()
    assert user.language == "tr"


@pytest.mark.parametrize("path", ["/accounts/login/", "/"])
def test_every_page_has_the_switch(client, client_of, db, path: str) -> None:
    visitor = client if "login" in path else client_of(User.objects.create_user("ece"))
    page = visitor.get(path).content.decode()
    assert page.count('action="/i18n/setlang/"') == 1
    assert 'value="tr"' in page
