"""People of the world at work: they take what they are handed, and score what they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from annotations.models import Assignment, Project, Rater, Task
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from tests.annotations.world import make_rater
from tests.world.speech import heard_in
from tests.world.truth import DIMENSIONS, Truth, people_of

Clock = Callable[[], datetime]
# How much better one must be for a person to notice, in points.
NOTICED = 0.15


def clock_from(start: datetime, step: timedelta = timedelta(seconds=20)) -> Clock:
    """A clock that goes on by one step whenever it is read."""
    steps: Iterator[int] = count()
    return lambda: start + next(steps) * step


@dataclass(frozen=True)
class Crowd:
    """The raters of a project and what they are like."""

    truth: Truth
    raters: tuple[Rater, ...]
    hears: Callable[[str], Mapping[str, float]] = heard_in

    @classmethod
    def join(
        cls, project: Project, truth: Truth, size: int, *, hears: Callable[[str], Mapping[str, float]] = heard_in
    ) -> Crowd:
        """Newcomers with accounts and seats."""
        return cls(truth, tuple(make_rater(project, f"{project.slug}-{number}") for number in range(size)), hears)

    def work(self, clock: Clock, *, most: int | None = None) -> int:
        """Everyone in turn takes a task and answers it, until nothing waits or so many are done; how many were."""
        done, idle = 0, set[int]()
        while len(idle) < len(self.raters):
            for place, rater in enumerate(self.raters):
                if done == most:
                    return done
                given = assignment_next(rater=rater, now=clock()) if place not in idle else None
                if given is None:
                    idle.add(place)
                    continue
                self.answer(place, rater, given, clock())
                done += 1
        return done

    def answer(self, place: int, rater: Rater, given: Assignment, now: datetime) -> None:
        """One answer, of what is shown alone."""
        person = people_of(self.truth, len(self.raters))[place]
        random = self.truth.draw("answer", place, given.task_id)
        texts = dict(given.task.responses.values_list("pk", "text"))
        heard = {pk: self.hears(text) for pk, text in texts.items()}
        if given.task.kind == Task.Kind.RATING:
            (quality,) = heard.values()
            answer: dict[str, object] = {"scores": {name: person.score(quality[name], random) for name in DIMENSIONS}}
        else:
            felt = {pk: one[DIMENSIONS[0]] + float(random.normal(0, person.noise)) for pk, one in heard.items()}
            best, *rest = sorted(felt, key=lambda pk: -felt[pk])
            alike = len(rest) == 1 and felt[best] - felt[rest[0]] < NOTICED
            answer = {"ranking": [[best, *rest]] if alike else [[best], *([pk] for pk in rest)]}
        answer_submit(
            assignment_id=given.pk, rater=rater, key=uuid4(), shown=given.shown or [], answer=answer, now=now,
            seconds=20.0,
        )  # fmt: skip
