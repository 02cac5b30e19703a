"""Runs an experiment's job to its end, or as far as worker, budget and people let it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Job
from annotations.said import Said
from annotations.services.driving import Clock, End, Stop
from annotations.services.endpoints import EndpointUnusable
from annotations.services.jobs import job_cancel, job_fail, job_finish, job_requeue
from ranking.models import Experiment
from ranking.services.drafts import Proposer
from ranking.services.experiments.bench import Bench, BenchEnded, BudgetSpent
from ranking.services.experiments.errors import ExperimentRefused
from ranking.services.experiments.failing import spent_words
from ranking.services.experiments.queueing import EXPERIMENT, experiment_queue
from ranking.services.experiments.searching import search_run
from ranking.services.experiments.trials import trial_refill, trial_run

__all__ = ["EXPERIMENT", "experiment_cancel", "experiment_queue", "experiment_retry", "experiment_run"]


def experiment_run(*, job: Job, clock: Clock, stop: Stop, proposers: Mapping[str, Proposer]) -> Experiment | None:
    """Go on with the experiment of a claimed job, and give it once it came to its end.

    It may be cut short and called again at any time.
    """
    rows = Experiment.objects.select_related(
        "project", "proposal", "base__template", "round", "endpoint__credential", "judge__endpoint__credential",
        "judge__judge_version__template", "reflecting__credential", "created_by",
    )  # fmt: skip
    experiment = rows.filter(pk=job.arguments["experiment"]).first()
    if experiment is None:
        job_fail(job=job, now=clock(), message=_("The experiment is gone."))
        return None
    bench = Bench(experiment, job, clock=clock, stop=stop)
    try:
        message = _run(experiment, bench, proposers)
    except BenchEnded as ended:
        # A job that is cancelled, or another worker's, is left as it is.
        if ended.end == End.STOPPED:
            job_requeue(job=job, message=Said("Waits for a worker."))
    except BudgetSpent:
        job_fail(job=job, now=clock(), message=spent_words(experiment))
    except (ExperimentRefused, EndpointUnusable) as error:
        job_fail(job=job, now=clock(), message=error.args[0])
    else:
        job_finish(job=job, now=clock(), message=message)
        return experiment
    return None


def experiment_cancel(*, experiment: Experiment, now: datetime) -> Experiment:
    """Cancel what waits or runs; its worker learns it within a second. What was asked stays."""
    if experiment.job_id is not None:
        experiment.job = job_cancel(job_id=experiment.job_id, now=now)
    return experiment


def experiment_retry(*, experiment: Experiment, now: datetime) -> Experiment:
    """Go on with an experiment that failed or was cancelled, from where it stood. Ring its job's bell afterwards.

    What was answered is kept; what failed is asked again.
    """
    with transaction.atomic():
        locked = Experiment.objects.select_for_update(of=("self",)).select_related("job").get(pk=experiment.pk)
        if locked.finished_at is not None:
            raise ExperimentRefused(_("It is finished already."))
        if not locked.is_live:
            locked.calls.exclude(error_kind="").delete()
            if locked.purpose == Experiment.Purpose.TRIAL:
                trial_refill(experiment=locked)
        return experiment_queue(experiment=locked, now=now)


def _run(experiment: Experiment, bench: Bench, proposers: Mapping[str, Proposer]) -> str:
    if experiment.purpose == Experiment.Purpose.TRIAL:
        trial_run(experiment=experiment, bench=bench, now=bench.clock())
    elif experiment.proposer in proposers:
        search_run(experiment=experiment, bench=bench, proposer=proposers[experiment.proposer], now=bench.clock())
    else:
        raise ExperimentRefused(_("There is no such proposer any more."))
    return str(experiment.figures["sentences"][0])
