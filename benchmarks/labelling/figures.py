"""The figures of docs/what-to-label-next.md: simulated, with fixed seeds."""

import numpy as np

from benchmarks.labelling import ratings as rated
from benchmarks.labelling.orders import OrderWorld, labels_needed
from benchmarks.labelling.ratings import RatingWorld, errors_along, stopped

SHARE = 0.2
ARMS, SPREADS, ITEMS, SEEDS = (6, 12, 24), (0.7, 1.5, 3.0), 300, range(25)
RATED_ITEMS, RATED_SEEDS, PARTS = 100, range(24), (0.1, 0.3, 0.5, 0.7, 0.9)
RUNS, STOPS, MEAN_ITEMS = range(400), (0.2, 0.4, 0.6, 0.8), 120


def orders() -> None:
    """Answers until the arms stand in the right order, in random order and adaptively."""
    print(f"Answers to Kendall's tau .9, median of {len(SEEDS)} (random order -> {SHARE:.0%} by lot, the rest by gain)")
    for rankings in (False, True):
        print("  rankings of three to five" if rankings else "  comparisons")
        for arms in ARMS:
            for spread in SPREADS:
                needed = {
                    share: [
                        labels_needed(OrderWorld(arms, spread, ITEMS, rankings, seed), share=share) for seed in SEEDS
                    ]
                    for share in (1, SHARE)
                }
                chance, gain = (float(np.median(needed[share])) for share in (1, SHARE))
                ratio = np.exp(np.mean(np.log(np.array(needed[SHARE]) / np.array(needed[1]))))
                print(
                    f"    {arms} arms, spread {spread}: {chance:.0f} -> {gain:.0f} (mean ratio {ratio:.2f})", flush=True
                )


def ratings() -> None:
    """How far every response's score is from the truth, along the round."""
    print(
        f"Error of every response's score, median of {len(RATED_SEEDS)}, {', '.join(f'{part:.0%}' for part in PARTS)}"
    )
    for alike in (False, True):
        for share in (1, SHARE):
            found = [
                errors_along(RatingWorld(RATED_ITEMS, 2, seed, alike), share=share, parts=PARTS) for seed in RATED_SEEDS
            ]
            world = "all alike" if alike else "some hard to foresee"
            order = "random order" if share == 1 else "adaptive"
            print(f"  {world}, {order}: {', '.join(f'{one:.3f}' for one in np.median(found, axis=0))}", flush=True)


def means() -> None:
    """Mean scores when the round is closed early: of the arm that is hardest to foresee, and of all arms together."""
    print(f"Mean scores over {len(RUNS)} rounds of {MEAN_ITEMS} items closed early: bias in points, cover of intervals")
    names = [(of, which) for of in ("one arm", "all arms") for which in ("random sample", "every answer")]
    found = np.array([_closed(seed) for seed in RUNS])
    for place, part in enumerate(STOPS):
        for row, (of, which) in enumerate(names):
            error, covered, half, n = found[:, place, row].T
            print(
                f"  {part:.0%} answered, {of}, {which}: bias {error.mean():+.3f} "
                f"± {1.96 * error.std() / len(error) ** 0.5:.3f}, covers {covered.mean():.1%}, "
                f"half width {np.median(half):.2f}, n {n.mean():.0f}",
                flush=True,
            )


def _closed(seed: int) -> list[list[list[float]]]:
    """(error, covered, half width, n) at each stop: of one arm and of all, of the random sample and of every answer."""
    world, arm = RatingWorld(MEAN_ITEMS, 2, seed), len(rated.ARM_SD) - 1
    truths = {arm: rated.ARM_MEAN[arm], None: float(np.mean(rated.ARM_MEAN))}
    found = []
    for closed in stopped(world, share=SHARE, parts=STOPS):
        rows = []
        for of, truth in truths.items():
            for naive in (False, True):
                mean = closed.mean_of(of, naive=naive)
                assert mean is not None
                assert mean.low is not None
                assert mean.high is not None
                inside = float(mean.low <= truth <= mean.high)
                rows.append([mean.mean - truth, inside, (mean.high - mean.low) / 2, float(mean.n)])
        found.append(rows)
    return found
