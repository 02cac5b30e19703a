from datetime import timedelta
from threading import Event

import pytest
from django.utils import timezone, translation

from annotations.models import Endpoint, Job, Response, TemplateVersion
from annotations.telling import told
from ranking.jobs import experiment
from ranking.models import Experiment, ExperimentCall, TemperaturePolicy
from ranking.services.confirmations import Design
from ranking.services.confirmations.tempering import asked_of
from ranking.services.experiments import ExperimentRefused, experiment_cancel, experiment_retry, trial_start
from ranking.services.proposals import proposal_reject
from ranking.services.temperatures.asking import asked_by_category
from tests.annotations.llm.faulty_server import FaultyServer, Reply
from tests.annotations.machines import make_endpoint, make_judge
from tests.ranking.made import make_items
from tests.ranking.mapped import mapped_fit
from tests.ranking.tried import is_judge, proposed, run, stage, try_it

pytestmark = pytest.mark.django_db


def start(proposal, on, **kwargs):
    return trial_start(proposal=proposal, endpoint=on.endpoint, judge=on.judge, now=timezone.now(), seed=3, **kwargs)


@pytest.mark.both
def test_a_trial_gives_the_judges_gain_with_its_interval_paired_by_item(project):
    _made, proposal = proposed(project)
    uneven = {"develop question 0": 1}
    with stage(
        project,
        rates=lambda text, body: 2 + int(text.split()[0]) + uneven.get(text.split("Q: ")[-1], 0) * int(text[0]),
    ) as on:
        tried = try_it(proposal, on)
    gain = tried.figures["dimensions"]["helpfulness"]
    assert (gain["n"], gain["planned"], gain["groups"]) == (8, 8, 8)
    # One principle is one point; on one of eight items it is two.
    assert gain["estimate"] == pytest.approx(9 / 8)
    assert gain["ci_low"] < gain["estimate"] < gain["ci_high"]
    assert tried.figures["sentences"][0].startswith(f"In the eyes of {on.judge.name} alone it changes Helpfulness by")
    assert "No mapping ties" in tried.figures["sentences"][1]
    assert tried.job.state == Job.State.DONE
    assert tried.job.done == tried.job.total == 32


def test_its_answers_are_no_responses_and_it_asks_only_what_it_may_learn_from(project):
    made, proposal = proposed(project)
    before = Response.objects.count()
    # An item of split develop that says what an item to test with says.
    make_items(project, 1, start=90)
    project.items.filter(external_id="develop-90").update(prompt="evaluate question 1")
    with stage(project) as on:
        tried = try_it(proposal, on)
        asked = str(on.server.seen)
    assert Response.objects.count() == before
    assert {call.item_id for call in tried.calls.all()} == {item.pk for item in made.items}
    assert "evaluate question" not in asked
    assert "anchor question" not in asked


def test_items_that_a_version_shows_are_not_tried_on_it(project):
    made, proposal = proposed(project)
    shown = {"input": "Q: develop question 2", "output": "Yes.", "response": made.round.responses.first().pk}
    edit = {"kind": "exemplar", "action": "add", "index": None, "value": shown}
    with stage(project) as on:
        started = start(proposal, on, edits=[*proposal.edits, edit])
    assert made.items[0].pk not in started.plan["items"]
    assert started.plan["left_out"]["shown"] == 1


def test_it_asks_at_what_a_test_would_ask(project, lead):
    made, proposal = proposed(project)
    edit = {"kind": "temperature", "action": "change", "index": None, "value": 0.3}
    kept = [*proposal.edits, edit]
    policy = TemperaturePolicy.objects.create(
        template=proposal.base.template, number=1, rules={"green": 1.1}, active=True
    )
    design = Design(new=TemplateVersion(template=proposal.base.template, temperature=0.3), old=proposal.base,
                    endpoint=Endpoint())  # fmt: skip
    assert asked_of(design).by_category == {"green": 1.1, "": 0.7}
    with stage(project) as on:
        started = start(proposal, on, edits=kept)
        assert started.plan["temperatures"] == {"base": {"": 0.7, "green": 1.1}, "new": {"": 0.3, "green": 1.1}}
        run(started)
        asked = [
            (body["temperature"], body["messages"][-1]["content"]) for body in on.server.seen if not is_judge(body)
        ]
    green = {f"Q: {one.prompt}" for one in made.items if one.category == "green"}
    assert {at for at, text in asked if text in green} == {1.1}
    assert {at for at, text in asked if text not in green} == {0.7, 0.3}
    TemperaturePolicy.objects.filter(pk=policy.pk).update(active=False)
    assert asked_by_category(proposal.base.template, own=None, old=0.4) == {"": 0.4}


