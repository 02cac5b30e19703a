"""Endpoints as leads connect them: to hosts that a site admin has allowed, and nowhere else."""

import pytest

from annotations.models import Credential, Endpoint, Project, Rater, User
from annotations.services.connecting import EndpointInvalid, EndpointUsed, endpoint_remove, endpoint_set, endpoint_try
from annotations.services.judges import judge_create
from tests.annotations.llm.faulty_server import FaultyServer, Reply

pytestmark = pytest.mark.django_db
HOSTED = {"name": "hosted", "base_url": "https://models.example/v1"}


def test_a_lead_connects_what_a_credential_allows(project: Project, lead: User) -> None:
    key = Credential.objects.create(name="key", variable="MODELS_KEY", host="models.example")
    made = endpoint_set(project=project, by=lead, credential=key, **HOSTED)
    assert (made.project, made.credential) == (project, key)
    assert endpoint_set(project=project, by=lead, name="own", base_url="local:").pk


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest",
        "http://127.0.0.1:6379",
        "http://models.example@10.0.0.1/v1",
        "http://[::1]/v1",
        "http://models.example:22/v1",
    ],
)
def test_a_lead_sends_this_server_nowhere_else(project: Project, lead: User, address: str) -> None:
    Credential.objects.create(name="key", variable="MODELS_KEY", host="models.example")
    with pytest.raises(EndpointInvalid, match=r"models\.example"):
        endpoint_set(project=project, by=lead, name="odd", base_url=address)
    made = endpoint_set(project=project, by=lead, name="odd", base_url="local:")
    with pytest.raises(EndpointInvalid):
        endpoint_set(project=project, by=lead, endpoint=made, base_url=address)
    assert Endpoint.objects.get(name="odd").base_url == "local:"


def test_a_lead_changes_the_rest_of_what_an_admin_connected(project: Project, lead: User, site_admin: User) -> None:
    made = endpoint_set(project=project, by=site_admin, name="near", base_url="http://127.0.0.1:8081/v1")
    endpoint_set(project=project, by=lead, endpoint=made, concurrency=9)
    assert Endpoint.objects.get(pk=made.pk).concurrency == 9


def test_a_site_admin_may_name_any_address(project: Project, site_admin: User) -> None:
    assert endpoint_set(project=project, by=site_admin, name="near", base_url="http://127.0.0.1:8081/v1").pk


@pytest.mark.parametrize(
    ("fields", "place"),
    [({"concurrency": 0}, "concurrency"), ({"name": "no spaces"}, "name"), ({"name": "own"}, "name")],
)
def test_a_fault_is_told_by_its_field(
    project: Project, site_admin: User, fields: dict[str, object], place: str
) -> None:
    Endpoint.objects.create(project=project, name="own", base_url="local:")
    with pytest.raises(EndpointInvalid) as caught:
        endpoint_set(project=project, by=site_admin, **{**HOSTED, **fields})
    assert place in caught.value.fields


def test_what_is_asked_is_not_removed(project: Project, site_admin: User) -> None:
    made = endpoint_set(project=project, by=site_admin, **HOSTED)
    judge_create(project=project, name="a judge", endpoint=made)
    with pytest.raises(EndpointUsed):
        endpoint_remove(endpoint=made)
    Rater.objects.filter(endpoint=made).delete()
    endpoint_remove(endpoint=made)
    assert not Endpoint.objects.exists()


def test_it_is_tried_by_asking_for_its_models(project: Project, site_admin: User) -> None:
    with FaultyServer(lambda *_: Reply({"object": "list", "data": [{"id": "one"}, {"id": "two"}]})) as server:
        made = endpoint_set(project=project, by=site_admin, name="near", base_url=server.base_url, model="one")
        assert endpoint_try(endpoint=made) == ["one", "two"]
