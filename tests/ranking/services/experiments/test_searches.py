import pytest
from django.utils import timezone

from annotations.models import Job, Response
from ranking.models import Proposal
from ranking.services.experiments import ExperimentRefused, experiment_retry, trial_start
from ranking.services.proposals import proposal_accept
from tests.annotations.llm.faulty_server import Reply
from tests.ranking.made import make_items, make_round
from tests.ranking.searched import finished_round, is_reflection, search_stage, start_search
from tests.ranking.tried import run

pytestmark = pytest.mark.django_db


def test_a_search_ends_in_an_ordinary_proposal_with_evidence(project, lead):
    made = finished_round(project)
    responses = Response.objects.count()
    with search_stage(project) as on:
        done = run(start_search(made, on, by=lead))
        prompts = [body["messages"][-1]["content"] for body in on.server.seen if is_reflection(body)]
    assert done.job.state == Job.State.DONE, done.job.message
    proposal = Proposal.objects.get()
    assert (done.proposal, proposal.proposer, proposal.created_by) == (proposal, "reflective", lead)
    assert {(edit["kind"], edit["action"]) for edit in proposal.edits} == {("principle", "add")}
    first = proposal.edits[0]
    assert first["value"] == "Principle number 1."
    assert "chosen by them, it looks better than it is" in first["evidence"][0]["text"]
    assert first["evidence"][1]["text"].startswith("said of item")
    assert first["evidence"][1]["assignment"]
    assert on.endpoint.name in first["reason"]
    assert Response.objects.count() == responses
    assert done.figures["calls"] <= done.most_calls
    # What people wrote reached the reflecting model in fences.
    code = prompts[0].split("Markers with the code ")[1].split()[0]
    assert f"<<<COMMENT {code}>>>\nsaid of item" in prompts[0]
    assert done.calls.filter(kind="reflect").count() == len(prompts)
    version = proposal_accept(proposal=proposal, by=lead, now=timezone.now())
    assert version.principles[0] == "Principle number 1."


def test_the_budget_holds_whatever_the_search_would_like(project):
    made = finished_round(project)
    with search_stage(project) as on:
        done = run(start_search(made, on, most_calls=60))
        assert len(on.server.seen) <= 60
        assert done.job.state == Job.State.DONE
        few = run(start_search(made, on, most_calls=100, most_tokens=10))
    assert (few.job.state, few.proposal) == (Job.State.FAILED, None)
    assert "used up" in few.job.message
    assert few.calls.count() < 10


def test_a_search_counts_what_nobody_can_read(project, monkeypatch):
    monkeypatch.setattr("ranking.services.experiments.bench.wait_before", lambda *args: 0.0)
    made = finished_round(project)
    with search_stage(project) as on:
        on.server.script = lambda number, body: Reply({"no": "choices"})
        ended = run(start_search(made, on, most_calls=40))
        assert len(on.server.seen) == 40
    assert ended.job.state == Job.State.FAILED
    assert "malformed" in ended.job.message


def test_a_search_that_no_model_answers_fails_in_the_endpoints_words_and_is_tried_again(project):
    made = finished_round(project)
    with search_stage(project) as on:
        script = on.server.script
        on.server.script = lambda number, body: Reply({"error": {"message": "no such luck"}}, status=400)
        ended = run(start_search(made, on))
        assert ended.job.state == Job.State.FAILED
        assert "no such luck" in ended.job.message
        on.server.script = script
        done = run(experiment_retry(experiment=ended, now=timezone.now()))
    assert done.job.state == Job.State.DONE
    assert done.proposal is not None


def test_a_model_that_writes_nothing_better_is_told_of(project):
    made = finished_round(project)
    with search_stage(project, reflects=lambda prompt: "```\n" + "x" * 9000 + "\n```") as on:
        done = run(start_search(made, on, most_calls=40))
    assert done.job.state == Job.State.DONE
    assert done.proposal is None
    assert "No candidate did better" in done.figures["sentences"][0]


def test_it_wants_calls_items_and_a_judge(project):
    made = finished_round(project)
    with search_stage(project) as on:
        with pytest.raises(ExperimentRefused, match="calls"):
            start_search(made, on, most_calls=5)
        on.judge.mode = "pairwise"
        on.judge.save()
        with pytest.raises(ExperimentRefused, match="Name a judge"):
            start_search(made, on)
    project.items.all().delete()
    few = make_round(project, items=make_items(project, 4), score_of=lambda *args: 3)
    with search_stage(project) as on, pytest.raises(ExperimentRefused, match="at least 6 groups"):
        start_search(few, on)


def test_a_trial_of_what_a_search_found_uses_other_items(project):
    made = finished_round(project)
    with search_stage(project) as on:
        done = run(start_search(made, on))
        started = trial_start(proposal=done.proposal, endpoint=on.endpoint, judge=on.judge, now=timezone.now(), seed=1)
    used = {*done.plan["learn"], *done.plan["select"]}
    assert started.plan["items"]
    assert not used & set(started.plan["items"])
    assert started.plan["left_out"]["searched"] == len(used)
