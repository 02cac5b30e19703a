"""Celery work of this app."""

from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.heartbeat import job_kept
from annotations.jobs import ring, ring_stale, stopping
from annotations.models import Job, Round, User
from annotations.said import Said
from annotations.services.errors import Refused
from annotations.services.jobs import job_claim, job_fail, job_finish, job_renew
from ranking.models import Confirmation, Fit, Proposal
from ranking.proposers import PROPOSERS
from ranking.selectors.categories import CLASSIFY, projects_to_classify
from ranking.selectors.confirmations import confirmation_of_round, confirmations_waiting
from ranking.selectors.drift.due import projects_unwatched
from ranking.selectors.labelling import LABEL, rounds_to_look_at
from ranking.selectors.rounds import rounds_complete
from ranking.selectors.schedules import schedules_on
from ranking.selectors.temperatures import live_waiting
from ranking.services.categories import classifier_request, classifier_train_on_items
from ranking.services.confirmations import (
    CONFIRM,
    ConfirmationRefused,
    confirmation_look,
    confirmation_withdraw,
    look_request,
)
from ranking.services.drift import WATCH, drift_look, drift_request, drift_tidy
from ranking.services.experiments import EXPERIMENT, experiment_run, trial_by_itself
from ranking.services.fits import NothingToFit, fit_run
from ranking.services.labelling import labelling_request, labelling_wave
from ranking.services.proposals import fairness_propose
from ranking.services.rounds import FIT, RoundRefused, fit_request, round_close, round_end_unanswered, round_review
from ranking.services.schedules import schedule_run
from ranking.services.temperatures import live_update


@shared_task(name=FIT, ignore_result=True)
def fit_project(*, job_id: int, **kwargs: Any) -> None:
    """Computes the figures of a round, or of a whole project, and opens the round to review."""
    job = job_claim(job_id=job_id, now=timezone.now())
    if job is None:
        return
    with job_kept(job):
        try:
            fit = _fit(job)
        except NothingToFit as error:
            _end_unanswered(job, error)
            return
        made = None
        if job.round:
            round_review(round=job.round)
            made = fairness_propose(round=job.round, proposer=PROPOSERS["fairness"], now=timezone.now())
        job_finish(job=job, now=timezone.now(), message=f"fit {fit.pk}")
        if job.round:
            _follow(job.round)
            if made is not None:
                try_proposal(proposal=made, by=None)


def _end_unanswered(job: Job, error: NothingToFit) -> None:
    """A round without answers ends here, and with it the test that it served; a project without any is at fault."""
    if job.round is None:
        job_fail(job=job, now=timezone.now(), message=error.args[0])
        return
    round = round_end_unanswered(round=job.round, now=timezone.now())
    told = Said("Round {number} had no answers, so it is closed without a report.", number=round.number)
    job_finish(job=job, now=timezone.now(), message=told)
    if confirmation := confirmation_of_round(round):
        confirmation_withdraw(confirmation=confirmation, now=timezone.now())


def _follow(round: Round) -> None:
    """What waits for a round's figures: a test's look, and the figures of all rounds, which drift is held against."""
    if (confirmation := confirmation_of_round(round)) and confirmation.is_running:
        ring(look_request(confirmation=confirmation, now=timezone.now()))
    ring(fit_request(project=round.project, now=timezone.now()))


@shared_task(name=CONFIRM, ignore_result=True)
def confirm(*, job_id: int, **kwargs: Any) -> None:
    """Looks at a test of a new version, which decides it where its answers do."""
    job = job_claim(job_id=job_id, now=timezone.now())
    if job is None:
        return
    with job_kept(job):
        try:
            confirmation = Confirmation.objects.get(pk=job.arguments["confirmation"])
            looked = confirmation_look(confirmation=confirmation, now=timezone.now())
        except ConfirmationRefused as error:
            job_finish(job=job, now=timezone.now(), message=str(error))
            return
        job_finish(job=job, now=timezone.now(), message=looked.look.sentences[0])
        if looked.job:
            ring(looked.job)


