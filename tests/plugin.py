"""Chooses the database of a test run before Django reads its settings.

`KALIBRE_TEST_DATABASE=postgresql` starts a real PostgreSQL server from a wheel, in a folder of its own, for the
length of the run. Otherwise tests run on SQLite, in a file (an in-memory database cannot show a race).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

scratch = Path(tempfile.mkdtemp(prefix="kalibre-tests-"))
atexit.register(shutil.rmtree, scratch, ignore_errors=True)
os.environ["KALIBRE_VAR"] = str(scratch / "var")
for name in ("DATABASE_URL", "REDIS_URL", "OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL", "HTTPS", "DEBUG"):
    os.environ.pop(name, None)
# Playwright's own loop in the main thread must not make Django refuse the live server's database work.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

if os.environ.get("KALIBRE_TEST_DATABASE") == "postgresql":
    from tests.servers import start_postgresql

    os.environ["DATABASE_URL"] = start_postgresql(scratch / "postgresql")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, so that no worker begins the longest when the others are done."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
