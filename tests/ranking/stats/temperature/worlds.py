"""A world in which each category has its own best temperature, and procedures that look for it round after round."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ranking.stats.temperature.choosing import choices, thompson
from ranking.stats.temperature.curves import Curves, curves_fit
from ranking.stats.temperature.rows import Rows

GRID = (0.0, 0.3, 0.6, 0.9, 1.2, 1.5)
NAMES = ("poems", "facts", "code", "letters")
PEAKS = (4, 0, 1, 3)
# In standard deviations of what one rater says of one response: below the best by so much, one, two, ... steps away.
DROP = (0.0, 0.3, 0.7, 1.1, 1.4, 1.6)
ITEM, NOISE = 0.7, 0.7
# Samples of one item that are rated, in a round.
SAMPLES = 2


@dataclass
class World:
    """What people would say, and what they have said so far."""

    seed: int
    category: list[int] = field(default_factory=list)
    temperature: list[int] = field(default_factory=list)
    block: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)

    def answer(self, plan: dict[str, list[float]], items: int) -> None:
        """A round: each of so many new items per category takes the next temperatures of its category's plan."""
        for code, name in enumerate(NAMES):
            for item in range(items):
                own = self.random.normal() * ITEM
                block = (self.block[-1] + 1) if self.block else 0
                for sample in range(SAMPLES):
                    at = GRID.index(plan[name][(item * SAMPLES + sample) % len(plan[name])])
                    self.category.append(code)
                    self.temperature.append(at)
                    self.block.append(block)
                    below = DROP[abs(at - PEAKS[code])]
                    # Warmer answers vary more.
                    spread = NOISE * np.exp(0.2 * (GRID[at] - 0.75))
                    self.value.append(3.0 - below + own + self.random.normal() * spread)

    def rows(self) -> Rows:
        return Rows(
            NAMES, GRID, np.array(self.category), np.array(self.temperature), np.array(self.block),
            np.array(self.value),
        )  # fmt: skip

    def right(self, found: dict[str, float]) -> int:
        """For how many categories the best temperature was found."""
        return sum(found[name] == GRID[PEAKS[code]] for code, name in enumerate(NAMES))

    @property
    def answers(self) -> int:
        return len(self.value)


Plan = Callable[[Curves | None, int, int], dict[str, list[float]]]


def evenly(curves: Curves | None, slots: int, seed: int) -> dict[str, list[float]]:
    """Every temperature as often as every other."""
    random = np.random.default_rng(seed)
    return {name: [GRID[at] for at in random.permutation(np.resize(np.arange(len(GRID)), slots))] for name in NAMES}


def drawn(curves: Curves | None, slots: int, seed: int) -> dict[str, list[float]]:
    """By Thompson sampling, once there is anything to draw from."""
    return evenly(curves, slots, seed) if curves is None else thompson(curves, slots=slots, seed=seed)


def plain_means(world: World) -> dict[str, float]:
    """The baseline: in each category the temperature with the highest mean score."""
    rows = world.rows()
    found = {}
    for code, name in enumerate(NAMES):
        mine = rows.category == code
        means = [
            rows.value[mine & (rows.temperature == at)].mean() if (mine & (rows.temperature == at)).any() else -np.inf
            for at in range(len(GRID))
        ]
        found[name] = GRID[int(np.argmax(means))]
    return found


def played(seed: int, *, plan: Plan, rounds: int, items: int) -> World:
    """So many rounds of so many items per category."""
    world, curves = World(seed), None
    for number in range(rounds):
        world.answer(plan(curves, items * SAMPLES, seed * 100 + number), items)
        if plan is drawn:
            curves = curves_fit(world.rows(), seed=seed)
    return world


def by_curves(world: World) -> dict[str, float]:
    """What the model of curves chooses."""
    return {one.category: one.temperature for one in choices(curves_fit(world.rows(), seed=world.seed))}
