"""Proposals, trials and searches over HTTP."""

import json

import pytest

from ranking.models import Experiment, Proposal
from tests.ranking.made import make_template
from tests.ranking.searched import finished_round, search_stage
from tests.ranking.tried import run

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/tea/"


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


def send(page, path, **body):
    return page.post(f"{URL}{path}", json.dumps(body), content_type="application/json")


def test_a_proposal_is_made_tried_and_read(page, project):
    made = finished_round(project)
    assert send(page, "proposals/", round=77).status_code == 404
    proposal = send(page, "proposals/", round=made.round.number).json()
    assert (proposal["proposer"], proposal["state"]) == ("plain", "OPEN")
    path = f"proposals/{proposal['id']}/trial/"
    with search_stage(project) as on:
        names = {"endpoint": on.endpoint.name, "judge": on.judge.name}
        assert send(page, path, endpoint="none", judge=on.judge.name).json()["fields"].keys() == {"endpoint"}
        assert send(page, path, **names, items=1).status_code == 409
        started = send(page, path, **names, items=4)
        assert started.status_code == 201, started.content
        body = started.json()
        assert (body["purpose"], body["state"], body["proposal"]) == ("trial", "QUEUED", proposal["id"])
        assert send(page, path, **names).json()["id"] == body["id"]
        at = f"experiments/{body['id']}/"
        assert send(page, f"{at}cancel/").json()["state"] == "CANCELLED"
        assert send(page, f"{at}resume/").json()["state"] == "QUEUED"
        run(Experiment.objects.get())
    done = page.get(f"{URL}{at}").json()
    assert (done["state"], done["done"], done["figures"]["dimensions"]["helpfulness"]["n"]) == ("DONE", 16, 4)
    assert send(page, f"{at}resume/").status_code == 409
    (listed,) = page.get(f"{URL}proposals/").json()
    assert listed["judged_gain"]["sentences"] == done["figures"]["sentences"]
    assert proposal["judged_gain"] is None
    assert [one["id"] for one in page.get(f"{URL}experiments/").json()] == [done["id"]]
    assert page.get(f"{URL}experiments/99/").status_code == 404


def test_a_search_is_started_by_names(page, project, monkeypatch):
    made = finished_round(project)
    with search_stage(project) as on:
        sent = {"round": made.round.number, "endpoint": on.endpoint.name, "judge": on.judge.name,
                "reflecting": on.endpoint.name, "most_calls": 60}  # fmt: skip
        assert send(page, "searches/", **{**sent, "round": 9}).status_code == 404
        assert send(page, "searches/", **{**sent, "most_calls": 2}).status_code == 409
        body = send(page, "searches/", **sent).json()
        assert (body["purpose"], body["proposer"], body["most_calls"]) == ("search", "reflective", 60)
        assert send(page, "searches/", **sent).json()["id"] == body["id"]
        monkeypatch.setattr("ranking.api.experiments.installed", lambda: False)
        refused = send(page, "searches/", **sent)
    assert refused.status_code == 409
    assert "requirements-gepa.txt" in refused.json()["detail"]
    assert page.get(f"{URL}proposers/").json() == [
        {"name": "plain", "needs_models": False, "installed": True},
        {"name": "reflective", "needs_models": True, "installed": False},
        {"name": "fairness", "needs_models": False, "installed": True},
    ]


def test_a_persons_edit_is_proposed(client_of, project, reviewer):
    make_template(project, principles=["Be kind."])
    page, path = client_of(reviewer), "templates/answer/versions/1/edits/"
    made = send(page, path, content={"principles": ["Be kind.", "Be brief."]}, reason="They ramble.")
    assert made.status_code == 201, made.content
    assert [one["value"] for one in made.json()["edits"]] == ["Be brief."]
    assert Proposal.objects.get().created_by == reviewer
    assert send(page, path, content={}, reason="None").status_code == 409
    assert send(page, path, content={"exemplars": [{"input": 3}]}, reason="x").status_code == 400
    assert send(page, path, content={"temperature": 9}, reason="x").status_code == 400
    assert send(page, "templates/answer/versions/7/edits/", content={}, reason="x").status_code == 404
    assert send(page, f"proposals/{made.json()['id']}/accept/").status_code == 403
