import pytest

from annotations.models import Assignment, Ballot, Job, Project, Round, Score
from annotations.services.judges import JudgeInvalid, judge_create
from annotations.services.templates import template_create, version_create
from tests.annotations.llm.faulty_server import FaultyServer, Reply, Script, completion
from tests.annotations.machines import launch, make_endpoint, make_judge, run, run_judges, verdict
from tests.annotations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def judged(project: Project, script: Script, *, mode: str = "", **plan: object) -> Job:
    """A round that was generated and judged; the script answers the judge's questions only."""

    def both(number: int, body: dict) -> Reply:
        asks_judge = "Rubric:" in body["messages"][-1]["content"]
        return script(number, body) if asks_judge else Reply(completion(f"Answer {number}"))

    with FaultyServer(both) as server:
        endpoint = make_endpoint(project, server.base_url, concurrency=2)
        job = run(launch(project, endpoint, judges=(make_judge(project, endpoint, mode),), **plan))
        assert job is not None
        run_judges(job)
    job.refresh_from_db()
    return job


def first(number: int, body: dict) -> Reply:
    return verdict(body)


def test_a_judge_scores_every_response_on_every_dimension(project: Project) -> None:
    job = judged(project, first, items=3)
    assert (job.state, job.done, job.total) == (Job.State.DONE, 3, 3)
    assert set(Score.objects.values_list("dimension__name", "value")) == {("helpfulness", 5.0), ("correctness", 5.0)}
    assert Score.objects.count() == 6


def test_a_judge_compares_each_pair_in_both_orders(project: Project) -> None:
    judged(project, first, items=1, samples=2, kinds=["COMPARISON"])
    pair = list(Round.objects.get().responses.order_by("pk").values_list("pk", flat=True))
    found = {
        one.variant: (one.shown, one.ballots.get().ranking) for one in Assignment.objects.prefetch_related("ballots")
    }
    assert found == {
        "pairwise:0-1": (pair, [[pair[0]], [pair[1]]]),
        "pairwise:1-0": (pair[::-1], [[pair[1]], [pair[0]]]),
    }


def test_a_judge_ranks_all_candidates_in_rotated_orders(project: Project) -> None:
    judged(project, first, items=1, samples=3, kinds=["RANKING"])
    orders = [one.shown for one in Assignment.objects.order_by("variant")]
    assert len(orders) == 3
    assert {order[0] for order in orders} == set(Round.objects.get().responses.values_list("pk", flat=True))
    assert all(ballot.ranking == [[one] for one in ballot.assignment.shown] for ballot in Ballot.objects.all())


def test_a_judge_gives_best_and_worst_in_the_shape_that_people_give(project: Project) -> None:
    judged(project, first, items=1, samples=4, kinds=["BEST_WORST"])
    assert {tuple(map(len, ballot.ranking)) for ballot in Ballot.objects.all()} == {(1, 2, 1)}


def test_a_judge_ranks_each_dimension_where_the_round_asks_so(project: Project) -> None:
    judged(project, first, items=1, samples=2, kinds=["COMPARISON"], per_dimension=True)
    names = sorted(Ballot.objects.values_list("dimension__name", flat=True))
    assert names == ["correctness", "correctness", "helpfulness", "helpfulness"]


def test_a_judge_holds_no_place_of_the_overlap(project: Project) -> None:
    judged(project, first, items=2)
    assert not Assignment.objects.filter(holds_place=True).exists()
    assert set(Round.objects.get().tasks.values_list("taken", flat=True)) == {0}


def test_what_cannot_be_read_is_recorded_as_unreadable(project: Project) -> None:
    judged(project, lambda number, body: Reply(completion('{"helpfulness": 4, "correctness": 9}')), items=1)
    read, unread = Score.objects.order_by("-dimension__name")
    assert (read.value, read.unreadable) == (4.0, False)
    assert (unread.value, unread.unreadable) == (None, True)
    assert unread.raw == {"text": '{"helpfulness": 4, "correctness": 9}', "unreadable": "9 is outside 1 to 5"}


def test_a_question_too_long_for_the_judge_is_unreadable_too(project: Project) -> None:
    refusal = Reply({"error": {"code": "context_length_exceeded", "message": "too long"}}, 400)
    job = judged(project, lambda number, body: refusal, items=1)
    assert job.state == Job.State.DONE
    assert all("too_long" in score.raw["unreadable"] for score in Score.objects.all())


def test_a_judge_that_cannot_be_asked_leaves_no_verdicts(project: Project) -> None:
    job = judged(project, lambda number, body: Reply({}, 401), items=3)
    assert job.state == Job.State.FAILED
    assert "auth" in job.message
    assert not Assignment.objects.exists()


def test_a_server_without_schemas_is_asked_in_words(project: Project) -> None:
    def script(number: int, body: dict) -> Reply:
        if "response_format" in body:
            return Reply({"error": {"message": "response_format is not supported"}}, 400)
        return Reply(completion('{"helpfulness": 3, "correctness": 2}'))

    assert judged(project, script, items=1).state == Job.State.DONE
    assert sorted(Score.objects.values_list("value", flat=True)) == [2.0, 3.0]


def test_a_judge_called_again_asks_only_what_is_missing(project: Project) -> None:
    job = judged(project, first, items=3)
    gone = Assignment.objects.first()
    assert gone is not None
    gone.delete()
    judge = job.round.judges.get()
    with FaultyServer(first) as server:
        judge.endpoint.base_url = server.base_url
        judge.endpoint.save()
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
        run_judges(job)
    assert len(server.seen) == 1
    assert Assignment.objects.count() == 3


def test_a_judge_by_mode_answers_only_what_it_can(project: Project) -> None:
    job = judged(project, first, items=1, samples=2, kinds=["RATING", "COMPARISON"], mode="pairwise")
    assert (job.state, job.done, job.total) == (Job.State.DONE, 2, 2)
    assert set(Assignment.objects.values_list("task__kind", flat=True)) == {"COMPARISON"}


def test_a_judge_whose_mode_answers_nothing_says_so(project: Project) -> None:
    job = judged(project, first, items=1, mode="pairwise")
    assert job.state == Job.State.FAILED
    assert "pairwise" in job.message


def test_a_judges_own_template_must_hold_the_candidates(project: Project) -> None:
    template = template_create(project=project, name="strict", purpose="judge", now=NOW)
    version = version_create(template=template, now=NOW)
    with pytest.raises(JudgeInvalid, match="candidates"):
        judge_create(project=project, name="j", endpoint=make_endpoint(project, "local:"), version=version)


def test_two_judges_cannot_share_a_name(project: Project) -> None:
    endpoint = make_endpoint(project, "local:")
    judge_create(project=project, name="j", endpoint=endpoint)
    with pytest.raises(JudgeInvalid, match="name"):
        judge_create(project=project, name="j", endpoint=endpoint)
