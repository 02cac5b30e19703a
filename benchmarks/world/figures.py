"""The figures of docs/simulated-world.md, each over seeded worlds, each through the services of the product."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from annotations.models import Assignment, TemplateVersion
from benchmarks.world.real import real
from ranking.models import Alarm, Confirmation, Watch
from tests.world.drifting import alarms_of_users, calibrated, judge_moves, rated, users
from tests.world.loop import (
    Played,
    Turn,
    confirm,
    fairer,
    learn,
    temperatures_found,
    tempered,
    turn,
    with_principle,
    world,
)
from tests.world.setting import Size
from tests.world.truth import CATEGORIES, DIMENSIONS, GROUPS, Asked, Truth

TURNS = 5
SIZE = Size()
WARMED = Size(develop=48, evaluate=0)
# All items stand in sets of two that differ in who asks.
PAIRED = Size(develop=0, evaluate=0, sets=100)
# Answers to 100 items make a round that the judge is held against; no category is asked at its best.
WATCHED = Size(develop=100, evaluate=0)
USUAL, MOVED, WITHIN, REMARKS = 400, 0.5, 200, 10_000
GAIN = 0.3
PLANTED = "Planted: this one helps."


def improvement(seeds: Sequence[int]) -> None:
    """Five rounds of the whole loop: is the model truly better at the end?"""
    ends = []
    for seed in seeds:
        with world(Truth(seed), SIZE, slug=f"better-{seed}") as played:
            start = played.worth(played.active)
            turns = _five(played)
            ends.append(played.worth(played.active) - start)
        told = " ".join(f"{_sign(one)}{one.gain:+.2f}" for one in turns if one.tried)
        print(f"    seed {seed}: true quality {ends[-1]:+.2f} points; {told}", flush=True)
    raised = sum(end > 0 for end in ends)
    print(f"  five rounds raise the true quality in {raised} of {len(ends)}, by {np.mean(ends):.2f} points on average")


def nothing(seeds: Sequence[int]) -> None:
    """Five rounds in a world in which nothing helps: what is promoted all the same?"""
    rounds, runs = [], []
    for seed in seeds:
        with world(Truth(1000 + seed, null=True), SIZE, slug=f"null-{seed}") as played:
            tried = [confirm(played, with_principle(played, idea)).promoted for idea in played.ideas[:TURNS]]
        rounds += tried
        runs.append(any(tried))
    print(f"  nothing helps: {sum(rounds)} of {len(rounds)} rounds promoted, {sum(runs)} of {len(runs)} runs of five")


def gain(seeds: Sequence[int]) -> None:
    """A true gain of .3 SD of the paired differences on 200 items: how often is it promoted?"""
    found, answers, sds = [], [], []
    for seed in seeds:
        sd = paired_sd(seed)
        truth = Truth(2000 + seed, planted=((PLANTED, GAIN * sd),))
        with world(truth, SIZE, slug=f"gain-{seed}") as played:
            made = confirm(played, with_principle(played, PLANTED))
        found.append(made.promoted)
        answers.append(made.answers)
        sds.append(sd)
    print(
        f"  a gain of {GAIN} SD ({GAIN * np.mean(sds):.2f} points) is promoted in {sum(found)} of {len(found)},"
        f" after {np.median(answers):.0f} answers (median)"
    )


def temperatures(seeds: Sequence[int]) -> None:
    """Five rounds that learn: is each category's best temperature found?"""
    right, answers = [], []
    for seed in seeds:
        with world(Truth(4000 + seed), WARMED, slug=f"warm-{seed}") as played:
            for _ in range(TURNS):
                tempered(played)
            found = temperatures_found(played)
            right.append(sum(found[one] == played.truth.best_temperature(one) for one in found))
            answers.append(Assignment.objects.filter(task__round__project=played.project, state="DONE").count())
    print(
        f"  after five rounds ({np.mean(answers):.0f} answers) the best temperature of every category is found"
        f" in {sum(one == len(CATEGORIES) for one in right)} of {len(right)}; {sum(right)} of"
        f" {len(CATEGORIES) * len(right)} categories"
    )


