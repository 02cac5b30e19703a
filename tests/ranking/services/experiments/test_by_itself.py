"""A new proposal is tried by itself where a model and a calibrated judge are at hand, within the project's limit."""

import json
from unittest.mock import Mock

import pytest

from ranking.jobs import try_proposal
from ranking.models import Experiment, Fit, Mapping, Proposal, TrialRule
from ranking.services.experiments import trial_at_hand
from tests.ranking.drifting import IDENTITY
from tests.ranking.tried import proposed, run, stage

pytestmark = pytest.mark.django_db


def calibrate(project, judge):
    """The judge's scores on the primary dimension are people's."""
    primary = project.rubric.dimensions.get(is_primary=True)
    fit = Fit.objects.create(project=project)
    document = IDENTITY | {"judge": judge.name}
    return Mapping.objects.create(fit=fit, judge=judge, dimension=primary, kind="scores", document=document, n=99)


def test_making_a_proposal_starts_its_trial_once_and_rings(
    client_of, project, lead, monkeypatch, django_capture_on_commit_callbacks
):
    rung = Mock()
    monkeypatch.setattr("annotations.jobs.send", rung)
    made, first = proposed(project)
    first.delete()
    page, own = client_of(lead), "/projects/tea/improve/"
    with stage(project) as on:
        made.round.endpoint = on.endpoint
        made.round.save()
        assert "as soon as there is an endpoint" in page.get(own).content.decode()
        calibrate(project, on.judge)
        shown = page.get(own).content.decode()
        assert f"{on.endpoint} answers up to 30 items" in shown
        assert f"{on.judge} scores both" in shown
        with django_capture_on_commit_callbacks(execute=True):
            answer = page.post(f"{own}new/", {"round": made.round.number})
        started = Experiment.objects.get()
        assert rung.call_args.args == (started.job,)
        assert (started.endpoint, started.judge, started.created_by) == (on.endpoint, on.judge, lead)
        assert len(started.plan["items"]) == 8
        assert "It was started by itself" in page.get(answer.url).content.decode()
        # Asked again it gives the same proposal, which has its trial.
        page.post(f"{own}new/", {"round": made.round.number})
        done = run(started)
        page.post(f"{own}new/", {"round": made.round.number})
    assert Experiment.objects.get() == done
    assert done.figures["dimensions"]["helpfulness"]["mapped"]
    assert "not people’s" in page.get(answer.url).content.decode()


def test_a_lead_bounds_it_or_switches_it_off_and_a_reviewers_edit_waits_for_a_lead(
    client_of, project, lead, reviewer, monkeypatch
):
    monkeypatch.setattr("annotations.jobs.send", Mock())
    _made, proposal = proposed(project)
    page, own = client_of(lead), "/projects/tea/improve/"
    api = "/api/v1/projects/tea/trial-rule/"
    with stage(project) as on:
        try_proposal(proposal=proposal, by=lead)
        assert not Experiment.objects.exists(), "a judge that no mapping ties to people's scores"
        calibrate(project, on.judge)
        edit = {"content": {"principles": ["Say why."]}, "reason": "They ask."}
        sent = client_of(reviewer).post(
            "/api/v1/projects/tea/templates/answer/versions/1/edits/", json.dumps(edit), content_type="application/json"
        )
        assert sent.status_code == 201
        assert not Experiment.objects.exists(), "what it costs is a lead's to say"
        assert page.get(api).json() == {"most_calls": 144}
        assert "No trial starts" in page.post(f"{own}trials/", {"most_calls": "0"}, follow=True).content.decode()
        assert TrialRule.objects.get().set_by == lead
        assert trial_at_hand(project=project, round=None) is None
        try_proposal(proposal=proposal, by=lead)
        assert not Experiment.objects.exists()
        assert page.post(f"{own}trials/", {"most_calls": "-1"}).status_code == 400
        put = page.put(api, json.dumps({"most_calls": 10**6}), content_type="application/json")
        assert put.json()["fields"].keys() == {"most_calls"}
        put = page.put(api, json.dumps({"most_calls": 20}), content_type="application/json")
        assert put.json() == {"most_calls": 20}
        try_proposal(proposal=proposal, by=None)
    started = Experiment.objects.get()
    assert len(started.plan["items"]) == 4
    assert started.most_calls <= 20
    assert Proposal.objects.get(pk=proposal.pk).state == "OPEN"
