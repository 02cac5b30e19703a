"""Answers until the order of the arms is known: comparisons and rankings, what teaches most against random choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from scipy.stats import kendalltau

from annotations.handout.order import groups, pairs
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.sampling.choosing import Candidates, choose_orders
from ranking.stats.sampling.information import posterior
from ranking.stats.sampling.lots import lots, reach
from ranking.stats.sampling.orderings import pair_weight
from ranking.stats.sampling.waves import budget, period

TAU = 0.9
# What a single response adds to its arm's worth, in logits.
RESPONSE_SD = 0.5


@dataclass
class OrderWorld:
    """`arms` contestants whose strengths differ by `spread` (a standard deviation, in logits), each once on every item.

    Tasks are the product's own: ten pairs of every item, or groups of three to five; one answer each. Whoever answers
    orders by Plackett-Luce.
    """

    arms: int
    spread: float
    items: int
    rankings: bool
    seed: int
    strength: Floats = field(init=False)
    tasks: Ints = field(init=False)
    item: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        self.strength = self.rng.normal(0, self.spread, self.arms)
        self.worth = self.strength + self.rng.normal(0, RESPONSE_SD, (self.items, self.arms))
        rows = [(item, members) for item in range(self.items) for members in self._of_item(item)]
        self.rng.shuffle(rows)
        self.item = np.array([item for item, _ in rows])
        self.tasks = np.full((len(rows), 5 if self.rankings else 2), -1)
        for place, (_, members) in enumerate(rows):
            self.tasks[place, : len(members)] = members

    def _of_item(self, item: int) -> list[list[int]]:
        every = list(range(self.arms))
        if self.rankings:
            return groups(every, "RANKING", self.seed, item)
        return [list(pair) for pair in pairs(every, 10, "COMPARISON", self.seed, item)]

    def answer(self, task: int) -> list[int]:
        """The members of a task, best first."""
        members = self.tasks[task][self.tasks[task] >= 0]
        noisy = self.worth[self.item[task], members] + self.rng.gumbel(size=len(members))
        return members[np.argsort(-noisy)].tolist()


def looks(world: OrderWorld, *, share: float) -> Iterator[tuple[int, Floats]]:
    """(answers, win matrix) at each look: `share` by lot and the rest by what teaches most; 1 is random order."""
    count = len(world.tasks)
    lot = lots(np.arange(count), np.zeros(count, dtype=np.int64), seed=world.seed)
    wins, asked = np.zeros((world.arms, world.arms)), np.zeros(count, dtype=bool)
    load, every, reached, aimed = np.zeros(world.items), period(count), 0.0, 0.0
    while not asked.all():
        answered, before = int(asked.sum()), aimed
        aimed = min(1.0, (answered + every) / count)
        reached = reach(reached, answered=before, aimed=aimed, share=share)
        for task in _next(world, lot, asked, load, wins, reached, share)[:every]:
            _count(wins, world.answer(task))
            asked[task] = True
            load[world.item[task]] += 1
        yield int(asked.sum()), wins


def _next(
    world: OrderWorld, lot: Floats, asked: Bools, load: Floats, wins: Floats, reached: float, share: float
) -> list[int]:
    due = np.flatnonzero(~asked & (lot <= reached))
    due = due[np.argsort(lot[due])]
    if share == 1:
        return due.tolist()
    room = (~asked & (lot > reached)).astype(np.int64)
    count = len(asked)
    chosen = choose_orders(
        Candidates(room, np.zeros(count, dtype=bool), load[world.item], lot), world.tasks,
        ends=np.zeros(count, dtype=bool), wins=wins, judged=np.zeros_like(wins), wanted=budget(count),
    )  # fmt: skip
    return [*due.tolist(), *chosen.tasks.tolist()]


def _count(wins: Floats, order: list[int]) -> None:
    weight = pair_weight(len(order), ends=False)
    for better, worse in combinations(order, 2):
        wins[better, worse] += weight


def taus(world: OrderWorld, *, share: float, most: int) -> Floats:
    """Kendall's tau of the fitted with the true order at each look, until so many answers are there."""
    found = []
    for answered, wins in looks(world, share=share):
        found.append(float(kendalltau(posterior(wins).mean, world.strength).statistic))
        if answered >= most:
            break
    return np.array(found)


def answers_needed(curve: Floats, every: int, level: float = TAU) -> int | None:
    """Answers until the curve reaches the level; None where it never does."""
    reached = np.flatnonzero(curve >= level)
    return int(reached[0] + 1) * every if len(reached) else None
