"""A proposal tried on a judge, from its page."""

from unittest.mock import Mock

import pytest
from django.utils import timezone

from annotations.models import Job
from ranking.models import Experiment
from ranking.services.proposals import proposal_accept
from tests.ranking.made import make_round
from tests.ranking.searched import finished_round, one_more, search_stage
from tests.ranking.tried import proposed, run, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


def sent(on, **more):
    return {"take_0": "on", "value_0": "Say <b>why</b>.", "endpoint": on.endpoint.pk, "judge": on.judge.pk, "items": 6,
            "samples": 1, **more}  # fmt: skip


def test_a_lead_tries_the_edits_as_they_stand_and_reads_every_answer(
    page, project, lead, monkeypatch, django_capture_on_commit_callbacks
):
    rung = Mock()
    monkeypatch.setattr("annotations.jobs.send", rung)
    _made, proposal = proposed(project)
    own = f"/projects/tea/improve/{proposal.pk}/"
    with stage(
        project,
        writes=lambda body: f"{'why' in str(body)} <script>alert(1)</script> {body['messages'][-1]['content']}",
        rates=lambda text, body: 4 if text.startswith("True") and "question 1" not in text else 2,
    ) as on:
        assert "Try it on a judge" in page.get(own).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert page.post(f"{own}trial/", sent(on)).url == own
        assert rung.call_args.args == (Job.objects.get(celery_name="ranking.experiment"),)
        assert "No worker is running" in page.get(f"{own}trial/state/").content.decode()
        started = Experiment.objects.get()
        assert started.plan["new"]["principles"] == ["Say <b>why</b>."]
        run(started)
    told = page.get(f"{own}trial/state/").content.decode()
    assert "hx-get" not in told
    assert "not people’s" in told
    assert "(0 so far)" in told
    every = page.get(f"/projects/tea/improve/experiments/{started.pk}/").content.decode()
    assert "True &lt;script&gt;" in every
    assert "<script>alert" not in every
    # Once people have scored twenty responses of the version, their word goes first.
    version = proposal_accept(proposal=proposal, by=lead, now=timezone.now())
    make_round(project, versions=[version], items=list(project.items.filter(split="develop")),
               temperatures=(0.1, 0.5, 0.9), score_of=lambda *args: 3)  # fmt: skip
    told = page.get(own).content.decode()
    assert "People have scored 24 responses of answer v2" in told
    assert "so far)" not in told


def test_what_cannot_be_tried_is_said(page, project):
    _made, proposal = proposed(project)
    own = f"/projects/tea/improve/{proposal.pk}/"
    assert "This project has not both" in page.get(own).content.decode()
    with stage(project) as on:
        for fault in ({"items": "1"}, {"judge": "9" * 30}, {"take_0": ""}):
            answer = page.post(f"{own}trial/", sent(on, **fault), follow=True)
            assert answer.status_code == 200
            assert list(answer.context["messages"])
    assert not Experiment.objects.exists()


def test_a_lead_cancels_and_goes_on(page, project):
    _made, proposal = proposed(project)
    own = f"/projects/tea/improve/{proposal.pk}/"
    with stage(project) as on:
        page.post(f"{own}trial/", sent(on))
        pk = Experiment.objects.get().pk
        page.post(f"/projects/tea/improve/experiments/{pk}/cancel/")
        assert "It was cancelled." in page.get(own).content.decode()
        page.post(f"/projects/tea/improve/experiments/{pk}/resume/")
    assert Experiment.objects.get().is_live
    assert page.get("/projects/tea/improve/experiments/99/").status_code == 404
    assert page.get("/projects/tea/improve/99/trial/state/").status_code == 404


def test_a_lead_starts_a_search_watches_it_and_reads_what_came_of_it(page, project, monkeypatch):
    monkeypatch.setattr("annotations.jobs.send", Mock())
    made = finished_round(project)
    with search_stage(project, reflects=lambda prompt: f"{one_more(prompt)}\n<script>alert(1)</script>") as on:
        assert "Let a model search" in page.get("/projects/tea/improve/").content.decode()
        assert "Reflecting model" in page.get("/projects/tea/improve/search/").content.decode()
        sent = {"round": made.round.pk, "endpoint": on.endpoint.pk, "judge": on.judge.pk,
                "reflecting": on.endpoint.pk, "most_calls": 4}  # fmt: skip
        assert "it begins with" in page.post("/projects/tea/improve/search/", sent).content.decode()
        answer = page.post("/projects/tea/improve/search/", {**sent, "most_calls": 60})
        started = Experiment.objects.get()
        assert answer.url == f"/projects/tea/improve/experiments/{started.pk}/"
        assert 'hx-select="#experiment"' in page.get(answer.url).content.decode()
        assert page.post("/projects/tea/improve/search/", {**sent, "most_calls": 60}).url == answer.url
        done = run(started)
    assert " steps, " in done.job.message or done.job.message.startswith("It ended")
    shown = page.get(answer.url).content.decode()
    assert "Read the proposal" in shown
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown
    assert "a model that reflected" in page.get(f"/projects/tea/improve/{done.proposal_id}/").content.decode()
    assert "It ended in proposal" in page.get("/projects/tea/improve/").content.decode()


def test_without_the_library_the_choice_says_how_to_install_it(page, project, monkeypatch):
    monkeypatch.setattr("ranking.views.experiments.installed", lambda: False)
    shown = page.get("/projects/tea/improve/search/").content.decode()
    assert "pip install -r requirements-gepa.txt" in shown
    assert "Start the search" not in shown
    page.post("/projects/tea/improve/search/", {})
    assert not Experiment.objects.exists()
