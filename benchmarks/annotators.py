"""Annotators without think time: the next request leaves as soon as the last was answered."""

import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

# The server closes connections that were idle for longer (`--keep-alive`), as they are while others have their turn.
IDLE_SECONDS = 5


class Caller:
    """One keep-alive connection with a token."""

    def __init__(self, port: int, secret: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Authorization": f"Token {secret}", "Content-Type": "application/json"}
        self.answered = time.monotonic()

    def post(self, path: str, body: object = None) -> Any:
        """Send, and return what came back; anything but success ends the measurement."""
        if time.monotonic() - self.answered > IDLE_SECONDS:
            self.connection.close()
        if self.connection.sock is None:
            self.connection.connect()
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.request("POST", path, json.dumps(body if body is not None else {}), self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.answered = time.monotonic()
        if answer.status not in {200, 201}:
            raise SystemExit(f"POST {path} was answered with {answer.status}: {content[:300]!r}")
        return json.loads(content)


class Annotator:
    """Works through the real API."""

    def __init__(self, port: int, secret: str, project: str) -> None:
        self.caller = Caller(port, secret)
        self.path = f"/api/v1/projects/{project}/next/"
        self.given: dict[str, Any] | None = None

    def pair_in_one(self) -> None:
        """Submit, and get the next assignment with the same answer."""
        given = self.given or self.caller.post(self.path)
        self.given = self._submit(given, next=True)["next"]

    def pair_in_two(self) -> None:
        """Ask for the next assignment, then submit."""
        self._submit(self.caller.post(self.path))
        self.given = None

    def _submit(self, given: dict[str, Any], **fields: object) -> dict[str, Any]:
        shown = [response["id"] for response in given["responses"]]
        body = {"key": str(uuid4()), "shown": shown, "seconds": 20.5} | said_of(given) | fields
        answer: dict[str, Any] = self.caller.post(f"/api/v1/assignments/{given['id']}/submit/", body)
        return answer


def said_of(given: dict[str, Any]) -> dict[str, Any]:
    """A whole answer of the kind that the task asks for."""
    if given["task"]["kind"] == "RATING":
        return {"scores": {dimension["name"]: dimension["max"] for dimension in given["dimensions"]}}
    return {"ranking": [[response["id"]] for response in given["responses"]]}


class FloorCaller:
    """Sends the floor as much as a real annotator sends."""

    def __init__(self, port: int, secret: str, round: int, rater: int) -> None:
        self.caller = Caller(port, secret)
        self.place = f"{round}/{rater}"

    def pair_in_one(self) -> None:
        """All three statements in one request."""
        self.caller.post(f"/pair/{self.place}/", self._body())

    def pair_in_two(self) -> None:
        """SELECT and UPDATE, then INSERT."""
        task = self.caller.post(f"/next/{self.place}/")["task"]
        self.caller.post(f"/submit/{self.place}/", self._body() | {"task": task})

    def _body(self) -> dict[str, Any]:
        scores = {"helpfulness": 5, "correctness": 5, "clarity": 5, "style": 5}
        return {"key": str(uuid4()), "shown": [1], "seconds": 20.5, "scores": scores}


def all_at_once(pairs: Sequence[Callable[[], None]], each: int) -> float:
    """Every annotator does so many pairs; the seconds from the first to the last."""
    faults: list[BaseException] = []

    def work(pair: Callable[[], None]) -> None:
        try:
            for _number in range(each):
                pair()
        except BaseException as error:  # noqa: BLE001 (raised again by the main thread)
            faults.append(error)

    threads = [threading.Thread(target=work, args=(pair,)) for pair in pairs]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return time.perf_counter() - started
