"""Proposals, trials and searches over HTTP."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.models import Endpoint
from ranking.models import Experiment, Proposal
from tests.ranking.made import make_template
from tests.ranking.searched import finished_round, search_stage
from tests.ranking.tried import proposed, run, stage

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


@pytest.mark.both
def test_a_proposals_gain_is_of_its_own_trial_that_was_started_last_on_the_projects_own_endpoint(page, project):
    """An older trial that went on after the newer had ended tried other edits, and other proposals' say nothing."""
    _made, proposal = proposed(project)
    other = Proposal.objects.create(project=project, base=proposal.base, proposer="plain", edits=proposal.edits)
    with stage(project) as on:
        # The site's endpoint of this name is another server.
        Endpoint.objects.create(name=on.endpoint.name, base_url="http://127.0.0.1:9/v1", model="m")
        sent = {"endpoint": on.endpoint.name, "judge": on.judge.name, "items": 4}
        started = []
        for pk in (proposal.pk, proposal.pk, other.pk):
            started.append(send(page, f"proposals/{pk}/trial/", **sent).json()["id"])
            send(page, f"experiments/{started[-1]}/cancel/")
    first, last, elsewhere = (Experiment.objects.get(pk=pk) for pk in started)
    assert {one.endpoint for one in (first, last, elsewhere)} == {on.endpoint}
    for after, one in enumerate((last, first, elsewhere)):
        one.figures, one.finished_at = {"n": one.pk}, timezone.now() + timedelta(minutes=after)
        one.save()
    told = {one["id"]: one["judged_gain"] for one in page.get(f"{URL}proposals/").json()}
    assert told == {proposal.pk: {"n": last.pk}, other.pk: {"n": elsewhere.pk}}
    assert Proposal.objects.get(pk=proposal.pk).newest_trial == last
    body = {"template": "answer", "versions": [1], "endpoint": on.endpoint.name, "temperatures": [0.5], "samples": 1,
            "split": "develop", "kinds": ["RATING"], "overlap": 1, "judges": []}  # fmt: skip
    launched = send(page, "rounds/", **body)
    assert launched.status_code == 201, launched.content
    assert project.rounds.order_by("-number")[0].endpoint == on.endpoint


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


def test_an_edit_that_leaves_no_place_for_the_items_text_says_so(page, project):
    make_template(project)
    made = send(page, "templates/answer/versions/1/edits/", content={"user_text": "no variable"}, reason="Try.").json()
    (warning,) = made["warnings"]
    assert "no place for an item's text" in warning
    assert "Write {{prompt}} where" in page.get(f"/projects/tea/improve/{made['id']}/").content.decode()
    accepted = send(page, f"proposals/{made['id']}/accept/").json()
    assert (accepted["version"], accepted["warnings"]) == (2, [warning])
    fine = send(page, "templates/answer/versions/1/edits/", content={"system": "Be brief."}, reason="Try.").json()
    assert fine["warnings"] == []


def test_a_part_that_no_version_has_is_named(page, project):
    make_template(project)
    sent = send(page, "templates/answer/versions/1/edits/", content={"bogus": 1}, reason="Try.")
    assert sent.status_code == 400
    assert sent.json()["fields"] == {
        "content.bogus": "There is no such field. Known are: exemplars, output_format, principles, system, "
        "temperature, user_text."
    }
