"""The folder of messages: what a reader finds there is whole."""

import json
import threading
from pathlib import Path

import pytest
from kombu import Connection
from kombu.transport import resolve_transport

from calibration_site.broker import Transport

MESSAGES = 400


@pytest.fixture
def connect(tmp_path: Path):
    """A connection of its own for each user of the folder."""
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "control_folder": str(tmp_path / "control"),
        "polling_interval": 0.001,
    }
    return lambda: Connection("filesystem://", transport_options=options)


def test_the_embedded_default_runs_on_it() -> None:
    assert resolve_transport("filesystem") is Transport


def test_no_connection_is_warned_of_for_naming_no_host(connect, caplog) -> None:
    with connect() as connection:
        connection.SimpleQueue("jobs").put({"job_id": 1})
        assert connection.clone().info()["transport"] == "filesystem"
    assert not caplog.records


def test_a_message_gets_its_name_when_it_is_whole(connect, monkeypatch) -> None:
    seen: list[tuple[bytes, list[str]]] = []
    rename = Path.replace

    def watched(draft: Path, target: Path) -> Path:
        seen.append((draft.read_bytes(), [path.suffix for path in draft.parent.iterdir()]))
        return rename(draft, target)

    monkeypatch.setattr(Path, "replace", watched)
    with connect() as connection, connection.SimpleQueue("whole") as queue:
        queue.put({"number": 7})
    ((content, names),) = seen
    assert json.loads(content)["headers"] is not None
    assert names == [".part"]


def test_a_reader_that_never_rests_meets_no_half_message(connect) -> None:
    found: list[dict[str, str]] = []
    faults: list[Exception] = []

    def read() -> None:
        with connect() as connection, connection.SimpleQueue("work") as queue:
            try:
                while len(found) < MESSAGES:
                    found.append(queue.get(timeout=20).payload)
            except (ValueError, queue.Empty) as error:
                faults.append(error)

    reader = threading.Thread(target=read)
    with connect() as connection, connection.SimpleQueue("work") as queue:
        reader.start()
        for number in range(MESSAGES):
            queue.put({"number": number, "filler": "x" * 20_000})
    reader.join(60)
    assert faults == []
    assert sorted(message["number"] for message in found) == list(range(MESSAGES))


def test_nothing_is_left_behind(connect, tmp_path: Path) -> None:
    with connect() as connection, connection.SimpleQueue("other") as queue:
        queue.put({"number": 1})
    assert [path.suffix for path in (tmp_path / "messages").iterdir()] == [".msg"]
    with connect() as connection, connection.SimpleQueue("other") as queue:
        queue.get(timeout=20).ack()
    assert list((tmp_path / "messages").iterdir()) == []
