"""The loop with a real small language model, and what became of it, counted in its own texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotations.llm.local import MODEL_NAME
from annotations.models import Response, TemplateVersion
from annotations.services.rounds import round_start
from ranking.models import Mapping
from tests.servers import start_local_model
from tests.world.loop import Played, begun, run_job, temperatures_found, tempered, turn
from tests.world.real import heard_in, setting
from tests.world.setting import Size
from tests.world.truth import DIMENSIONS, TEMPERATURES, Truth

TURNS = 2
SIZE = Size(develop=18, evaluate=40)


def real(_seeds: Sequence[int]) -> None:
    """Once, not over seeds: the model's answers do not hang on the world's seed alone."""
    truth = Truth(1, null=True)
    played = begun(truth, SIZE, setting(start_local_model(), MODEL_NAME), slug="real")
    first = played.active
    for place in range(TURNS):
        old = played.active
        made = turn(played)
        asked = Response.objects.filter(round=played.project.rounds.order_by("-number").first(), state="DONE")
        worths = {version: _counted(asked.filter(version=version)) for version in played.template.versions.all()}
        told = ", ".join(f"{version} {worth:.2f}" for version, worth in worths.items() if np.isfinite(worth))
        print(f"    turn {place + 1}, against {old}: {made.outcome.lower()}; counted {told}", flush=True)
    _of_judge(played)
    tempered(played)
    print(f"    temperatures found: {temperatures_found(played)}; counted {_by_temperature(played)}")
    fresh = {version: _fresh(played, version) for version in dict.fromkeys((first, played.active))}
    told = ", ".join(f"{version} {worth:.2f}" for version, worth in fresh.items())
    print(f"  the real model, {TURNS} turns: served at the end is {played.active}; fresh answers of {told} points")


def _counted(responses: Sequence[Response]) -> float:
    """The mean of what can be counted in texts, primary dimension."""
    found = [heard_in(one.text)[DIMENSIONS[0]] for one in responses]
    return float(np.mean(found)) if found else float("nan")


def _of_judge(played: Played) -> None:
    for mapping in Mapping.objects.filter(judge__project=played.project, kind=Mapping.Kind.SCORES).order_by("-pk")[:2]:
        print(f"    the model as its own judge on {mapping.dimension}: {mapping.method}, of {mapping.n} responses")


def _by_temperature(played: Played) -> str:
    rows = Response.objects.filter(item__project=played.project, item__split="develop", state="DONE")
    return ", ".join(f"{one:g}: {_counted(rows.filter(temperature=one)):.2f}" for one in TEMPERATURES)


def _fresh(played: Played, version: TemplateVersion) -> float:
    """What is counted in new answers to items of split evaluate."""
    launched = round_start(
        project=played.project, seed=900_000 + version.number, now=played.clock(), requested_by=played.lead,
        versions=[version], endpoint=played.writer, temperatures=[0.6], samples=1, split="evaluate", kinds=["RATING"],
        overlap=1,
    )  # fmt: skip
    run_job(launched.job, played.clock)
    return _counted(Response.objects.filter(round=launched.round, state="DONE"))
