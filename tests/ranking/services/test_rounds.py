"""A round's life from the last answer on: it closes by itself, learns, is reviewed, and ends."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from annotations.models import Job, Project, Rater, Round, User
from annotations.services.answers import answer_submit
from annotations.services.errors import Refused
from annotations.services.handout import assignment_next
from annotations.services.jobs import ATTEMPTS, JUDGE, job_claim, job_create, job_finish, jobs_give_up
from ranking.jobs import fit_project, sweep
from ranking.models import Fit
from ranking.selectors.rounds import rounds_complete
from ranking.services.rounds import fit_request, round_close, round_finish
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def answer_all(project: Project, name: str, value: int = 4) -> None:
    rater = make_rater(project, name)
    while assignment := assignment_next(rater=rater, now=NOW):
        answer_submit(
            assignment_id=assignment.pk, rater=rater, key=uuid4(), shown=assignment.shown or [],
            answer=full_scores(value), now=NOW,
        )  # fmt: skip


def test_a_round_closes_learns_is_reviewed_and_ends(project: Project) -> None:
    round = open_round(project, items=4, overlap=2)
    answer_all(project, "ada", 4)
    answer_all(project, "bob", 3)
    learning = round_close(round=round, now=NOW)
    assert (round.state, round.collected_at) == ("LEARNING", NOW)
    with pytest.raises(Refused):
        round_finish(round=round, now=NOW)
    fit_project(job_id=learning.job.pk)
    round.refresh_from_db()
    learning.job.refresh_from_db()
    assert (round.state, learning.job.state) == ("REVIEW", "DONE")
    assert Fit.objects.get().report["counts"]["answers"] == 8
    for _twice in range(2):
        assert round_finish(round=round, now=NOW).state == "CLOSED"
    assert round.closed_at == NOW


def test_a_job_delivered_twice_fits_once(project: Project) -> None:
    round = open_round(project)
    answer_all(project, "ada")
    job = round_close(round=round, now=NOW).job
    fit_project(job_id=job.pk)
    fit_project(job_id=job.pk)
    assert Fit.objects.count() == 1


def test_closing_again_gets_the_live_job_or_a_new_one_after_a_failure(project: Project) -> None:
    round = open_round(project)
    job = round_close(round=round, now=NOW).job
    assert round_close(round=round, now=NOW).job == job
    Job.objects.update(state=Job.State.RUNNING, attempt=ATTEMPTS, lease_until=NOW)
    jobs_give_up(now=NOW + timedelta(seconds=1))
    job.refresh_from_db()
    assert job.state == "FAILED"
    assert "stopped in the middle" in job.message
    assert round_close(round=round, now=NOW).job != job


def test_a_round_without_answers_ends_without_a_report_and_says_so(
    project: Project, client_of: Callable[[User], Client], lead: User
) -> None:
    round = open_round(project)
    round_close(round=round, now=NOW)
    Job.objects.update(state=Job.State.FAILED, message="It broke.")
    page = f"/projects/{project.slug}/rounds/{round.number}/"
    told = client_of(lead).get(page).content.decode()
    assert "could not be computed" in told
    assert "Try again" in told
    assert "It broke." in told
    job = round_close(round=round, now=NOW).job
    fit_project(job_id=job.pk)
    job.refresh_from_db()
    round.refresh_from_db()
    assert (job.state, round.state, Fit.objects.count()) == ("DONE", "CLOSED", 0)
    assert job.message == "Round 1 had no answers, so it is closed without a report."
    assert round.closed_at is not None
    told = client_of(lead).get(page).content.decode()
    assert "Closed without answers" in told
    assert "Read the report" not in told
    assert "Background work failed" not in told, "it was tried again"


@pytest.mark.parametrize("state", ["DRAFT", "GENERATING", "REVIEW", "CLOSED", "CANCELLED"])
def test_only_a_round_that_collects_can_be_closed(project: Project, state: str) -> None:
    with pytest.raises(Refused):
        round_close(round=open_round(project, state=state), now=NOW)


def test_the_sweep_closes_a_round_once_nothing_is_missing(project: Project) -> None:
    round = open_round(project)
    sweep()
    assert not rounds_complete()
    rater = make_rater(project, "bob")
    held = assignment_next(rater=rater, now=NOW)
    answer_all(project, "ada")
    assert held is not None
    assert not rounds_complete()
    answer_submit(
        assignment_id=held.pk, rater=rater, key=uuid4(), shown=held.shown or [], answer=full_scores(), now=NOW
    )  # fmt: skip
    sweep()
    round.refresh_from_db()
    assert round.state == "LEARNING"
    assert Job.objects.get(round=round).celery_name == "ranking.fit_project"


def test_the_sweep_waits_for_judges_and_leaves_paused_rounds_alone(project: Project) -> None:
    round = open_round(project)
    round.judges.add(Rater.objects.create(project=project, name="judge", kind="judge"))
    answer_all(project, "ada")
    assert not rounds_complete()
    job = job_create(celery_name=JUDGE, key="judge", round=round, now=NOW)
    claimed = job_claim(job_id=job.pk, now=NOW)
    assert not rounds_complete()
    assert claimed is not None
    job_finish(job=claimed, now=NOW)
    assert list(rounds_complete()) == [round]
    Round.objects.update(paused=True)
    assert not rounds_complete()


def test_a_projects_figures_can_be_asked_for_once_at_a_time(project: Project) -> None:
    job = fit_request(project=project, now=NOW)
    assert fit_request(project=project, now=NOW + timedelta(seconds=1)) == job
    # A choice is not lost on a job that waits already.
    chosen = fit_request(project=project, strengths="davidson", now=NOW)
    assert (chosen, chosen.arguments) == (job, {"strengths": "davidson"})
    assert fit_request(project=project, now=NOW).arguments == {"strengths": "davidson"}
    fit_project(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == "FAILED"
    assert fit_request(project=project, now=NOW) != job
