"""How often the gate opens, for judges that it should keep out and for some that it should not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.gate.worlds import FIT, SILENT, WORSE, Judge, Size, beaten, edge, world_drawn
from ranking.stats.arrays import Floats
from ranking.stats.calibrate import calibrate
from ranking.stats.mappings.base import Features
from ranking.stats.replacement import EPSILON, Answers, alternative_annotator_test, shifted
from ranking.stats.standing_in import standing_in

SIZES = (Size(3, 60, 1, 3), Size(4, 30, 5, 3), Size(10, 30, 10, 3), Size(30, 600, 1, 3))


def passes(name: str, size: Size, runs: int) -> Floats:
    """Shares of so many projects that pass (3,): by either test at 5 % each as if all responses were independent (and
    with a signal), by the gate's tests alone, and by the gate."""
    return np.mean([_once(name, size, np.random.default_rng([size.raters, run])) for run in range(runs)], axis=0)


def _once(name: str, size: Size, rng: np.random.Generator) -> list[bool]:
    judge, bad, guessing = _judge(name, size)
    world = world_drawn(rng, size, guessing=guessing)
    scores, people = judge(rng, world, bad), world.people
    found = standing_in(scores, people, metric="neg_rmse", epsilon=EPSILON)
    alike = replace(people, prompt=people.unit)
    either = any(
        alternative_annotator_test(one, alike, metric="neg_rmse", epsilon=EPSILON).passes
        for one in (scores, shifted(scores, people))
    )
    signal = (found.passes or either) and _signal(scores, people)
    return [either and signal, found.passes, found.passes and signal]


def _judge(name: str, size: Size) -> tuple[Judge, float, int]:
    """How it scores, how bad it is, and how many of the people guess."""
    if name in SILENT:
        return SILENT[name], 0.0, 0
    if name in FIT:
        return *FIT[name], 0
    return WORSE[name][0], edge(name, size.raters, size.overlap), beaten(size)


def _signal(scores: Floats, people: Answers) -> bool:
    """Whether the judge's mapping is another than people's mean."""
    features = Features(scores[people.unit][:, None], ["quality"], 0)
    return calibrate(features, people.value, groups=people.prompt, raters=None, seed=0).signal
