"""What a search survives: a worker that is killed in the middle."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from annotations.models import Job, Project
from ranking.models import Experiment, ExperimentCall, Proposal
from tests.faults.workers import kill, start_worker, wait_until
from tests.ranking.searched import finished_round, search_stage, start_search
from tests.ranking.tried import run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def answers_of(experiment: Experiment) -> set[str]:
    return set(experiment.calls.filter(kind=ExperimentCall.Kind.ANSWER).values_list("key", flat=True))


def test_a_search_whose_worker_was_killed_asks_nothing_twice_and_ends_as_if_it_had_not(
    project: Project, tmp_path: Path
) -> None:
    """The one who goes on is another process: what a search asks must not hang on the order of a set of texts."""
    made, slow = finished_round(project), [0.0]
    with search_stage(project, concurrency=1, delay=lambda: slow[0]) as on:
        whole = run(start_search(made, on, most_calls=50))
        asked, edits = len(on.server.seen), [edit["value"] for edit in Proposal.objects.get().edits]
        answered = answers_of(whole)
        Proposal.objects.all().delete()
        again, slow[0] = start_search(made, on, most_calls=50), 0.3
        # As if the bell had been lost, so that the worker's first sweep finds the job.
        Job.objects.filter(pk=again.job_id).update(rung_at=None)
        worker = start_worker(tmp_path)
        try:
            wait_until(lambda: again.calls.count() >= asked // 2, "half of the search")
        finally:
            kill(worker)
        slow[0] = 0.0
        assert Experiment.objects.get(pk=again.pk).finished_at is None
        Job.objects.filter(pk=again.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
        done = run(again)
    assert done.job.state == Job.State.DONE
    assert [edit["value"] for edit in done.proposal.edits] == edits
    # What was under way when it was killed is asked once more, nothing else.
    assert 2 * asked <= len(on.server.seen) <= 2 * asked + 1
    assert answers_of(done) == answered
