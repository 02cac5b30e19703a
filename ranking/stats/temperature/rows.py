"""What the model of temperatures is fitted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData, StatsError, require_numbers

# With fewer items than this nothing can be told apart, and the prior would speak alone.
MIN_BLOCKS = 8


@dataclass(frozen=True)
class Rows:
    """Scored responses (n,): codes of category and temperature, a label of the block, and the objective's value.

    A block is what shares an effect of its own, such as an item answered by one version. `temperatures` is the grid in
    ascending order; it may hold temperatures that nobody has tried. `categories` are names, "" being the rest.
    """

    categories: tuple[str, ...]
    temperatures: tuple[float, ...]
    category: Ints
    temperature: Ints
    block: Ints
    value: Floats


@dataclass(frozen=True)
class Units:
    """One value per block and temperature: `value` and `there` (blocks, temperatures), `category` (blocks,)."""

    value: Floats
    there: Floats
    category: Ints

    def counts(self, categories: int) -> Ints:
        """How many blocks each category has at each temperature (categories, temperatures)."""
        found = np.zeros((categories, self.there.shape[1]))
        np.add.at(found, self.category, self.there)
        return found.astype(np.int64)


def units_of(rows: Rows) -> Units:
    """The mean of each block at each temperature, so that many samples of one item do not count as many items.

    Rows of one block in two categories are two blocks. Raises NotEnoughData, NotNumbers, StatsError.
    """
    require_numbers(rows.value)
    pairs = np.column_stack([rows.block, rows.category])
    kept, block = np.unique(pairs, axis=0, return_inverse=True)
    block = block.reshape(-1)
    shape = (len(kept), len(rows.temperatures))
    sums, counts = np.zeros(shape), np.zeros(shape)
    np.add.at(sums, (block, rows.temperature), rows.value)
    np.add.at(counts, (block, rows.temperature), 1.0)
    there = (counts > 0).astype(float)
    units = Units(sums / np.maximum(counts, 1.0), there, kept[:, 1].astype(np.int64))
    _check(rows, units)
    return units


def _check(rows: Rows, units: Units) -> None:
    tried = int((units.there.sum(axis=0) > 0).sum())
    if tried < 2:
        raise NotEnoughData(Said("Only one temperature was tried, so none can be said to be better."))
    if len(units.category) < MIN_BLOCKS:
        raise NotEnoughData(
            Said("{n} items were scored; at least {least} are needed.", n=len(units.category), least=MIN_BLOCKS)
        )
    if float(np.ptp(rows.value)) == 0:
        raise StatsError(Said("All scores are the same, so no temperature differs from another."))
