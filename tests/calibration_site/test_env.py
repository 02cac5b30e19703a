"""Reading the environment loudly."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from calibration_site.env import database_from_url, env_bool, env_int, env_list, env_text


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("s3cret\n")
    monkeypatch.setenv("SOME_KEY_FILE", str(secret))
    monkeypatch.setenv("SOME_KEY", "not this one")
    assert env_text("SOME_KEY") == "s3cret"


def test_an_absent_secret_file_is_named(monkeypatch) -> None:
    monkeypatch.setenv("SOME_KEY_FILE", "/nowhere/key")
    with pytest.raises(ImproperlyConfigured, match="SOME_KEY_FILE names /nowhere/key"):
        env_text("SOME_KEY")


@pytest.mark.parametrize(("text", "value"), [("1", True), ("Yes", True), ("0", False), ("off", False), ("", False)])
def test_a_yes_or_no_is_read(monkeypatch, text: str, value: bool) -> None:
    monkeypatch.setenv("FLAG", text)
    assert env_bool("FLAG", default=not value) is value


def test_what_cannot_be_understood_stops_the_start(monkeypatch) -> None:
    monkeypatch.setenv("FLAG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="set it to 1 or 0"):
        env_bool("FLAG", default=False)
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env_int("FLAG", 1)


def test_a_list_is_split_and_trimmed(monkeypatch) -> None:
    monkeypatch.setenv("HOSTS", " a.example, b.example ,")
    assert env_list("HOSTS") == ["a.example", "b.example"]


def test_a_database_url_is_taken_apart(tmp_path: Path) -> None:
    found = database_from_url("postgresql://me:p%40ss@db.example:5433/kal%20ibre", var=tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("me", "p@ss", "db.example", 5433)
    assert found["NAME"] == "kal ibre"


def test_a_database_socket_is_understood(tmp_path: Path) -> None:
    assert database_from_url("postgresql://me:@/kalibre?host=/run/pg", var=tmp_path)["HOST"] == "/run/pg"


def test_without_a_url_sqlite_serves_several_writers(tmp_path: Path) -> None:
    found = database_from_url("", var=tmp_path)
    assert found["NAME"] == str(tmp_path / "kalibre.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_unknown_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="postgresql:// and sqlite://"):
        database_from_url("mysql://localhost/x", var=tmp_path)
