from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.models import Item, Job, Project, Response, Round
from annotations.services.generation import GenerationRefused, generation_retry, generation_run
from annotations.services.jobs import job_claim
from annotations.services.responses import LEASE, responses_lease, responses_plan
from annotations.services.rounds import round_cancel, round_pause
from tests.annotations.llm.faulty_server import FaultyServer, Reply, completion
from tests.annotations.machines import launch, make_endpoint, make_judge, run, states

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def answer(number: int, body: dict) -> Reply:
    return Reply(completion(f"Answer {number}"))


def test_it_makes_every_response_of_the_plan_and_opens_the_round(project: Project) -> None:
    with FaultyServer(answer) as server:
        job = launch(project, make_endpoint(project, server.base_url), items=3, temperatures=[0.2, 0.9], samples=2)
        assert run(job) is None
    job.refresh_from_db()
    round = Round.objects.get()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 12, 12)
    assert round.state == Round.State.COLLECTING
    assert states(round) == ["DONE"] * 12
    assert round.tasks.count() == 12
    assert len(server.seen) == 12


def test_it_keeps_all_that_produced_a_response(project: Project) -> None:
    with FaultyServer(answer) as server:
        run(launch(project, make_endpoint(project, server.base_url), items=1, temperatures=[0.3]))
    row = Response.objects.get()
    (sent,) = server.seen
    assert (sent["temperature"], sent["seed"], sent["max_tokens"]) == (0.3, row.seed, 512)
    assert sent["messages"] == [{"role": "user", "content": row.item.prompt}]
    assert (row.model, row.finish_reason, row.prompt_tokens, row.completion_tokens) == ("m-1", "stop", 7, 3)
    assert row.finished_at is not None
    assert row.lease_until is None


def test_it_sends_the_turns_that_came_before_the_prompt(project: Project) -> None:
    earlier = [{"role": "user", "content": "Tea?"}, {"role": "assistant", "content": "Please."}]
    with FaultyServer(answer) as server:
        job = launch(project, make_endpoint(project, server.base_url), items=1)
        Item.objects.update(messages=earlier)
        run(job)
    assert server.seen[0]["messages"] == [*earlier, {"role": "user", "content": Item.objects.get().prompt}]


def test_it_hands_a_round_with_judges_on(project: Project) -> None:
    with FaultyServer(answer) as server:
        endpoint = make_endpoint(project, server.base_url)
        judging = run(launch(project, endpoint, judges=(make_judge(project, endpoint),)))
    assert judging is not None
    assert (judging.celery_name, judging.state) == ("annotations.judge", Job.State.QUEUED)


def test_it_counts_failures_by_kind_and_goes_on(project: Project) -> None:
    bad = {"error": {"message": "no"}}
    with FaultyServer(lambda number, body: Reply(bad, 400) if number == 1 else answer(number, body)) as server:
        run(launch(project, make_endpoint(project, server.base_url, concurrency=1), items=3))
    failed = Response.objects.get(state="FAILED")
    assert (failed.error_kind, failed.attempt) == ("bad_request", 1)
    assert Round.objects.get().state == Round.State.COLLECTING


def test_it_tries_again_what_may_succeed(project: Project) -> None:
    with FaultyServer(lambda number, body: Reply({}, 500) if number < 3 else answer(number, body)) as server:
        run(launch(project, make_endpoint(project, server.base_url), items=1))
    row = Response.objects.get()
    assert (row.state, row.attempt, row.error_kind) == ("DONE", 3, "")


def test_it_does_without_probabilities_where_a_server_has_none(project: Project) -> None:
    def script(number: int, body: dict) -> Reply:
        if "logprobs" in body:
            return Reply({"error": {"message": "logprobs is not supported"}}, 400)
        return answer(number, body)

    with FaultyServer(script) as server:
        run(launch(project, make_endpoint(project, server.base_url, concurrency=1), items=2))
    assert states(Round.objects.get()) == ["DONE", "DONE"]


def test_it_gives_up_at_once_when_the_key_is_refused(project: Project) -> None:
    with FaultyServer(lambda number, body: Reply({"error": {"message": "bad key"}}, 401)) as server:
        job = launch(project, make_endpoint(project, server.base_url, concurrency=1), items=9)
        run(job)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert len(server.seen) == 1
    assert set(Response.objects.values_list("state", "error_kind")) == {("FAILED", "auth")}
    assert Round.objects.get().state == Round.State.GENERATING


