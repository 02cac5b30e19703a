from pathlib import Path

import pytest
from django.test import override_settings

from annotations.models import Credential, Project
from annotations.services.endpoints import EndpointUnusable, endpoint_spec
from tests.annotations.llm.faulty_server import FaultyServer, Reply
from tests.annotations.machines import make_endpoint

pytestmark = pytest.mark.django_db
HERE = "https://models.example/v1"


def credential(host: str = "models.example") -> Credential:
    return Credential.objects.create(name="key", variable="MODELS_KEY", host=host)


def test_it_takes_the_key_from_the_environment(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELS_KEY", "sesame")
    spec = endpoint_spec(endpoint=make_endpoint(project, HERE, credential=credential()))
    assert (spec.base_url, spec.model, spec.api_key, spec.timeout) == (HERE, "m", "sesame", 5.0)


def test_it_takes_the_key_from_a_file(project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sesame\n")
    monkeypatch.setenv("MODELS_KEY_FILE", str(tmp_path / "key"))
    assert endpoint_spec(endpoint=make_endpoint(project, HERE, credential=credential())).api_key == "sesame"


@pytest.mark.parametrize(
    "url", ["https://evil.example/v1", "https://models.example@evil.example/v1", "https://models.example.evil/v1"]
)
def test_it_sends_a_key_to_its_own_host_only(project: Project, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("MODELS_KEY", "sesame")
    with pytest.raises(EndpointUnusable, match=r"models\.example"):
        endpoint_spec(endpoint=make_endpoint(project, url, credential=credential()))


def test_it_names_the_variable_that_is_not_set(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MODELS_KEY", raising=False)
    with pytest.raises(EndpointUnusable, match="MODELS_KEY"):
        endpoint_spec(endpoint=make_endpoint(project, HERE, credential=credential()))


def test_it_refuses_addresses_that_are_none(project: Project) -> None:
    with pytest.raises(EndpointUnusable, match="http"):
        endpoint_spec(endpoint=make_endpoint(project, "file:///etc/passwd"))


@override_settings(OPENAI_BASE_URL=HERE, OPENAI_API_KEY="sesame", OPENAI_MODEL="big")
def test_it_reads_the_applications_own_model(project: Project) -> None:
    spec = endpoint_spec(endpoint=make_endpoint(project, "env:", model=""))
    assert (spec.base_url, spec.model, spec.api_key) == (HERE, "big", "sesame")


@override_settings(OPENAI_BASE_URL="", OPENAI_API_KEY="", OPENAI_MODEL="")
def test_it_says_what_to_set_where_nothing_is(project: Project) -> None:
    with pytest.raises(EndpointUnusable, match="OPENAI_BASE_URL"):
        endpoint_spec(endpoint=make_endpoint(project, "env:"))


def test_an_unnamed_model_is_the_servers_first(project: Project) -> None:
    with FaultyServer(lambda number, body: Reply({"data": [{"id": "first"}, {"id": "second"}]})) as server:
        assert endpoint_spec(endpoint=make_endpoint(project, server.base_url, model="")).model == "first"