def fairness(seeds: Sequence[int]) -> None:
    """A planted gap between two groups: what is left of it once the proposal that it makes is served?"""
    left, tests = [], []
    for seed in seeds:
        with world(Truth(3000 + seed), PAIRED, slug=f"fair-{seed}") as played:
            before = gap(played)
            version = fairer(played, learn(played, temperatures=(0.6,), judged=False)[0])
            tests.append(_until_told(played, version))
            left.append(gap(played) / before)
        print(f"    seed {seed}: {left[-1]:.0%} of the gap is left after {tests[-1]} tests", flush=True)
    print(
        f"  a planted gap is at least halved in {sum(one <= 0.5 for one in left)} of {len(left)}:"
        f" {np.mean(left):.0%} of it is left on average, after {np.mean(tests):.1f} tests"
    )


def _until_told(played: Played, version: TemplateVersion) -> int:
    """A test that does not tell is followed by another, as its words say; how many it took."""
    for number in range(1, TURNS + 1):
        if confirm(played, version).outcome != Confirmation.State.INCONCLUSIVE:
            return number
    return TURNS


def drift(seeds: Sequence[int]) -> None:
    """Judge and served model move by .5 SD: how soon is it told, and how often where nothing moves?"""
    judges, models, early, false = [], [], 0, 0
    for seed in seeds:
        with world(Truth(5000 + seed), WATCHED, slug=f"judge-{seed}") as played:
            rounds = [calibrated(played)]
            for _ in range(USUAL // WATCHED.develop):
                round, raised = rated(played)
                rounds.append(round)
                early += len(raised)
            judge_moves(played, rounds, MOVED)
            judges.append(any(_of_judge(rated(played)[1]) for _ in range(WITHIN // WATCHED.develop)))
            users(played, REMARKS)
            false += len(alarms_of_users(played))
            users(played, WITHIN, worse=MOVED)
            models.append(bool(alarms_of_users(played)))
    print(
        f"  a drift of {MOVED} SD is told within {WITHIN} answers in {sum(judges)} of {len(judges)} (the judge beside"
        f" people, after {USUAL} usual ones) and {sum(models)} of {len(models)} (users' feedback); without one"
        f" {early} alarms in {USUAL * len(judges):,} answers beside the judge, {false} in {REMARKS * len(models):,}"
        " remarks"
    )


def _of_judge(alarms: list[Alarm]) -> bool:
    return any(one.watch.kind == Watch.Kind.JUDGE for one in alarms)


def gap(played: Played) -> float:
    """The true gap of what is served, in points."""
    asked = [Asked(0, CATEGORIES[0], group, tuple(played.active.principles)) for group in GROUPS]
    first, second = (played.truth.expected(one, DIMENSIONS[0], of_item=False) for one in asked)
    return first - second


def paired_sd(seed: int) -> float:
    """The SD of new less old by item where nothing differs, as a test of the same world finds it."""
    with world(Truth(2000 + seed, null=True), SIZE, slug=f"sd-{seed}") as played:
        confirm(played, with_principle(played, PLANTED))
        look = Confirmation.objects.get(project=played.project).looks.last()
    assert look is not None
    return float(look.figures["primary"]["spread"])


def _five(played: Played) -> list[Turn]:
    return [turn(played) for _ in range(TURNS)]


def _sign(one: Turn) -> str:
    return "promoted " if one.promoted else "kept out "


FIGURES: dict[str, Callable[[Sequence[int]], None]] = {
    "nothing": nothing,
    "gain": gain,
    "improvement": improvement,
    "temperatures": temperatures,
    "fairness": fairness,
    "drift": drift,
    "real": real,
}
