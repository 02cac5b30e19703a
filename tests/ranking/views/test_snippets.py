"""The code on the Data page, run as it stands."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotations.models import ApiToken, Feedback, Project, User
from annotations.services.tokens import token_create
from ranking.views.snippets import LANGUAGES, WHOLE, snippet_code
from tests.annotations.llm.faulty_server import FaultyServer, Reply, completion
from tests.conftest import REPOSITORY
from tests.ranking.made import make_template


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_docs_show_what_the_page_shows(name: str) -> None:
    code = snippet_code(name, site="https://kalibre.example", slug="tea", template="answer")
    assert code in (REPOSITORY / "docs" / "feedback.md").read_text(encoding="utf-8")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", LANGUAGES)
def test_a_snippet_runs_as_it_stands(name: str, live_server: Any, project: Project, lead: User) -> None:
    version = make_template(project, temperature=0.4)
    now = timezone.now()
    token = token_create(
        user=lead, name="app", scope=ApiToken.Scope.FEEDBACK, project=project, now=now,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    code = snippet_code(name, site=live_server.url, slug="tea", template="answer")
    shell = shutil.which("bash")
    assert shell is not None
    command = [shell, "-ec", code] if name in ("curl", "shell") else [sys.executable, "-c", code]
    with FaultyServer(lambda number, body: Reply(completion("Black tea."))) as model:
        environment = os.environ | {
            "KALIBRE_TOKEN": token.secret, "NO_PROXY": "127.0.0.1,localhost", "OPENAI_API_KEY": "key",
            "OPENAI_BASE_URL": model.base_url, "OPENAI_MODEL": "m-1",
        }  # fmt: skip
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    stored = Feedback.objects.get()
    assert stored.text == "Clear and short."
    assert stored.version == (None if name == "curl" else version)
    assert "stored" in done.stdout
    if name not in WHOLE:
        assert stored.trace == "request-1234"
        assert "You sell tea." in done.stdout or name == "python"
        return
    [asked] = model.seen
    assert (asked["model"], asked["temperature"]) == ("m-1", 0.4)
    assert [one["content"] for one in asked["messages"]] == ["You sell tea.", "Q: Which tea keeps me awake?"]
    assert "response_format" not in asked
    assert "Black tea." in done.stdout
    assert stored.trace
    assert (stored.thumb, stored.metadata["temperature"]) == (1, 0.4)


@pytest.mark.django_db
def test_the_data_page_names_this_project(project: Project, lead: User, client_of) -> None:
    make_template(project, user_text="{{question}} {{shop}}")
    page = client_of(lead).get("/projects/tea/data/").content.decode()
    assert "http://testserver/api/v1/projects/tea" in page
    assert "/templates/answer/active/" in page
    assert "/templates/answer/resolve/" in page
    assert "ask({&quot;question&quot;: &quot;Which tea" in page
    assert "&quot;shop&quot;: " in page
