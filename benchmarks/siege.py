"""The product under a crowd, while its processes are killed; then the database is held against every client's book."""

import os
import queue
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calibration_site.settings")
django.setup()

from django.db.models import Count, F, Q  # noqa: E402 (Django must be set up first)
from django.utils import timezone  # noqa: E402

from annotations.models import Assignment, Participation, Task  # noqa: E402
from annotations.services.loadtest import loadtest_seed  # noqa: E402
from benchmarks.crowd import Book, Visitor  # noqa: E402
from calibration_site.supervisor import (  # noqa: E402
    Supervisor,
    beat_command,
    free_port,
    wait_until_up,
    web_command,
    worker_command,
)
from ranking.selectors.integrity import CHECKS  # noqa: E402

SHOWN_FAULTS = 20
OVERTIME_SECONDS = 120
VICTIMS = ("gunicorn", "gunicorn's worker", "worker")


@dataclass(frozen=True)
class Siege:
    """How many work for how long, and how often processes are killed (seconds between kills)."""

    annotators: int
    seconds: float
    tasks: int
    overlap: int = 3
    think: float = 0.2
    web_every: float = 7.0
    worker_every: float = 11.0
    seed: int = 1


@dataclass
class Outcome:
    """What was seen; no faults means that everything held."""

    seconds: float
    books: list[Book]
    kills: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Site:
    """Web, worker and clock as `manage.py serve` runs them, and the one who kills them."""

    def __init__(self, siege: Siege, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        self.kills: Counter[str] = Counter()
        self.lapsed: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.supervisor = Supervisor(environment, say=lambda _text: None)
        self.web = self.supervisor.start("web", web_command("127.0.0.1", self.port))
        self.worker = self.supervisor.start("worker", worker_command(1))
        self.supervisor.start("beat", beat_command())
        self._siege = siege
        self._dice = random.Random(siege.seed)

    def wait(self) -> None:
        """Return once pages are served."""
        wait_until_up(self.web, port=self.port, path="/healthz", seconds=90)

    def hold(self, seconds: float, answered: Callable[[], int]) -> None:
        """Keep it up for so long, and until each kind of process was killed once; kill what is due.

        `answered` counts requests: after a kill the crowd is served again before the next, however slow the machine.
        """
        begun = time.monotonic()
        web_due, worker_due = begun + self._siege.web_every / 2, begun + self._siege.worker_every / 2
        served = 0
        while (now := time.monotonic()) < begun + seconds or (
            len(self.kills) < len(VICTIMS) and now < begun + seconds + OVERTIME_SECONDS
        ):
            self.look_after()
            if now >= web_due and answered() >= served and (pid := self._web_victim()):
                self._kill(pid, "gunicorn" if self.web.process and pid == self.web.process.pid else "gunicorn's worker")
                web_due, served = now + self._siege.web_every, answered() + 2 * self._siege.annotators
            if now >= worker_due and self.worker.process is not None:
                self._kill(self.worker.process.pid, "worker")
                worker_due = now + self._siege.worker_every
            time.sleep(0.05)

    def look_after(self) -> None:
        """Start again what died, and let the time of those who walked away run out."""
        self.supervisor.look_after_children()
        while not self.lapsed.empty():
            open_one = Assignment.objects.filter(pk=self.lapsed.get(), state=Assignment.State.OPEN)
            open_one.update(lease_until=timezone.now() - timedelta(seconds=1))

    def _web_victim(self) -> int | None:
        """In turns gunicorn's worker and gunicorn; None while it is down."""
        if self.web.process is None or self.web.process.poll() is not None:
            return None
        gunicorn = self.web.process.pid
        if self.kills["gunicorn's worker"] > self.kills["gunicorn"]:
            return gunicorn
        children = Path(f"/proc/{gunicorn}/task/{gunicorn}/children").read_text().split()
        return int(children[0]) if children else None

    def _kill(self, pid: int, name: str) -> None:
        os.kill(pid, signal.SIGKILL)
        self.kills[name] += 1


@contextmanager
def site(siege: Siege, environment: Mapping[str, str]) -> Iterator[Site]:
    """A running product."""
    running = Site(siege, environment)
    try:
        running.wait()
        yield running
    finally:
        running.supervisor.stop()


def besiege(siege: Siege, environment: Mapping[str, str]) -> Outcome:
    """Let the crowd work through the kills, and tell what was lost, doubled or broken."""
    made = loadtest_seed(
        tasks=siege.tasks, annotators=siege.annotators, overlap=siege.overlap, now=timezone.now()
    )  # fmt: skip
    with site(siege, environment) as running:
        crowd = [
            Visitor(
                port=running.port, token=token, project=made.project, seed=number, think=siege.think,
                expire=running.lapsed.put,
            )
            for number, token in enumerate(made.tokens)
        ]  # fmt: skip
        begun = time.monotonic()
        for visitor in crowd:
            visitor.start()
        running.hold(siege.seconds, lambda: sum(len(visitor.book.seconds) for visitor in crowd))
        seconds = time.monotonic() - begun
        for visitor in crowd:
            visitor.stopping.set()
        while any(visitor.is_alive() for visitor in crowd):
            running.look_after()
            time.sleep(0.05)
    found = Outcome(seconds, [visitor.book for visitor in crowd], running.kills)
    found.faults = [f"{visitor.name}: {visitor.fault}" for visitor in crowd if visitor.fault]
    found.faults += [fault for number, book in enumerate(found.books) for fault in against(book, made.project, number)]
    found.faults += [*_surplus(made.project), *(f"{name}: {fault}" for name in CHECKS for fault in CHECKS[name]())]
    return found


def against(book: Book, project: str, number: int) -> Iterator[str]:
    """What one annotator was told, against what is stored of them."""
    own = Q(rater__project__slug=project, rater__user__username=f"{project}-annotator-{number}")
    rows = Assignment.objects.filter(own).prefetch_related("scores__dimension", "ballots")
    done = {row.pk: row for row in rows if row.state == Assignment.State.DONE}
    for pk in book.answers.keys() - done.keys():
        yield f"answer {pk} of annotator {number} was acknowledged, and is lost"
    for pk in done.keys() - book.answers.keys():
        yield f"answer {pk} of annotator {number} is stored, and was never acknowledged"
    for pk in book.answers.keys() & done.keys():
        if (stored := _stored(done[pk])) != (sent := _sent(book, pk)):
            yield f"answer {pk} of annotator {number} was sent as {sent} and stored as {stored}"
    skipped = {row.pk for row in rows if row.state == Assignment.State.SKIPPED}
    if skipped != book.skipped:
        yield f"annotator {number} skipped {sorted(book.skipped)}, stored is {sorted(skipped)}"
    totals = list(Participation.objects.filter(own).values_list("done", "skipped"))
    if sum(done for done, _skipped in totals) != len(book.answers):
        yield f"annotator {number} has {totals} on the books and {len(book.answers)} answers"


def _stored(row: Assignment) -> tuple[object, ...]:
    scores = sorted((score.dimension.name, score.value) for score in row.scores.all() if score.dimension)
    rankings = [ballot.ranking for ballot in row.ballots.all()]
    return (str(row.key), row.shown, row.comment, row.seconds, scores, rankings)


def _sent(book: Book, pk: int) -> tuple[object, ...]:
    said = book.answers[pk]
    scores = sorted((name, float(value)) for name, value in said.get("scores", {}).items())
    rankings = [said["ranking"]] if "ranking" in said else []
    return (said["key"], said["shown"], said["comment"], said["seconds"], scores, rankings)


def _surplus(project: str) -> Iterator[str]:
    done = Count("assignments", filter=Q(assignments__state=Assignment.State.DONE, assignments__variant=""))
    tasks = Task.objects.filter(round__project__slug=project).annotate(done=done).filter(done__gt=F("overlap"))
    for task in tasks:
        yield f"task {task.pk} was answered {task.done} times, its overlap is {task.overlap}"
