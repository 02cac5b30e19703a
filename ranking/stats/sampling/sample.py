"""Which answers of a round stand for all its tasks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Bools, Floats, Ints

NONE, FIRST, PLANNED, ALL = 0, 1, 2, 3


@dataclass(frozen=True)
class Sample:
    """`take` (n,) is how many of each task's answers count: none, its first, as many as were planned, or all.

    `reach` is the chance that each task had to be in the sample (the least, where languages differ), `size` how many
    are in it, `whole` whether that is all.
    """

    take: Ints
    reach: float
    size: int
    whole: bool


def sample_of(probability: Floats, *, asked: Bools, filled: Bools, language: Ints) -> Sample:
    """The random sample of tasks (n,), from what is stored with them.

    `probability` is the reach with which each was drawn (nan: not yet), so equal ones were drawn together; `asked`
    whether somebody was given the task, `filled` whether every place is taken. Those drawn come before everything
    else, so a drawing is whole unless the asking stopped in the middle of it; then it, and what was drawn after it, is
    left out: what teaches most of it had been asked before, and would be too great a part. Each language (codes) by
    itself, since raters of one may be gone; tasks of a language in which nobody was asked anything are no part of the
    round's answers in any order of asking.

    Of a drawing with places left only first answers count: further ones may have been asked for because the first
    surprised.
    """
    missing = ~asked & np.isin(language, np.unique(language[asked]))
    if not missing.any() and bool(filled[asked].all()):
        return Sample(np.full(len(asked), ALL), 1.0, int(asked.sum()), whole=True)
    limit = np.ones(len(asked))
    for spoken in np.unique(language[asked]).tolist():
        here = language == spoken
        limit[here] = _reached(probability[here], missing[here])
    inside = asked & ((limit == 1.0) | (probability <= limit))
    take = np.where(inside, FIRST, NONE)
    for drawing in np.unique(probability[inside & ~np.isnan(probability)]).tolist():
        together = inside & (probability == drawing)
        if filled[together].all():
            take[together] = PLANNED
    return Sample(take, float(limit[asked].min(initial=1.0)), int(inside.sum()), whole=False)


def _reached(probability: Floats, missing: Bools) -> float:
    """The last drawing before the first of which something is missing; 1 where nothing is."""
    if not missing.any():
        return 1.0
    cut = float(np.nan_to_num(probability[missing], nan=np.inf).min())
    return float(probability[probability < cut].max(initial=0.0))
