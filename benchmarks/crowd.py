"""Annotators with a temper: they answer, skip, undo, edit, dawdle and walk away, and send again what got no answer.

Each keeps a book of what the server acknowledged, to be held against the database afterwards.
"""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

# How long a request is sent again before the server counts as gone.
PATIENCE_SECONDS = 90
DONE, REPEATED, NOTHING, CONFLICT = 201, 200, 204, 409


class ServerGoneError(Exception):
    """No answer for longer than a restart takes."""


class WrongAnswerError(Exception):
    """The server answered with something that no client may ever get here."""


@dataclass
class Book:
    """What one annotator was told is stored, and how the requests went."""

    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


class Line:
    """A keep-alive connection that sends a request until it is answered."""

    def __init__(self, port: int, token: str, book: Book) -> None:
        self.port, self.book = port, book
        self.headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
        self.connection: http.client.HTTPConnection | None = None

    def send(self, method: str, path: str, body: object = None) -> tuple[int, Any, bool]:
        """The status, the body, and whether the request had to be sent more than once."""
        first = time.monotonic()
        attempts = 0
        while time.monotonic() - first < PATIENCE_SECONDS:
            attempts += 1
            begun = time.monotonic()
            try:
                status, answer = self._once(method, path, body)
            except (OSError, http.client.HTTPException):
                self._hang_up()
                # Spread, so that a server that starts is not kept from starting by those who wait for it.
                time.sleep(random.uniform(0.1, 0.5))
                continue
            self.book.statuses[status] += 1
            self.book.seconds.append(time.monotonic() - begun)
            if attempts > 1:
                self.book.counts["sent again"] += attempts - 1
                self.book.waits.append(time.monotonic() - first)
            return status, answer, attempts > 1
        raise ServerGoneError(f"{method} {path} got no answer for {PATIENCE_SECONDS} s")

    def _once(self, method: str, path: str, body: object) -> tuple[int, Any]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.connection.request(method, f"/api/v1/{path}", json.dumps(body or {}), self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 500:
            # Not sent again: a server that breaks must show.
            self.book.statuses[answer.status] += 1
            raise WrongAnswerError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return answer.status, json.loads(content) if content else None

    def _hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Visitor(threading.Thread):
    """One annotator, until told to stop; what is under way then is finished first."""

    def __init__(
        self, *, port: int, token: str, project: str, seed: int, think: float, expire: Callable[[int], None]
    ) -> None:
        super().__init__(name=f"annotator-{seed}", daemon=True)
        self.book = Book()
        self.line = Line(port, token, self.book)
        self.project, self.think, self.expire = project, think, expire
        self.dice = random.Random(seed)
        self.stopping = threading.Event()
        self.fault: Exception | None = None
        self.given: dict[str, Any] | None = None

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self._work()
        except (ServerGoneError, WrongAnswerError) as fault:
            self.fault = fault

    def _work(self) -> None:
        given = self.given or self._next()
        if given is None:
            time.sleep(0.5)
            return
        time.sleep(self.dice.random() * 2 * self.think)
        mood = self.dice.random()
        if mood < 0.04:
            self._skip(given)
        else:
            if mood < 0.08:
                self._expect(self.line.send("POST", f"assignments/{given['id']}/heartbeat/"), {200, CONFLICT})
            elif mood < 0.11:
                self._walk_away(given)
            self._submit(given)
        if self.book.answers and self.dice.random() < 0.06:
            self._edit(self.dice.choice(list(self.book.answers)))

    def _next(self) -> dict[str, Any] | None:
        status, body, _again = self._expect(self.line.send("POST", f"projects/{self.project}/next/"), {200, NOTHING})
        return body if status == REPEATED else None

    def _submit(self, given: dict[str, Any]) -> None:
        pk = given["id"]
        sent = self._said(given) | {
            "key": str(UUID(int=self.dice.getrandbits(128), version=4)),
            "shown": [response["id"] for response in given["responses"]],
            "comment": f"{self.name} says {self.dice.getrandbits(32)}",
            "seconds": round(self.dice.uniform(1, 60), 1),
            "next": True,
        }
        path = f"assignments/{pk}/submit/"
        status, body, again = self._expect(self.line.send("POST", path, sent), {DONE, REPEATED, CONFLICT})
        if status == REPEATED and not again:
            raise WrongAnswerError(f"{path} knew a key that was never sent")
        self.given = None
        if status == CONFLICT:
            self.book.counts["refused"] += 1
            self.book.refused.add(pk)
            return
        self.book.refused.discard(pk)
        self.book.answers[pk] = sent | {"kind": given["task"]["kind"], "dimensions": given["dimensions"]}
        self.book.counts["submitted"] += 1
        self.given = body["next"]
        mood = self.dice.random()
        if mood < 0.03:
            self._expect(self.line.send("POST", path, sent), {REPEATED})
        elif mood < 0.08:
            self._undo(pk)

    def _undo(self, pk: int) -> None:
        """An undo is no idempotent request: sent again, it may find itself done. The next task tells."""
        path = f"assignments/{pk}/undo/"
        status, _body, again = self._expect(self.line.send("POST", path), {200, CONFLICT})
        if status == CONFLICT and not again:
            raise WrongAnswerError(f"{path} refused to undo the last answer")
        self.given = self._next()
        if self.given is not None and self.given["id"] == pk:
            del self.book.answers[pk]
            self.book.counts["undone"] += 1
        elif status == REPEATED:
            raise WrongAnswerError(f"{path} was granted, and next/ gave {self.given and self.given['id']}")

    def _skip(self, given: dict[str, Any]) -> None:
        path = f"assignments/{given['id']}/skip/"
        self._expect(self.line.send("POST", path, {"reason": "Not for me."}), {NOTHING})
        self.book.skipped.add(given["id"])
        self.given = None

    def _edit(self, pk: int) -> None:
        before = self.book.answers[pk]
        responses = [{"id": response} for response in before["shown"]]
        asked = {"task": {"kind": before["kind"]}, "responses": responses, "dimensions": before["dimensions"]}
        changes = self._said(asked) | {"comment": f"edited {self.dice.getrandbits(32)}"}
        self._expect(self.line.send("PATCH", f"answers/{pk}/", changes), {200})
        before.update(changes)
        self.book.counts["edited"] += 1

    def _walk_away(self, given: dict[str, Any]) -> None:
        """Time runs out; whoever comes back late may find the place taken."""
        self.expire(given["id"])
        self.book.counts["walked away"] += 1
        self.stopping.wait(self.dice.uniform(1, 4))

    def _said(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["task"]["kind"] == "RATING":
            return {"scores": {one["name"]: self.dice.randint(1, 5) for one in given["dimensions"]}}
        ids = [response["id"] for response in given["responses"]]
        self.dice.shuffle(ids)
        return {"ranking": [ids[:2], *([one] for one in ids[2:])] if self.dice.random() < 0.3 else [[i] for i in ids]}

    def _expect(self, answered: tuple[int, Any, bool], wanted: set[int]) -> tuple[int, Any, bool]:
        if answered[0] not in wanted:
            raise WrongAnswerError(f"{self.name} was answered {answered[0]}: {str(answered[1])[:300]}")
        return answered
