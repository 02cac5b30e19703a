"""The figures of docs/what-to-label-next.md: simulated, with fixed seeds."""

from itertools import product

import numpy as np

from benchmarks.labelling import ratings as rated
from benchmarks.labelling.orders import OrderWorld, answers_needed, looks, taus
from benchmarks.labelling.ratings import RatingWorld, errors_along, stopped
from ranking.stats.sampling.information import posterior
from ranking.stats.sampling.waves import period

SHARE = 0.2
ARMS, SPREADS, ITEMS, SEEDS, MOST = (6, 12), (0.7, 1.5, 3.0), 150, range(30), 1200
STRENGTH_ARMS, STRENGTH_SEEDS, STRENGTH_ANSWERS = 8, range(60), (300, 600, 1200)
RATED_ITEMS, RATED_SEEDS, PARTS = 100, range(24), (0.1, 0.3, 0.5, 0.7, 0.9)
RUNS, STOPS, MEAN_ITEMS = range(400), (0.2, 0.4, 0.6, 0.8), 120


def orders() -> None:
    """Answers until the arms stand in the right order, in random order and adaptively."""
    print(f"Answers until Kendall's tau is .9: the median world of {len(SEEDS)}, and the mean over them")
    for rankings in (False, True):
        print("  rankings of three to five" if rankings else "  comparisons")
        for arms, spread in product(ARMS, SPREADS):
            every = period(len(OrderWorld(arms, spread, ITEMS, rankings, 0).tasks))
            curves = {
                share: [taus(OrderWorld(arms, spread, ITEMS, rankings, seed), share=share, most=MOST) for seed in SEEDS]
                for share in (1, SHARE)
            }
            told = [
                " -> ".join(
                    str(answers_needed(of(curves[share], axis=0), every) or f"> {MOST}") for share in (1, SHARE)
                )
                for of in (np.median, np.mean)
            ]
            reached = " -> ".join(f"{np.mean([one[-1] for one in curves[share]]):.3f}" for share in (1, SHARE))
            print(
                f"    {arms} arms, spread {spread}: median {told[0]}, mean {told[1]}; tau at last {reached}", flush=True
            )


def strengths() -> None:
    """Whether strengths come out as they would in random order: their slope on the true ones after as many answers."""
    print(f"Fitted strengths on true ones, {STRENGTH_ARMS} arms, mean slope of {len(STRENGTH_SEEDS)} rounds")
    for share in (1, SHARE):
        found = np.array([_slopes(seed, share) for seed in STRENGTH_SEEDS])
        for place, answered in enumerate(STRENGTH_ANSWERS):
            slope, error = found[:, place].T
            name = "random order" if share == 1 else "adaptive"
            spread = 1.96 * slope.std() / len(slope) ** 0.5
            print(
                f"  {answered} answers, {name}: slope {slope.mean():.3f} ± {spread:.3f}, error {error.mean():.3f}",
                flush=True,
            )


def _slopes(seed: int, share: float) -> list[tuple[float, float]]:
    """(slope, root mean squared error) of the fitted log-strengths on the true ones, after so many answers."""
    world, found = OrderWorld(STRENGTH_ARMS, 1.0, ITEMS, False, seed), []
    true = world.strength - world.strength.mean()
    for answered, wins in looks(world, share=share):
        if answered >= STRENGTH_ANSWERS[len(found)]:
            fitted = posterior(wins).mean
            error = float(np.sqrt(np.mean((fitted - true) ** 2)))
            found.append((float(fitted @ true / (true @ true)), error))
        if len(found) == len(STRENGTH_ANSWERS):
            break
    return found


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
