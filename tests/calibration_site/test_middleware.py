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