@pytest.mark.both
def test_a_trial_that_was_killed_goes_on_where_it_stood(project):
    _made, proposal = proposed(project)
    with stage(project, concurrency=1) as on:
        started = start(proposal, on)
        stopped = run(started, stop=lambda: ExperimentCall.objects.ended().count() >= 5)
        assert stopped.job.state == Job.State.QUEUED
        asked = len(on.server.seen)
        assert 5 <= asked < 32
        # The worker of the second run is killed: its lease runs out, and another claims the job.
        Job.objects.filter(pk=started.job_id).update(
            state="RUNNING", lease_until=timezone.now() - timedelta(seconds=1), attempt=1
        )
        done = run(started)
        assert done.job.state == Job.State.DONE
        # What was under way when it stopped may be asked once more, nothing else.
        assert 32 <= len(on.server.seen) <= 33
    assert done.calls.count() == 32
    assert done.figures["dimensions"]["helpfulness"]["new"] == 3


def test_asking_twice_gives_the_trial_that_runs(project):
    _made, proposal = proposed(project)
    with stage(project) as on:
        assert start(proposal, on) == start(proposal, on)
    assert Job.objects.filter(celery_name="ranking.experiment").count() == 1


def test_a_cancelled_trial_stops_and_can_go_on(project):
    _made, proposal = proposed(project)
    with stage(project) as on:
        started = start(proposal, on)
        experiment_cancel(experiment=started, now=timezone.now())
        again = experiment_retry(experiment=started, now=timezone.now())
        assert run(again).figures["calls"] == 32
        with pytest.raises(ExperimentRefused, match="finished"):
            experiment_retry(experiment=Experiment.objects.get(), now=timezone.now())


def test_a_cancel_reaches_the_worker(project):
    _made, proposal = proposed(project)
    cancelled = []

    def writes(body):
        if not cancelled:
            cancelled.append(Job.objects.count())
        return "0 words"

    with stage(project, concurrency=1) as on:
        started = start(proposal, on)

        def stop() -> bool:
            if ExperimentCall.objects.exists():
                experiment_cancel(experiment=started, now=timezone.now())
            return False

        ended = run(started, stop=stop)
        assert ended.job.state == Job.State.CANCELLED
        assert len(on.server.seen) < 32
    assert ended.figures == {}


def test_the_limit_of_the_endpoint_holds_for_trials(project):
    _made, proposal = proposed(project)
    with stage(project, requests_per_minute=3) as on:
        started = start(proposal, on, items=4)
        # All within one minute, whatever the clock says.
        moment = timezone.now()
        run(started, stop=lambda: len(on.server.seen) >= 3, clock=lambda: moment)
        assert len(on.server.seen) == 3
    assert Endpoint.objects.get(pk=on.endpoint.pk).windows.get().requests == 3


def test_what_a_judge_says_unreadably_is_left_out_and_told(project):
    _made, proposal = proposed(project)
    with stage(project, rates=lambda text, body: 99 if "question 3" in text else 3) as on:
        tried = try_it(proposal, on)
    assert tried.figures["dimensions"]["helpfulness"]["n"] == 7
    assert tried.figures["unreadable"] == 2
    assert "1 of 8 items are left out" in tried.figures["sentences"][-1]


