"""What a worker does, in this process: the sweeps, and every job that waits, until none does."""

from celery import current_app

from annotations import jobs as annotations_jobs
from annotations.models import Job
from ranking import jobs as ranking_jobs

MOST = 100


def work() -> int:
    """Everything that waits is done; how many jobs that was."""
    done = 0
    while done < MOST:
        for app in (annotations_jobs, ranking_jobs):
            app.sweep()
        job = Job.objects.filter(state=Job.State.QUEUED).order_by("pk").first()
        if job is None:
            return done
        current_app.tasks[job.celery_name](job_id=job.pk)
        done += 1
    raise AssertionError(f"{MOST} jobs, and still some wait")
