"""New against old on the same items: one difference per unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.errors import require_finite


@dataclass(frozen=True)
class Differences:
    """New less old, one row per unit (n,): its code, ascending, and the difference in the answers' own points."""

    unit: Ints
    value: Floats


def paired_differences(*, unit: Ints, item: Ints, response: Ints, new: Bools, value: Floats) -> Differences:
    """Scores, one a row (m,), as differences of means: over raters, then samples, then the items of a unit.

    `unit`, `item` and `response` are codes, `new` tells whose response it is; nan is no score. Means before
    differences make one number of several draws and several raters, so that units alone are taken as independent.
    Items without a score on either side are left out. Raises NotNumbers where a score is infinite.
    """
    rows = ~np.isnan(value)
    require_finite(value[rows])
    of_item, of_unit, side = _of(response, item, rows), _of(response, unit, rows), _of(response, new, rows)
    responses, means = _means(response[rows], value[rows])
    old, fresh = (
        _means(of_item[responses][chosen], means[chosen])
        for chosen in (~side[responses].astype(bool), side[responses].astype(bool))
    )  # fmt: skip
    both, in_old, in_new = np.intersect1d(old[0], fresh[0], return_indices=True)
    unit_of_item = np.zeros(int(item.max(initial=-1)) + 1, dtype=np.int64)
    unit_of_item[of_item[responses]] = of_unit[responses]
    return Differences(*_means(unit_of_item[both], fresh[1][in_new] - old[1][in_old]))


def paired_choices(*, unit: Ints, item: Ints, value: Floats) -> Differences:
    """Choices between new and old, one a row (m,): 1 where new won, -1 where old did, 0 for a tie, nan for none.

    Means over the raters and pairs of an item, then over the items of a unit: the share won less the share lost.
    Raises NotNumbers where a choice is infinite.
    """
    rows = ~np.isnan(value)
    require_finite(value[rows])
    items, means = _means(item[rows], value[rows])
    unit_of_item = np.zeros(int(item.max(initial=-1)) + 1, dtype=np.int64)
    unit_of_item[item[rows]] = unit[rows]
    return Differences(*_means(unit_of_item[items], means))


@dataclass(frozen=True)
class SetGaps:
    """One row per counterfactual set that both versions answered under both values (n,): its unit and the two gaps."""

    unit: Ints
    old: Floats
    new: Floats


def set_gaps(*, unit: Ints, response: Ints, new: Bools, first: Bools, value: Floats) -> SetGaps:
    """Gaps within counterfactual sets, from scores under two values of an attribute, one a row (m,).

    `unit` is the set's code; `first` tells whether the item stands under the first of the two values. A gap is the mean
    under the first less that under the second, of one version.
    """
    gaps = [
        paired_differences(
            unit=unit[rows], item=unit[rows], response=response[rows], new=first[rows], value=value[rows]
        )
        for rows in (~new, new)
    ]
    both, in_old, in_new = np.intersect1d(gaps[0].unit, gaps[1].unit, return_indices=True)
    return SetGaps(both.astype(np.int64), gaps[0].value[in_old], gaps[1].value[in_new])


def _means(codes: Ints, values: Floats) -> tuple[Ints, Floats]:
    """The codes that occur, ascending, and the mean of the values of each."""
    names, places, n = np.unique(codes, return_inverse=True, return_counts=True)
    return names.astype(np.int64), np.bincount(places, weights=values, minlength=len(names)) / n


def _of(code: Ints, label: Ints | Bools, rows: Bools) -> Ints:
    """The label of every code."""
    found = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.int64)
    found[code[rows]] = label[rows]
    return found