def test_failed_responses_can_be_asked_for_again(project: Project) -> None:
    broken = True
    with FaultyServer(lambda number, body: Reply({}, 401) if broken else answer(number, body)) as server:
        run(launch(project, make_endpoint(project, server.base_url)))
        broken = False
        run(generation_retry(round=Round.objects.get(), now=timezone.now()))
        with pytest.raises(GenerationRefused):
            generation_retry(round=Round.objects.get(), now=timezone.now())
    assert states(Round.objects.get()) == ["DONE", "DONE"]


def test_it_names_the_variable_that_an_item_lacks(project: Project) -> None:
    with FaultyServer(answer) as server:
        job = launch(project, make_endpoint(project, server.base_url), items=2)
        version = job.round.versions.get()
        version.user_text = "{{prompt}} {{city}}"
        version.save()
        project.items.filter(external_id="i0").update(variables={"city": "İzmir"})
        run(job)
    assert Response.objects.get(state="DONE").item.external_id == "i0"
    assert "city" in Response.objects.get(state="FAILED").error


def test_it_waits_while_the_round_is_paused(project: Project) -> None:
    with FaultyServer(answer) as server:
        job = launch(project, make_endpoint(project, server.base_url))
        round_pause(round=job.round, paused=True)
        run(job)
        job.refresh_from_db()
        assert (job.state, job.attempt, server.seen) == (Job.State.QUEUED, 0, [])
        round_pause(round=job.round, paused=False)
        run(job)
    assert states(job.round) == ["DONE", "DONE"]


def test_it_puts_the_job_back_when_the_worker_stops(project: Project) -> None:
    with FaultyServer(answer) as server:
        job = launch(project, make_endpoint(project, server.base_url))
        run(job, stop=True)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.QUEUED, 0)
    assert states(job.round) == ["PLANNED", "PLANNED"]


def test_it_stops_when_the_round_is_cancelled_in_the_middle(project: Project) -> None:
    def script(number: int, body: dict) -> Reply:
        return Reply(completion("late"), delay=0 if number == 1 else 3)

    with FaultyServer(script) as server:
        job = launch(project, make_endpoint(project, server.base_url, concurrency=1), items=3)
        claimed = job_claim(job_id=job.pk, now=timezone.now())
        assert claimed is not None

        def cancel() -> bool:
            if Response.objects.filter(state="DONE").exists():
                round_cancel(round=Round.objects.get(), now=timezone.now())
            return False

        generation_run(job=claimed, clock=timezone.now, stop=cancel)
    assert states(job.round) == ["DONE", "PLANNED", "PLANNED"]
    assert Round.objects.get().state == Round.State.CANCELLED
    assert not Response.objects.exclude(lease_until=None).exists()


def test_a_plan_made_twice_is_the_same_plan(project: Project) -> None:
    job = launch(project, make_endpoint(project, "http://127.0.0.1:1/v1"), items=3, samples=2)
    assert responses_plan(round=job.round) == responses_plan(round=job.round) == 6
    assert len(set(job.round.responses.values_list("seed", flat=True))) == 6


def test_a_plan_takes_at_most_as_many_items_as_asked(project: Project) -> None:
    job = launch(project, make_endpoint(project, "http://127.0.0.1:1/v1"), items=5, item_limit=2)
    assert responses_plan(round=job.round) == 2


def test_a_leased_response_is_free_again_when_its_lease_is_over(project: Project) -> None:
    now = timezone.now()
    round = launch(project, make_endpoint(project, "http://127.0.0.1:1/v1"), items=2).round
    responses_plan(round=round)
    first = responses_lease(round=round, most=1, now=now)
    assert [row.attempt for row in first] == [1]
    assert {row.pk for row in responses_lease(round=round, most=9, now=now)}.isdisjoint(row.pk for row in first)
    later = responses_lease(round=round, most=9, now=now + LEASE + timedelta(seconds=1))
    assert sorted(row.attempt for row in later) == [2, 2]


def test_an_endpoint_that_is_not_set_up_fails_the_job_in_words(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KALIBRE_LOCAL_MODEL_URL", raising=False)
    job = launch(project, make_endpoint(project, "local:"))
    run(job)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "KALIBRE_LOCAL_MODEL_URL" in job.message


def test_a_server_that_is_still_starting_is_asked_again_later(project: Project) -> None:
    job = launch(project, make_endpoint(project, "http://127.0.0.1:1/v1", model=""))
    run(job)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.QUEUED, 1)
    assert "connection" in job.message
