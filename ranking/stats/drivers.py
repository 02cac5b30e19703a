"""What moves a score: effects of a response's traits, side by side for people and for judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints, codes_of
from ranking.stats.errors import NotEnoughData, require_finite, require_varying
from ranking.stats.regression import cluster_errors, least_squares
from ranking.stats.student import t_reach, t_two_sided

MIN_ROWS = 30
MIN_CLUSTERS = 10
# Fewer rows than this with a trait, or fewer clusters that have it, say nothing of it: errors by cluster are far too
# small where a trait is seen in one or two.
MIN_PRESENT = 5


@dataclass(frozen=True)
class Effect:
    """Points that a score moves per unit of a trait (or with the trait against without), all other traits held.

    `low` and `high` are the 95 % interval, `p_value` is two-sided against none, `n` are the rows, `present` those
    where the trait is not at its base.
    """

    name: str
    effect: float
    low: float
    high: float
    p_value: float
    n: int
    present: int


def effects(traits: Floats, names: list[str], scores: Floats, clusters: Ints) -> list[Effect]:
    """Least squares of `scores` (n,) on `traits` (n, d), errors clustered (Liang & Zeger 1986) with a t interval.

    Traits that others explain wholly are left out; those that hardly vary are held like all others and not told.
    Raises NotEnoughData below thirty rows or ten clusters (the sandwich is too narrow with fewer), or where no trait is
    left to tell of; NotNumbers.
    """
    codes = codes_of(clusters)
    count = int(codes.max()) + 1 if len(codes) else 0
    if len(scores) < MIN_ROWS or count < MIN_CLUSTERS:
        raise NotEnoughData(
            Said(
                "Effects need at least {rows} scores over {least} different prompts; there are {n} over {count}.",
                rows=MIN_ROWS,
                least=MIN_CLUSTERS,
                n=len(scores),
                count=count,
            )
        )
    require_finite(scores, traits)
    require_varying(scores)
    varied = [_varies(column, codes) for column in traits.T]
    kept = _independent(traits, first=varied)
    if not any(varied[place] for place in kept):
        raise NotEnoughData(Said("The responses do not differ in any trait that is looked at."))
    table = np.column_stack([np.ones(len(scores)), traits[:, kept]])
    found = least_squares(table, scores)
    beta, errors = found.coefficients, cluster_errors(found.influence, codes)
    reach = float(t_reach(count - 1)) * errors
    return [
        Effect(
            name=names[column], effect=float(beta[place]), low=float(beta[place] - reach[place]),
            high=float(beta[place] + reach[place]), n=len(scores),
            p_value=_p_value(float(beta[place]), float(errors[place]), count - 1),
            present=int((traits[:, column] != 0).sum()),
        )
        for place, column in enumerate(kept, start=1)
        if varied[column]
    ]  # fmt: skip


def _p_value(effect: float, error: float, freedom: int) -> float:
    return t_two_sided(effect / error, freedom) if error > 0 else float(effect == 0)


def _varies(column: Floats, codes: Ints) -> bool:
    """Whether a trait is seen, and not seen, in enough clusters."""
    values, n = np.unique(column, return_counts=True)
    usual = column == values[n.argmax()]
    sides = (usual, ~usual) if len(values) <= 2 else (~usual,)
    return all(len(np.unique(codes[rows])) >= MIN_PRESENT for rows in sides)


def _independent(traits: Floats, *, first: Sequence[bool]) -> list[int]:
    """The columns that vary, and that those before them do not explain; those of `first` come before the rest."""
    kept: list[int] = []
    basis = [np.full(len(traits), 1 / np.sqrt(len(traits)))]
    for place in sorted(range(traits.shape[1]), key=lambda one: not first[one]):
        column = traits[:, place]
        left = column - sum(float(each @ column) * each for each in basis)
        size = float(np.linalg.norm(left))
        if size > 1e-6 * float(np.linalg.norm(column)) and np.ptp(column) > 0:
            kept.append(place)
            basis.append(left / size)
    return sorted(kept)