def test_a_judge_that_nobody_can_read_gives_no_number(project):
    _made, proposal = proposed(project)
    with stage(project, rates=lambda text, body: 99) as on:
        tried = try_it(proposal, on)
    gain = tried.figures["dimensions"]["helpfulness"]
    assert gain["estimate"] is None
    assert gain["reason"]
    assert "cannot be told" in tried.figures["sentences"][0]


def test_the_same_gain_on_every_item_has_no_interval_of_no_width(project):
    _made, proposal = proposed(project)
    with stage(project) as on:
        gain = try_it(proposal, on).figures["dimensions"]["helpfulness"]
    assert (gain["base"], gain["new"], gain["estimate"]) == (2, 3, None)
    assert gain["reason"].startswith("On every item the scores differ by +1.00")


def test_a_refused_key_ends_it_in_words(project):
    _made, proposal = proposed(project)
    with FaultyServer(lambda number, body: Reply({"error": {"message": "bad key"}}, status=401)) as server:
        endpoint = make_endpoint(project, server.base_url)
        judge = make_judge(project, endpoint)
        started = trial_start(proposal=proposal, endpoint=endpoint, judge=judge, now=timezone.now(), seed=1)
        ended = run(started)
    assert ended.job.state == Job.State.FAILED
    assert "bad key" in ended.job.message
    assert ended.job.message.startswith(f"{endpoint}: auth")
    assert ended.job.message.endswith("Check the credential of this endpoint.")
    with translation.override("tr"):
        assert str(endpoint) in str(told(ended.job.message, ended.job.said))
    assert ended.figures == {}


@pytest.mark.parametrize("fails", ["answers", "judge"])
def test_a_trial_in_which_every_call_failed_says_so_and_is_tried_again_from_what_is_there(project, fails):
    _made, proposal = proposed(project)
    down = [True]
    with stage(project) as on:
        script = on.server.script

        def faulty(number, body):
            if down[0] and is_judge(body) == (fails == "judge"):
                return Reply({"error": {"message": "the disk is full"}}, status=400)
            return script(number, body)

        on.server.script = faulty
        ended = try_it(proposal, on)
        assert ended.job.state == Job.State.FAILED
        assert "the disk is full" in ended.job.message
        assert (ended.figures, ended.finished_at) == ({}, None)
        kept = set(ended.calls.filter(error_kind="").values_list("key", flat=True))
        assert len(kept) == (16 if fails == "judge" else 0)
        with translation.override("tr"):
            assert "the disk is full" in str(told(ended.job.message, ended.job.said))
        down[0], asked = False, len(on.server.seen)
        done = run(experiment_retry(experiment=ended, now=timezone.now()))
        assert len(on.server.seen) - asked == 32 - len(kept)
    assert done.job.state == Job.State.DONE
    assert done.figures["dimensions"]["helpfulness"]["new"] == 3
    assert done.figures["failed"] == 0


def test_failures_that_use_up_its_calls_are_named_and_another_try_has_calls_again(project, monkeypatch):
    monkeypatch.setattr("ranking.services.experiments.bench.wait_before", lambda *args: 0.0)
    _made, proposal = proposed(project)
    down = [True]
    with stage(project) as on:
        script = on.server.script
        on.server.script = lambda number, body: (
            Reply({"error": {"message": "overloaded"}}, status=500) if down[0] else script(number, body)
        )
        ended = try_it(proposal, on)
        assert ended.job.state == Job.State.FAILED
        assert "used up" in ended.job.message
        assert f"{on.endpoint}: server" in ended.job.message
        assert "overloaded" in ended.job.message
        down[0] = False
        done = run(experiment_retry(experiment=ended, now=timezone.now()))
    assert done.job.state == Job.State.DONE
    assert done.most_calls == 39


