"""Tests of new versions over HTTP."""

import json

import pytest

from annotations.models import Endpoint, PromptTemplate, Round
from ranking.models import Confirmation
from tests.ranking.confirmed import answered, closed, gain, launched, two_versions
from tests.ranking.made import make_items, make_template

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/tea/confirmations/"
PLAN = {"template": "answer", "version": 2, "endpoint": "model", "seed": 7}


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


@pytest.fixture
def ready(project):
    two_versions(project)
    make_items(project, 20, split="evaluate")
    Endpoint.objects.create(name="model", base_url="http://127.0.0.1:9/v1")


def send(page, path="", **body):
    return page.post(f"{URL}{path}", json.dumps(body), content_type="application/json")


def test_a_plan_is_fixed_and_launched_once(page, ready):
    made = send(page, **PLAN, margins={"correctness": 0.5}, looks=2)
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["state"], body["old"], body["new"], body["round"], body["alpha"]) == ("RUNNING", 1, 2, 1, 0.025)
    assert body["plan"]["guards"][0]["margin"] == 0.5
    assert body["plan"]["looks"] == [0.5]
    assert send(page, **PLAN, looks=2).json()["id"] == body["id"]
    assert send(page, **PLAN).json()["fields"] == {
        "seed": f"Seed {PLAN['seed']} belongs to the test of answer v2 in round 1; choose another."
    }
    assert Round.objects.count() == 1
    assert send(page, **PLAN | {"seed": 8}).status_code == 409


def test_a_version_that_was_shown_an_item_to_test_with_is_refused_by_its_name(page, project, ready):
    make_template(project, exemplars=[{"input": "Evaluate  QUESTION 3", "output": "Green."}])
    answer = send(page, **PLAN | {"version": 3, "against": 1})
    assert answer.status_code == 400
    assert "item evaluate-3 in exemplar 1" in str(answer.json()["fields"]["new"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": 9}, "version"),
        ({"against": 9}, "against"),
        ({"endpoint": "nobody"}, "endpoint"),
        ({"dimension": "taste"}, "dimension"),
        ({"margins": {"taste": 1}}, "margins"),
        ({"against": 2}, "old"),
        ({"metric": "comparisons"}, "compare"),
        ({"seed": 0}, "seed"),
        ({"overlap": 10**30}, "overlap"),
    ],
)
def test_what_cannot_be_is_refused_by_field(page, ready, changes, field):
    answer = send(page, **PLAN | changes)
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {field}
    assert not Confirmation.objects.exists()


def test_a_look_decides_and_rolling_back_undoes(page, project):
    made = launched(project)
    assert send(page, f"{made.pk}/look/").status_code == 409
    answered(made, gain(0.6))
    closed(made)
    body = send(page, f"{made.pk}/look/").json()
    assert (body["state"], body["looks"][0]["outcome"], body["looks"][0]["pairs"]) == ("PROMOTED", "PROMOTE", 40)
    assert PromptTemplate.objects.get().active_version == made.new
    back = send(page, f"{made.pk}/rollback/", reason="No.").json()
    assert back["rolled_back_at"]
    assert PromptTemplate.objects.get().active_version == made.old
    listed = page.get(URL).json()
    assert [one["id"] for one in listed] == [made.pk]
    assert page.get(f"{URL}{made.pk}/").json() == listed[0]


def test_closing_wants_a_reason(page, project):
    made = launched(project)
    assert send(page, f"{made.pk}/close/").status_code == 400
    assert send(page, f"{made.pk}/close/", reason="No time.").json()["state"] == "FUTILE"
    assert send(page, f"{made.pk}/promote/").status_code == 409


def test_a_passed_test_is_promoted_by_a_lead(page, project):
    made = launched(project, automatic=False)
    answered(made, gain(0.6))
    closed(made)
    assert send(page, f"{made.pk}/look/").json()["state"] == "PASSED"
    assert send(page, f"{made.pk}/promote/", reason="Yes.").json()["state"] == "PROMOTED"


def test_there_is_no_test_of_another_project(page, project):
    assert page.get(f"{URL}99/").status_code == 404
