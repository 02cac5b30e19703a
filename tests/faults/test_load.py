"""A crowd over HTTP while processes are killed; `make bench` does the same with 64 annotators for a minute."""

import os
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.siege import Siege, besiege
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