@pytest.mark.both
def test_no_more_requests_are_sent_than_it_may_use_whatever_fails_or_is_killed(project, monkeypatch):
    monkeypatch.setattr("ranking.services.experiments.bench.wait_before", lambda *args: 0.0)
    _made, proposal = proposed(project)
    killed = Event()

    def script(number, body):
        # Nothing beyond the fifth comes back before the worker is killed, however slowly it looks up.
        if number >= 5:
            killed.wait(20)
        return Reply({"no": "choices"}, delay=0.02)

    with stage(project) as on:
        on.server.script = script
        started = start(proposal, on, items=4)
        run(started, stop=lambda: len(on.server.seen) >= 5)
        killed.set()
        cut = Experiment.objects.get(pk=started.pk)
        # What was under way when the worker was killed counts too, though nothing came back.
        assert sum(call.attempts for call in cut.calls.all()) >= len(on.server.seen) >= 5
        assert cut.calls.open().count() == cut.calls.count()
        ended = run(started)
        assert ended.job.state == Job.State.FAILED
        assert "used up" in ended.job.message
        assert len(on.server.seen) <= ended.most_calls == 19
    assert sum(call.attempts for call in ended.calls.all()) == 19


def test_one_version_that_no_model_can_answer_ends_it_too(project):
    """The new version alone is refused: there is nothing to compare, and no figure says otherwise."""
    _made, proposal = proposed(project)
    with stage(project) as on:
        script = on.server.script
        on.server.script = lambda number, body: (
            script(number, body) if body["messages"][0]["role"] == "user"
            else Reply({"error": {"message": "no system prompts here"}}, status=400)
        )  # fmt: skip
        ended = try_it(proposal, on)
    assert ended.job.state == Job.State.FAILED
    assert "no system prompts here" in ended.job.message
    assert not any(call.kind == "judge" for call in ended.calls.all())


def test_it_wants_a_judge_of_the_project_items_and_an_open_proposal(project, lead):
    _made, proposal = proposed(project, items=2)
    with stage(project) as on:
        imported = project.raters.create(name="imported", kind="judge")
        with pytest.raises(ExperimentRefused, match="Name a judge"):
            trial_start(proposal=proposal, endpoint=on.endpoint, judge=imported, now=timezone.now(), seed=1)
        with pytest.raises(ExperimentRefused, match="Try 2 to"):
            start(proposal, on, items=1)
        project.items.filter(external_id="develop-1").update(own_group="develop question 0")
        with pytest.raises(ExperimentRefused, match="Too few items"):
            start(proposal, on)
        proposal_reject(proposal=proposal, by=lead, reason="No", now=timezone.now())
        with pytest.raises(ExperimentRefused, match="rejected"):
            start(proposal, on)


def test_a_judges_scores_are_put_on_peoples_scale_where_a_mapping_was_fitted(project):
    mapped_fit(project)
    project.items.all().delete()
    _made, proposal = proposed(project)
    with stage(project, rates=lambda text, body: 3 + int(text.split()[0]) * (0 if "question 1" in text else 1)) as on:
        kind = project.raters.get(name="kind")
        kind.endpoint = on.endpoint
        kind.save()
        started = trial_start(proposal=proposal, endpoint=on.endpoint, judge=kind, now=timezone.now(), seed=1)
        tried = run(started)
    gain, other = (tried.figures["dimensions"][name] for name in ("helpfulness", "correctness"))
    assert (gain["mapped"], other["mapped"]) == (True, False)
    # This judge scores a point too high, so its threes are people's twos.
    assert gain["base"] == pytest.approx(2, abs=0.35)
    assert 0 < gain["ci_low"] < gain["estimate"] < gain["ci_high"]
    assert other["base"] == 3
    assert "put on people's scale" in tried.figures["sentences"][0]
    assert not any("No mapping" in one for one in tried.figures["sentences"])


def test_the_workers_job_runs_it_and_a_fault_of_ours_fails_it_in_words(project, monkeypatch):
    _made, proposal = proposed(project, items=2)
    with stage(project) as on:
        experiment(job_id=start(proposal, on).job_id)
        assert Experiment.objects.get().job.state == Job.State.DONE
        broken = start(proposal, on)
        monkeypatch.setattr("ranking.services.experiments.running.trial_run", lambda **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            experiment(job_id=broken.job_id)
    assert Job.objects.get(pk=broken.job_id).state == Job.State.FAILED
