"""What every method that maps a judge's scores to people's has in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ranking.stats.arrays import Floats

Params = dict[str, Any]


@dataclass(frozen=True)
class Features:
    """A judge's scores (n, d) of n responses; `own` is the column of the dimension that is mapped.

    `doubt` (n,) is how unsure the judge was of its own score, in points (nan unknown); `on_scale` whether its scores
    are points of people's scale, so that they can be taken as they are.
    """

    table: Floats
    names: list[str]
    own: int
    doubt: Floats | None = None
    on_scale: bool = True

    def rows(self, chosen: Any) -> Features:
        """The same features of some of the rows."""
        doubt = None if self.doubt is None else self.doubt[chosen]
        return replace(self, table=self.table[chosen], doubt=doubt)

    def doubts(self) -> Floats:
        """The judge's doubt of every row (n,), nan where unknown."""
        return np.full(len(self.table), np.nan) if self.doubt is None else self.doubt

    def column(self) -> Floats:
        """The judge's score on the dimension itself (n,)."""
        return self.table[:, self.own]


def always(_features: Features, _people: Floats) -> bool:
    """Suits any data."""
    return True


@dataclass(frozen=True)
class Method:
    """One way to map: `fit` gives parameters that survive JSON, `apply` gives predictions (n,).

    `suits` tells whether the data is enough for it; `any_target` whether it can be fitted to scores that are no
    levels of the scale, such as those less a rater's offset.
    """

    name: str
    fit: Callable[[Features, Floats], Params]
    apply: Callable[[Params, Features], Floats]
    suits: Callable[[Features, Floats], bool] = always
    any_target: bool = True


def filled(table: Floats, middles: Floats) -> Floats:
    """The table with every missing score replaced by the middle of its column."""
    return np.where(np.isnan(table), middles, table)
