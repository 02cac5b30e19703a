"""How soon a drift alarms and how rarely chance does: the chart of `ranking.stats.drift` on simulated residuals.

In control: false alarms per 10,000 answers over long runs, restarted after each. After a usual stretch of 400 and of
1,000 answers: the share of runs that alarm within 200 answers of a shift of half a standard deviation, and the median
delay. Residuals are normal, of five levels, of thumbs (90 % up), and heavy-tailed.

Then a whole project: so many watches share the false alarms, and each reads every answer, independently of the others,
which is the worst case. False alarms count together; found is by the one watch that moves.
"""

from collections.abc import Callable, Iterator
from math import sqrt

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.drift import Chart, Observation, State, followed, restarted

RUNS = 400
LONG = 20_000
PROJECTS = (5, 20, 40)
MOST_FALSE, LEAST_FOUND = 1.0, 0.9
ONE = Chart()
Draw = Callable[[np.random.Generator, int, bool], Floats]


def _levels(rng: np.random.Generator, n: int, moved: bool) -> Floats:
    usual, after = [0.05, 0.1, 0.15, 0.3, 0.4], [0.15, 0.17, 0.18, 0.26, 0.24]
    return rng.choice(5, p=after if moved else usual, size=n).astype(float)


KINDS: dict[str, Draw] = {
    "normal": lambda rng, n, moved: rng.normal(size=n) + 0.5 * moved,
    "five levels": _levels,
    "thumbs": lambda rng, n, moved: (rng.random(n) < (0.75 if moved else 0.9)).astype(float),
    "heavy tails": lambda rng, n, moved: rng.standard_t(3, size=n) + 0.5 * np.sqrt(3) * moved,
}


def _rows(values: Floats, start: int = 0) -> Iterator[Observation]:
    return (Observation(start + n, start + n, float(value)) for n, value in enumerate(values))


def false_alarms(draw: Draw, rng: np.random.Generator, runs: int, chart: Chart = ONE) -> float:
    """Alarms of one chart per 10,000 answers where nothing moves."""
    alarms = 0
    for seed in range(runs):
        state, rows = State(seed=seed), list(_rows(draw(rng, LONG, False)))
        while rows:
            state, signal = followed(chart, state, rows)
            if signal is None:
                break
            alarms += 1
            rows = [one for one in rows if one.row > signal.last]
            state = restarted(state, anew=False)
    return alarms * 10_000 / (runs * LONG)


def too_many(rate: float, answers: int) -> bool:
    """Whether so many false alarms per 10,000 of the answers are more than luck, were as many as allowed usual."""
    allowed = MOST_FALSE * answers / 10_000
    return rate * answers / 10_000 > allowed + 2 * sqrt(allowed)


def found(draw: Draw, rng: np.random.Generator, usual: int, chart: Chart = ONE) -> tuple[float, float]:
    """The share of runs that alarm within 200 answers of the shift, of those without an alarm before; the median."""
    delays, runs = [], 0
    for seed in range(RUNS):
        state, early = followed(chart, State(seed=seed), _rows(draw(rng, usual, False)))
        if early is not None:
            continue
        runs += 1
        _state, signal = followed(chart, state, _rows(draw(rng, 200, True), usual))
        if signal is not None:
            delays.append(signal.last - usual + 1)
    return len(delays) / runs, float(np.median(delays))


def projects(draw: Draw) -> int:
    """Print the figures of projects with many watches; how many miss what is promised."""
    faults = 0
    for watches in PROJECTS:
        rng, chart = np.random.default_rng(watches), Chart(watches=watches)
        # Each run is one watch over 20,000 answers: ten projects of so many.
        rate = watches * false_alarms(draw, rng, 10 * watches, chart)
        told = [f"{rate:.2f} false alarms of the project per 10,000 answers"]
        for usual in (400, 1_000):
            share, delay = found(draw, rng, usual, chart)
            told.append(f"after {usual:,}: {share:.0%} within 200, median {delay:.0f}")
            faults += usual == 1_000 and share < LEAST_FOUND
        faults += too_many(rate, 10 * LONG)
        print(f"  {watches} watches: " + "; ".join(told), flush=True)
    return faults


def main() -> None:
    """Print the figures, and fail where they miss what is promised of normal residuals."""
    rng, faults = np.random.default_rng(1), 0
    faults += projects(KINDS["normal"])
    for name, draw in KINDS.items():
        rate = false_alarms(draw, rng, 40)
        told = [f"{rate:.2f} false alarms per 10,000 answers"]
        for usual in (400, 1_000):
            share, delay = found(draw, rng, usual)
            told.append(f"after {usual:,}: {share:.0%} within 200, median {delay:.0f}")
            faults += name == "normal" and share < LEAST_FOUND
        faults += too_many(rate, 40 * LONG)
        print(f"  {name}: " + "; ".join(told))
    if faults:
        raise SystemExit(f"  FAULT {faults} figures miss what is promised")


if __name__ == "__main__":
    main()
