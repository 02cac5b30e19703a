"""An experiment's place in line."""

from datetime import datetime

from annotations.services.jobs import job_create
from ranking.models import Experiment

EXPERIMENT = "ranking.experiment"


def experiment_queue(*, experiment: Experiment, now: datetime) -> Experiment:
    """Make the experiment's job, or find the one that lives; ring its bell afterwards."""
    experiment.job = job_create(
        celery_name=EXPERIMENT, key=f"experiment:{experiment.pk}", project=experiment.project,
        arguments={"experiment": experiment.pk}, total=experiment.most_calls, requested_by=experiment.created_by,
        now=now,
    )  # fmt: skip
    experiment.save(update_fields=["job"])
    return experiment