@shared_task(name=EXPERIMENT, ignore_result=True)
def experiment(*, job_id: int, **kwargs: Any) -> None:
    """Tries a proposal on a judge, or searches for a better version, outside of any round."""
    if job := job_claim(job_id=job_id, now=timezone.now()):
        with job_kept(job):
            done = experiment_run(job=job, clock=timezone.now, stop=stopping.is_set, proposers=PROPOSERS)
            if done is not None and done.proposal is not None:
                try_proposal(proposal=done.proposal, by=done.created_by)


def try_proposal(*, proposal: Proposal, by: User | None) -> None:
    """Starts the trial of a new proposal where the project lets it, and rings its bell; else does nothing."""
    made = trial_by_itself(proposal=proposal, by=by, seed=proposal.pk, now=timezone.now())
    if made is not None and made.job is not None:
        ring(made.job)


def _fit(job: Job) -> Fit:
    project = job.project
    if project is None:
        raise NothingToFit(_("The job names no project."))
    seed = job.round.seed if job.round else 0

    def say(line: str) -> None:
        job_renew(job=job, now=timezone.now(), message=line)

    return fit_run(
        project=project,
        round=job.round,
        seed=seed,
        now=timezone.now(),
        strengths=job.arguments.get("strengths"),
        progress=say,
    )


@shared_task(name=LABEL, ignore_result=True)
def label_next(*, job_id: int, **kwargs: Any) -> None:
    """Puts forward what a round asks next."""
    job = job_claim(job_id=job_id, now=timezone.now())
    if job is None or job.round is None:
        return
    with job_kept(job):
        try:
            wave = labelling_wave(round=job.round, now=timezone.now())
        except Refused:
            # The round was closed or cancelled meanwhile, so nothing is asked of anybody.
            wave = None
        job_finish(job=job, now=timezone.now(), message=f"wave {wave.number}" if wave else "")


@shared_task(name=CLASSIFY, ignore_result=True)
def train_classifier(*, job_id: int, **kwargs: Any) -> None:
    """Trains the classifier of a project's categories on its items."""
    job = job_claim(job_id=job_id, now=timezone.now())
    if job is None or job.project is None:
        return
    with job_kept(job):
        made = classifier_train_on_items(project=job.project, now=timezone.now())
        job_finish(job=job, now=timezone.now(), message=f"classifier {made.number}")


@shared_task(name=WATCH, ignore_result=True)
def watch(*, job_id: int, **kwargs: Any) -> None:
    """Reads on what a project watches, and raises alarms."""
    job = job_claim(job_id=job_id, now=timezone.now())
    if job is None or job.project is None:
        return
    with job_kept(job):
        raised, more = 0, True
        while more:
            looked = drift_look(project=job.project, now=timezone.now())
            raised, more = raised + len(looked.alarms), looked.more
        job_finish(job=job, now=timezone.now(), message=f"alarms {raised}")
        drift_tidy(job=job)


@shared_task(name="ranking.sweep", ignore_result=True)
def sweep(**kwargs: Any) -> None:
    """Moves on what waits: what rounds ask next, rounds with all their answers, tests due for a look, dropped jobs.

    And what is served: draws on which users have said something, classifiers whose items are not those of now, and what
    is watched for drift.
    """
    now = timezone.now()
    for round in rounds_to_look_at():
        ring(labelling_request(round=round, now=now))
    for round in rounds_complete():
        try:
            ring(round_close(round=round, now=now).job)
        except RoundRefused:
            # Somebody closed or cancelled it in this moment, which is all that was wanted.
            continue
    for confirmation in confirmations_waiting():
        if confirmation_withdraw(confirmation=confirmation, now=now).is_running:
            ring(look_request(confirmation=confirmation, now=now))
    for template in live_waiting():
        live_update(template=template, now=now, seed=template.pk)
    for project in projects_to_classify():
        ring(classifier_request(project=project, now=now))
    for project, trace in projects_unwatched():
        ring(drift_request(project=project, trace=trace, now=now))
    ring_stale("ranking")


@shared_task(name="ranking.schedules", ignore_result=True)
def schedules(**kwargs: Any) -> None:
    """Opens the rounds whose time has come, and ends the schedules that have done their work."""
    for schedule in schedules_on():
        ran = schedule_run(schedule=schedule, now=timezone.now())
        if ran is not None and ran.job is not None:
            ring(ran.job)
