"""Cross-validation folds that never part a group."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Ints
from ranking.stats.errors import NotEnoughData

FOLDS = 5


def group_folds(groups: Ints, *, seed: int, folds: int = FOLDS) -> Ints:
    """The fold (n,) of every row, whole groups together, folds about equally large.

    Groups are taken in a seeded order and each goes to the fold that is smallest so far, large groups first.
    Raises NotEnoughData where there are fewer groups than folds.
    """
    _, codes, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    if len(sizes) < folds:
        raise NotEnoughData(
            Said(
                "Held-out figures need at least {least} groups of items (different prompts); there are {n}.",
                least=folds,
                n=len(sizes),
            )
        )
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    filled = np.zeros(folds, dtype=np.int64)
    fold_of = np.empty(len(sizes), dtype=np.int64)
    for group in shuffled[np.argsort(-sizes[shuffled], kind="stable")]:
        fold_of[group] = int(np.argmin(filled))
        filled[fold_of[group]] += sizes[group]
    return fold_of[codes]
