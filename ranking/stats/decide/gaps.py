"""A bias gap that must not widen: the same sets of items, answered by the old version and by the new."""

from __future__ import annotations

from collections.abc import Callable

from annotations.said import Said
from ranking.stats.arrays import Floats
from ranking.stats.decide.measure import LEVEL, Looks, Measure, interval
from ranking.stats.decide.sequential import LEAST_UNITS, Tested, sequential_test
from ranking.stats.errors import NotEnoughData

SIGNS = (1.0, -1.0)


def gap_widening(old: Floats, new: Floats, *, reach: float, margin: float, planned: int, looks: Looks) -> Measure:
    """How much further from zero the mean of `new` (n,) lies than that of `old` (n,), and whether by `margin` at most.

    Each row is one counterfactual set: its score under one value of the attribute less that under the other, by either
    version, within ± `reach`. Whether a gap widens does not depend on its direction, so both directions are tested:
    |new| - |old| is the larger, over s, of the smaller, over t, of (s new - t old), s and t being 1 or -1. For each s
    one of the two t must be shown to lie below the margin, at half the level (Bonferroni over t; over s both must
    hold, which costs nothing: Berger 1982). Raises NotEnoughData below ten sets.
    """
    if len(old) < LEAST_UNITS:
        raise NotEnoughData(
            Said("A gap needs at least {least} sets answered by both; there are {n}.", least=LEAST_UNITS, n=len(old))
        )
    turned = [[s * new - t * old for t in SIGNS] for s in SIGNS]
    tested = [[_below(values, 2 * reach, margin, looks) for values in row] for row in turned]
    # Four intervals hold together, so each has a quarter of the error.
    level = 1 - (1 - LEVEL) / 4
    ends = [[interval(values, reach=2 * reach, final=looks.final, level=level) for values in row] for row in turned]
    return Measure(
        estimate=float(abs(new.mean()) - abs(old.mean())),
        low=max(min(low for low, _ in row) for row in ends),
        high=max(min(high for _, high in row) for row in ends),
        spread=float(max(values.std(ddof=1) for values in turned[0])), n=len(new), planned=planned, null=margin,
        tested=_all([_any(row) for row in tested]), below=True,
    )  # fmt: skip


def _below(values: Floats, reach: float, margin: float, looks: Looks) -> Tested:
    """Test "the mean is at least the margin"."""
    return sequential_test(
        margin - values, lower=margin - reach, ends=looks.ends, alpha=looks.guard_alpha / 2, final=looks.final,
        seed=looks.seed, flips=looks.flips,
    )  # fmt: skip


def _any(tests: list[Tested]) -> Tested:
    """One of them passes: the strongest of each figure."""
    crossings = [one.crossed for one in tests if one.crossed is not None]
    evidence = tuple(max(row) for row in zip(*(one.evidence for one in tests), strict=True))
    return Tested(tests[0].alpha, evidence, min(crossings, default=None), _p_value(tests, min, bool(crossings)))


def _all(tests: list[Tested]) -> Tested:
    """Each of them passes: the weakest of each figure."""
    crossings = [one.crossed for one in tests if one.crossed is not None]
    whole = len(crossings) == len(tests)
    evidence = tuple(min(row) for row in zip(*(one.evidence for one in tests), strict=True))
    return Tested(tests[0].alpha, evidence, max(crossings) if whole else None, _p_value(tests, max, whole))


def _p_value(tests: list[Tested], choose: Callable[[list[float]], float], crossed: bool) -> float | None:
    """Of the end; a test that an early look had settled counts as certain."""
    if crossed:
        return None
    found = [0.0 if one.crossed is not None else one.p_value for one in tests]
    known = [value for value in found if value is not None]
    return choose(known) if len(known) == len(found) else None
