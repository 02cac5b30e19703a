"""A crowd over HTTP while processes are killed; `make bench` does the same with 64 annotators for a minute."""

import os
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from annotations.models import Assignment, Rater, User
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from annotations.services.loadtest import loadtest_seed
from annotations.services.members import rater_of
from benchmarks.crowd import Book
from benchmarks.siege import Siege, against, besiege
from tests.faults.workers import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
SMALL = Siege(annotators=10, seconds=8, tasks=300, overlap=2, think=0.05, web_every=4, worker_every=6)


@pytest.mark.slow
def test_what_was_acknowledged_outlives_killed_processes_once_and_unaltered(tmp_path: Path) -> None:
    environment = os.environ | {"DATABASE_URL": database_url(), "KALIBRE_VAR": str(tmp_path), "REDIS_URL": ""}
    found = besiege(SMALL, environment)
    assert found.faults == []
    counts = sum((book.counts for book in found.books), Counter[str]())
    assert counts["submitted"] >= SMALL.annotators
    # Otherwise nobody was interrupted, and the rest shows nothing.
    assert counts["sent again"] > 0
    assert found.kills.keys() == {"gunicorn", "gunicorn's worker", "worker"}


def answered(rater: Rater, book: Book) -> int:
    """One answer, stored and in the book."""
    assignment = assignment_next(rater=rater, now=timezone.now())
    said: dict[str, Any] = {"ranking": [[pk] for pk in assignment.shown]}
    if assignment.task.kind == "RATING":
        said = {"scores": dict.fromkeys(["helpfulness", "correctness", "clarity", "style"], 3)}
    sent = {"key": uuid4(), "shown": assignment.shown, "comment": "So.", "seconds": 2.5}
    answer_submit(assignment_id=assignment.pk, rater=rater, answer=said, now=timezone.now(), **sent)
    book.answers[assignment.pk] = said | sent | {"key": str(sent["key"])}
    return assignment.pk


def test_what_is_lost_doubled_or_altered_is_told() -> None:
    project = loadtest_seed(tasks=5, annotators=1, overlap=1, now=timezone.now()).project
    user = User.objects.get(username=f"{project}-annotator-0")
    rater = rater_of(project=user.memberships.get().project, user=user)
    book = Book()
    kept, altered, unknown = (answered(rater, book) for _number in range(3))
    assert list(against(book, project, 0)) == []

    Assignment.objects.filter(pk=altered).update(comment="Otherwise.")
    del book.answers[unknown]
    book.answers[unknown + 1000] = book.answers[kept]
    told = " ".join(against(book, project, 0))
    assert f"answer {altered} of annotator 0 was sent as" in told
    assert f"answer {unknown} of annotator 0 is stored, and was never acknowledged" in told
    assert f"answer {unknown + 1000} of annotator 0 was acknowledged, and is lost" in told
    assert f"answer {kept} " not in told
