"""Rounds of a million tasks, made inside the database in some seconds: the same statements on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection

from annotations.models import Dimension, Item, Participation, Project, Rater, Response, Round, Rubric

START = datetime(2026, 1, 1, tzinfo=UTC)

TASKS = """
WITH RECURSIVE numbers(place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM numbers WHERE place < %s)
INSERT INTO annotations_task (round_id, item_id, kind, band, seq, overlap, taken)
SELECT %s, %s, 'RATING', 0, place, %s, 0 FROM numbers
"""
RESPONSES = """
INSERT INTO annotations_taskresponse (task_id, response_id, position)
SELECT id, %s, 0 FROM annotations_task WHERE round_id = %s
"""
TAKE = "UPDATE annotations_task SET taken = taken + 1 WHERE round_id = %s AND seq BETWEEN %s AND %s"
ASSIGNMENTS = """
INSERT INTO annotations_assignment (
    task_id, rater_id, variant, repeat, state, holds_place, shown, lease_until, created_at, submitted_at,
    comment, flags, rewrite, skip_reason, metadata
)
SELECT id, %s, '', 0, %s, %s, '[]', %s, %s, %s, '', '[]', '', '', '{}' FROM annotations_task
WHERE round_id = %s AND seq BETWEEN %s AND %s
"""


@contextmanager
def unchecked() -> Iterator[None]:
    """Within it PostgreSQL does not look up every foreign key of every new row, which takes most of its time."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")


def round_of(slug: str, size: int, overlap: int = 3) -> Round:
    """A project of its own with one open round of so many rating tasks."""
    project = Project.objects.create(slug=f"bench-{slug}", name=f"Bench {slug}")
    Dimension.objects.create(rubric=Rubric.objects.create(project=project), name="quality", is_primary=True)
    item = Item.objects.create(project=project, external_id="1", prompt="Why?")
    response = Response.objects.create(item=item, external_id="1", text="Because.")
    round = Round.objects.create(project=project, number=1, state=Round.State.COLLECTING, kinds=["RATING"])
    with connection.cursor() as cursor:
        cursor.execute(TASKS, [size, round.pk, item.pk, overlap])
        cursor.execute(RESPONSES, [response.pk, round.pk])
    return round


def rater_of(round: Round, name: str) -> Rater:
    """Somebody who has not answered yet."""
    return Rater.objects.create(project=round.project, name=name)


def answered(round: Round, rater: Rater, first: int, last: int) -> None:
    """The rater has answered all tasks between two places."""
    _assigned(round, rater, first, last, "DONE")
    Participation.objects.create(round=round, rater=rater, spans={"0|": [first, last]}, done=last - first + 1)


def leased(round: Round, rater: Rater, first: int, last: int) -> None:
    """The tasks between two places are in the rater's hands."""
    _assigned(round, rater, first, last, "OPEN")


def _assigned(round: Round, rater: Rater, first: int, last: int, state: str) -> None:
    lease, done = (START.replace(year=2099), None) if state == "OPEN" else (None, START)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [round.pk, first, last])
        places = [round.pk, first, last]
        cursor.execute(ASSIGNMENTS, [rater.pk, state, True, lease, START, done, *places])


def analyze() -> None:
    """What a database does by itself some minutes after so many new rows."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
