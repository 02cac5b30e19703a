"""The leads' routes over HTTP."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotations.models import Endpoint, Project, User, Worker
from annotations.services.jobs import LEASE, job_claim
from tests.annotations.world import make_items
from tests.ranking.made import make_template

pytestmark = pytest.mark.django_db
ROUNDS = "/api/v1/projects/tea/rounds/"
PLAN = {
    "template": "answer",
    "versions": [1],
    "endpoint": "model",
    "temperatures": [0.2],
    "samples": 3,
    "split": "develop",
    "kinds": ["RATING"],
    "overlap": 1,
}


@pytest.fixture
def client(project: Project, lead: User, client_of) -> Client:
    make_items(project, 2)
    make_template(project)
    Endpoint.objects.create(name="model", base_url="http://127.0.0.1:9/v1")
    return client_of(lead)


def launch(client: Client, **changes: object):
    return client.post(ROUNDS, json.dumps(PLAN | changes), content_type="application/json")


@pytest.mark.parametrize("changes", [{"versions": [2**63]}, {"item_limit": 10**30}, {"samples": 10**30}])
def test_numbers_that_no_column_holds_are_refused_by_their_field(client: Client, changes: dict) -> None:
    answer = launch(client, **changes)
    assert answer.status_code == 400
    assert next(iter(answer.json()["fields"])).partition(".")[0] == next(iter(changes))


def test_the_items_of_an_alarm_that_has_none_open_no_round_on_all(client: Client, project: Project) -> None:
    answer = launch(client, chosen=[])
    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"chosen"})
    assert not project.rounds.exists()
    assert launch(client, chosen=[project.items.first().pk]).status_code == 201


def test_rating_needs_a_dimension(client: Client, project: Project) -> None:
    project.rubric.dimensions.all().delete()
    assert set(launch(client).json()["fields"]) == {"kinds"}
    assert launch(client, kinds=["RANKING"]).status_code == 201


def test_a_policy_is_taken_as_it_is_given_and_off_where_it_is_not(client: Client, project: Project) -> None:
    assert launch(client, overlap=2, policy={"overlap_cap": 3, "skills": ["law"]}).status_code == 201
    assert launch(client).status_code == 201
    given, silent = project.rounds.order_by("number")
    assert (given.policy["overlap_cap"], given.policy["skills"], given.policy["repeat_share"]) == (3, ["law"], 0)
    assert silent.policy["repeat_share"] == 0
    listed = client.get("/api/v1/projects/tea/rounds/").json()
    assert listed[1]["policy"]["overlap_cap"] == 3


def test_a_request_with_a_key_is_delivered_once(client: Client, project: Project) -> None:
    def deliver(key: str, **changes: object):
        body = json.dumps(PLAN | changes)
        return client.post(ROUNDS, body, content_type="application/json", headers={"Idempotency-Key": key})

    first, again = deliver("a1"), deliver("a1", note="said anew")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() == {"round": 1}
    other = deliver("a1", samples=2)
    assert (other.status_code, "belongs to round 1" in other.json()["detail"]) == (409, True)
    assert deliver("a1", seed=3).status_code == 409
    assert deliver("b2").json() == {"round": 2}
    assert (launch(client).json(), launch(client).json()) == ({"round": 3}, {"round": 4})
    assert deliver("x" * 201).json()["fields"].keys() == {"Idempotency-Key"}
    assert project.rounds.count() == project.jobs.count() == 4


@pytest.mark.parametrize("policy", [{"gold_share": 0.9}, {"overlap_cap": 9999}, {"skills": "law"}, "x"])
def test_a_policy_that_cannot_be_is_refused(client: Client, project: Project, policy: object) -> None:
    assert launch(client, policy=policy).status_code == 400
    assert not project.rounds.exists()


def test_a_worker_that_fell_silent_in_the_middle_is_told(client: Client, project: Project) -> None:
    launch(client)
    job = job_claim(job_id=project.jobs.get().pk, now=timezone.now())
    assert job is not None
    told = client.get(f"{ROUNDS}1/").json()
    assert told["interrupted"] is False
    project.jobs.update(lease_until=timezone.now() + LEASE - timedelta(seconds=40))
    Worker.objects.create(name="other", seen_at=timezone.now())
    told = client.get(f"{ROUNDS}1/").json()
    assert (told["worker"], told["interrupted"]) == (True, True)
    assert "A worker stopped in the middle." in client.get("/projects/tea/rounds/1/").content.decode()
