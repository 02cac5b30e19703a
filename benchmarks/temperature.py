"""How often the planted temperature of every category is found, by simulation, and how fast a call is resolved.

The world (tests/ranking/stats/temperature/worlds.py): four categories, six temperatures, one answer per response; next
to the best temperature people give .3 of an answer's standard deviation less, two steps away .7. Five rounds of two
samples per item. Held against it: every temperature alike, and the highest plain mean.
"""

import argparse
from collections.abc import Callable

from ranking.stats.temperature.live import Bounds, draw, weights
from tests.ranking.stats.temperature.worlds import NAMES, Plan, World, by_curves, drawn, evenly, plain_means, played

SEEDS, ROUNDS = 20, 5
ITEMS = (20, 30, 45)
Chooser = Callable[[World], dict[str, float]]
WAYS: list[tuple[str, Plan, Chooser]] = [
    ("tried alike, highest mean", evenly, plain_means),
    ("tried alike, curves", evenly, by_curves),
    ("Thompson, highest mean", drawn, plain_means),
    ("Thompson, curves", drawn, by_curves),
]


def found(seeds: int, items: tuple[int, ...]) -> None:
    """Seeds in which every category's best temperature was found, by the number of answers."""
    print(f"  the right temperature for all {len(NAMES)} categories, of {seeds} seeds (target 18 of 20):")
    for each in items:
        worlds = {plan: [played(seed, plan=plan, rounds=ROUNDS, items=each) for seed in range(seeds)]
                  for plan in (evenly, drawn)}  # fmt: skip
        for name, plan, choose in WAYS:
            right = [world.right(choose(world)) for world in worlds[plan]]
            whole = sum(one == len(NAMES) for one in right)
            share = sum(right) / len(right) / len(NAMES)
            print(
                f"    {worlds[plan][0].answers:>5} answers, {name + ':':<27} {whole} of {seeds}"
                f" ({share:.0%} of the categories)",
                flush=True,
            )


def moved(seeds: int) -> None:
    """Serving with users who like one arm better: how much of what is drawn goes there, and whether bounds hold."""
    bounds, liked = Bounds(0.2, 1.0, 0.2, 0.2), 0.8
    shares, beyond = [], 0
    for seed in range(seeds):
        told: dict[float, list[float]] = {}
        chances: dict[float, float] = {}
        tail = []
        for call in range(3000):
            one = draw(0.7, bounds, chances, seed=seed * 10_000 + call)
            beyond += not bounds.low <= one.temperature <= bounds.high
            said = told.setdefault(one.temperature, [0, 0.0])
            said[0] += 1
            said[1] += (call * 7919 + seed) % 100 < (85 if one.temperature == liked else 60)
            if call % 250 == 249:
                found_weights = weights([(int(n), total) for n, total in told.values()], seed=seed)
                chances = dict(zip(told, found_weights, strict=True))
            if one.explored and call >= 2000:
                tail.append(one.temperature == liked)
        shares.append(sum(tail) / len(tail))
    print(
        f"  live: of what was drawn after 2,000 calls {sum(shares) / len(shares):.0%} went to the temperature that"
        f" users like by .25 more; {beyond} of {3000 * seeds:,} calls were beyond the bounds"
    )


def main() -> None:
    """The whole simulation, or with --quick a part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    found(5 if quick else SEEDS, ITEMS[-1:] if quick else ITEMS)
    moved(2 if quick else 10)


if __name__ == "__main__":
    main()
