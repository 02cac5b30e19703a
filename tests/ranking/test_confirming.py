"""A test of a new version through the services that people and workers use, and what must not leak from it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from annotations.models import Job, PromptTemplate, Rater, Round
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from annotations.services.jobs import job_claim
from annotations.services.rounds import round_cancel
from ranking.jobs import confirm, fit_project, sweep
from ranking.models import Confirmation, ConfirmationLook
from ranking.proposers import PROPOSERS
from ranking.selectors.evidence import evidence_read
from ranking.services.proposals import NothingToPropose, proposal_make
from tests.annotations.world import make_rater
from tests.ranking.confirmed import NOW, answered, gain, launched

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def bells(monkeypatch):
    """What was rung, in place of a broker."""
    rung: list[Job] = []
    monkeypatch.setattr("ranking.jobs.ring", rung.append)
    monkeypatch.setattr("annotations.jobs.send", rung.append)
    return rung


def work(bells) -> list[str]:
    """A worker: does what was rung for until nothing waits; the names of what it did."""
    done = []
    while bells:
        job = bells.pop(0)
        done.append(job.celery_name)
        {"ranking.confirm": confirm, "ranking.fit_project": fit_project}[job.celery_name](job_id=job.pk)
    return done


def answer_all(raters: list[Rater], confirmation: Confirmation) -> None:
    """Raters take what they are handed, blind; the new version's responses please them more."""
    while True:
        handed = [(rater, assignment_next(rater=rater, now=timezone.now())) for rater in raters]
        if not any(assignment for _, assignment in handed):
            return
        for rater, assignment in handed:
            if assignment is not None:
                (response,) = assignment.task.responses.all()
                value = (
                    4 + (assignment.task.item_id + rater.pk) % 2 if response.version_id == confirmation.new_id else 3
                )
                answer_submit(
                    assignment_id=assignment.pk, rater=rater, key=uuid4(), shown=[response.pk],
                    answer={"scores": {"helpfulness": value, "correctness": value}}, now=timezone.now(),
                )  # fmt: skip


def test_from_plan_to_promotion_by_hand_out_and_worker(project, bells):
    made = launched(project, items=14, overlap=1, looks=1)
    answer_all([make_rater(project, "can"), make_rater(project, "deniz")], made)
    assert Round.objects.get().tasks.filter(taken=1).count() == 28
    sweep()
    assert work(bells) == ["ranking.fit_project", "ranking.confirm", "ranking.fit_project"]
    made.refresh_from_db()
    assert (made.state, made.round.state) == ("PROMOTED", "REVIEW")
    assert Round.objects.get().state == "REVIEW"
    assert PromptTemplate.objects.get().active_version == made.new
    assert Job.objects.filter(celery_name="ranking.confirm", state="DONE").count() == 1


def test_the_sweep_looks_when_the_plan_says_so_and_once(project, bells):
    made = launched(project)
    answered(made, gain(0.1), share=0.3)
    sweep()
    assert work(bells) == ["ranking.confirm"]
    sweep()
    assert work(bells) == []
    answered(made, gain(0.1), share=0.7)
    sweep()
    assert work(bells) == ["ranking.confirm"]
    assert [look.units for look in ConfirmationLook.objects.all()] == [12, 28]


def test_a_look_that_proves_it_rings_for_the_round_s_figures(project, bells):
    guard = project.rubric.dimensions.get(name="correctness")
    made = launched(project, items=60, margins={guard.pk: 1.0})
    answered(made, gain(1.8), share=0.75)
    sweep()
    assert work(bells) == ["ranking.confirm", "ranking.fit_project", "ranking.fit_project"]
    assert Round.objects.get().state == "REVIEW"


def test_the_sweep_withdraws_the_test_of_a_cancelled_round(project, bells):
    made = launched(project)
    round_cancel(round=made.round, now=NOW)
    sweep()
    assert Confirmation.objects.get().state == "WITHDRAWN"
    assert bells == []


def test_a_plan_that_was_touched_rings_for_nothing(project, bells):
    made = launched(project)
    answered(made, gain(0.1), share=0.3)
    Confirmation.objects.update(alpha=0.05)
    sweep()
    assert bells == []


def test_a_look_that_is_refused_ends_its_job_with_the_reason(project, bells):
    made = launched(project)
    job = Job.objects.create(
        celery_name="ranking.confirm", key="k", round=made.round, arguments={"confirmation": made.pk}, created_at=NOW
    )
    confirm(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("DONE", "0 pairs have all their answers; a look needs at least 10.")
    assert job_claim(job_id=job.pk, now=NOW + timedelta(hours=1)) is None


def test_no_proposer_sees_anything_of_a_test(project, lead):
    """Its items are to evaluate with: nothing of them is evidence, whichever proposer asks."""
    made = launched(project)
    answered(made, gain(0.6))
    Round.objects.update(state="REVIEW")
    evidence = evidence_read(round=Round.objects.get(), base=made.new)
    assert (evidence.candidates, evidence.answers, evidence.held_out) == ({}, (), 0)
    for proposer in (one for one in PROPOSERS.values() if not one.needs_models):
        with pytest.raises(NothingToPropose):
            proposal_make(project=project, round=made.round, by=lead, now=NOW, seed=1, proposer=proposer)
