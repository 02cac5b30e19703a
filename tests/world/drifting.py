"""What moves in the world without telling anybody: the judge behind its address, and what users are served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from annotations.models import Round
from annotations.services.feedback import feedback_add
from ranking.models import Alarm, Mapping, Watch
from ranking.selectors.applying.scores import columns_of
from ranking.selectors.drift.rounds import Finished, judge_residuals
from ranking.services.drift import alarm_close, drift_look
from ranking.services.fits import fit_run
from ranking.stats.mappings.base import Features
from ranking.stats.served import apply_to_scores
from tests.world.loop import Played, learn
from tests.world.truth import CATEGORIES, DIMENSIONS, DRAW_SD, ITEM_SD, Asked

# Rows of one request of the application.
BATCH = 5_000
MINUTE = timedelta(minutes=1)
# How far users part from each other on one answer, in points.
USER_SD = 0.6


def calibrated(played: Played) -> Round:
    """A first round that people and the judge rate, and the figures over all rounds: the judge has a map from here."""
    round, _fit = rated(played)
    fit_run(project=played.project, round=None, seed=played.truth.seed, now=played.clock())
    drift_look(project=played.project, now=played.clock())
    return round


def rated(played: Played) -> tuple[Round, list[Alarm]]:
    """One round more of the served version, at one temperature; the alarms of the look after it."""
    round, _fit = learn(played, temperatures=(0.6,))
    return round, drift_look(project=played.project, now=played.clock()).alarms


def judge_moves(played: Played, rounds: list[Round], by: float) -> None:
    """From now on the judge's calibrated score is lower by so many standard deviations of people less calibrated judge.

    The map of a noisy judge is flatter than the identity, so the judge itself moves by more.
    """
    mapping = _mapping(played)
    found = [one.value for round in rounds for one in judge_residuals(Finished(round), mapping)]
    assert played.server is not None
    critic = played.server.critic
    moved = by * float(np.std(found)) / _slope(mapping.document)
    played.server.critic = replace(critic, drift=critic.drift - moved)


def _slope(document: dict[str, Any]) -> float:
    """By how much the calibrated score moves with all that the judge says, about the middle of the scale."""
    names = columns_of(document)
    table = np.repeat([[2.0], [4.0]], len(names), axis=1)
    low, high = apply_to_scores(document, Features(table, names, names.index(document["own"])), np.zeros(2)).score
    return float(high - low) / 2


def _mapping(played: Played) -> Mapping:
    watch = Watch.objects.get(project=played.project, kind=Watch.Kind.JUDGE, dimension__is_primary=True)
    assert watch.mapping is not None
    return watch.mapping


def users(played: Played, count: int, *, worse: float = 0.0) -> None:
    """So many users say how content they are with what the served version answered them, in points from 0 to 1.

    `worse` is by how many standard deviations of one remark all answers have become worse.
    """
    number = played.project.feedback.count()
    random = played.truth.draw("users", number)
    worth = _served(played)
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        remarks = (worth(random, size) - worse * _remark_sd() - 1) / 4
        version = played.active
        rows = [
            {
                "key": f"remark-{number + start + place}", "trace": f"call-{number + start + place}",
                "template": played.template.name, "version": version.number, "score": round(float(score), 3),
            }
            for place, score in enumerate(np.clip(remarks, 0, 1))
        ]  # fmt: skip
        feedback_add(project=played.project, raw=rows, now=played.clock())


def _remark_sd() -> float:
    """Of the item, of the answer, and of the user."""
    return float(np.sqrt(ITEM_SD**2 + DRAW_SD**2 + USER_SD**2))


def _served(played: Played) -> Callable[[np.random.Generator, int], np.ndarray]:
    """Draws what users of the served version make of its answers, in points."""
    asked = [Asked(0, category, "", tuple(played.active.principles)) for category in CATEGORIES]
    means = np.array([played.truth.expected(one, DIMENSIONS[0], of_item=False) for one in asked])
    return lambda random, n: means[random.integers(len(means), size=n)] + random.normal(0, _remark_sd(), n)


def alarms_of_users(played: Played) -> list[Alarm]:
    """The alarms of all that users said, looked at a minute later; each is closed as chance, and reading goes on."""
    found: list[Alarm] = []
    while True:
        looked = drift_look(project=played.project, now=played.clock() + MINUTE)
        own = [one for one in looked.alarms if one.watch.kind == Watch.Kind.FEEDBACK]
        found += own
        for one in own:
            alarm_close(alarm=one, anew=False, reason="Nothing had moved.", by=played.lead, now=played.clock())
        if not own and not looked.more:
            return found
