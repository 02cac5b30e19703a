"""The cost of `next` and of `submit` for one annotator: it must not grow with the number of open tasks."""

import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calibration_site.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (Django must be set up first)

from annotations.models import (  # noqa: E402
    Dimension,
    Item,
    Project,
    Rater,
    Response,
    Round,
    Rubric,
    Task,
    TaskResponse,
)
from annotations.services.answers import answer_submit  # noqa: E402
from annotations.services.handout import assignment_next  # noqa: E402

SIZES = [1_000, 100_000]
ANSWERS = 300
TARGET = 1.3
START = datetime(2026, 1, 1, tzinfo=UTC)


def collecting_round(size: int) -> Round:
    """A project of its own with one open round of `size` rating tasks."""
    project = Project.objects.create(slug=f"bench-{size}", name=f"Bench {size}")
    Dimension.objects.create(rubric=Rubric.objects.create(project=project), name="quality", is_primary=True)
    item = Item.objects.create(project=project, external_id="1", prompt="Why?")
    response = Response.objects.create(item=item, external_id="1", text="Because.")
    round = Round.objects.create(project=project, number=1, state=Round.State.COLLECTING, kinds=["RATING"])
    tasks = Task.objects.bulk_create(
        (Task(round=round, item=item, kind=Task.Kind.RATING, seq=seq, overlap=3) for seq in range(1, size + 1)),
        batch_size=2000,
    )
    TaskResponse.objects.bulk_create(
        (TaskResponse(task=task, response=response, position=0) for task in tasks), batch_size=2000
    )
    return round


def timed(call: Callable[[], Any], into: list[float]) -> Any:
    """Call, and keep how many milliseconds it took."""
    started = time.perf_counter()
    result = call()
    into.append((time.perf_counter() - started) * 1000)
    return result


def measure(size: int) -> dict[str, float]:
    """Median milliseconds of `next` and of `submit` over one annotator's answers."""
    rater = Rater.objects.create(project=collecting_round(size).project, name="ada")
    nexts: list[float] = []
    submits: list[float] = []
    for number in range(ANSWERS):
        now = START + timedelta(seconds=number)
        assignment = timed(lambda: assignment_next(rater=rater, now=now), nexts)  # noqa: B023 (called at once)
        answer: dict[str, Any] = {
            "assignment_id": assignment.pk, "rater": rater, "key": uuid4(), "shown": assignment.shown,
            "answer": {"scores": {"quality": 3}}, "now": now,
        }  # fmt: skip
        timed(lambda: answer_submit(**answer), submits)  # noqa: B023 (called at once)
    return {"next": statistics.median(nexts), "submit": statistics.median(submits)}


def main() -> None:
    """Print a line per size, and the ratio of the largest to the smallest."""
    call_command("migrate", verbosity=0)
    found = {size: measure(size) for size in SIZES}
    for size, medians in found.items():
        print(f"  {size:>9,} open tasks: next {medians['next']:.2f} ms, submit {medians['submit']:.2f} ms (medians)")
    small, large = found[SIZES[0]], found[SIZES[-1]]
    for name in small:
        print(f"  {name}: ratio {large[name] / small[name]:.2f} (target at most {TARGET})")


if __name__ == "__main__":
    main()
