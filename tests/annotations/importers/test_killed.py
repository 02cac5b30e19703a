"""A real process, killed in the middle of writing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from annotations.models import Assignment, ImportBatch, Item, Project, Rater, Response, Round, Score
from ranking.selectors.integrity import CHECKS
from tests.annotations.importers.files import jsonl, rating

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.both]
ROWS = 5_000
PATIENCE = 300


def start(path: Path) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "import_data", str(path), "--project", "tea-house", "--create"]
    environment = os.environ | {"DATABASE_URL": database_url()}
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def database_url() -> str:
    """The database of this test run, as a process of its own finds it."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{found['NAME']}").geturl()


def wait_for(process: subprocess.Popen, seen) -> None:
    until = time.monotonic() + PATIENCE
    while not seen():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_killed_import_leaves_nothing_to_see_and_runs_again(tmp_path):
    rows = [rating(item_id=f"t{n // 2}", annotator=f"a{n % 2}", score=n % 5 + 1) for n in range(ROWS)]
    path = jsonl(tmp_path / "a.jsonl", *rows)
    process = start(path)
    wait_for(process, Score.objects.exists)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert Score.objects.exists()
    assert ImportBatch.objects.get().committed_at is None
    project = Project.objects.get()
    for seen in (Item, Response, Rater, Round):
        assert not seen.objects.visible().exists()
    again = start(path)
    out, errors = again.communicate(timeout=PATIENCE)
    assert again.returncode == 0, errors
    assert out.splitlines()[-1] == f"added {ROWS}, present 0, refused 0"
    assert Score.objects.count() == ROWS
    assert Assignment.objects.count() == ROWS
    assert project.import_batches.count() == 1
    assert [problem for check in CHECKS.values() for problem in check()] == []


def test_two_imports_at_once_do_not_double_anything(tmp_path):
    rows = [rating(item_id=f"t{n}", score=n % 5 + 1) for n in range(1_000)]
    path = jsonl(tmp_path / "a.jsonl", *rows)
    both = [start(path), start(path)]
    ended = [process.communicate(timeout=PATIENCE) for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes[0] == 0, ended
    if codes[1]:
        (errors,) = [said for process, (_out, said) in zip(both, ended, strict=True) if process.returncode]
        assert "Nothing was imported: " in errors
    assert Score.objects.count() == 1_000
