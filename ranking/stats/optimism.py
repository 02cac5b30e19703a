"""What the choice among candidates flatters their held-out error by."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ranking.stats.arrays import Bools, Floats, Ints, group_sums

DRAWS = 200
# With more groups than this the choice flatters by less than a hundredth.
ENOUGH = 1000


def loss_of_choosing(losses: Mapping[str, Floats], groups: Ints, *, floor: str, seed: int) -> float:
    """The mean loss to expect, on groups that had no part in the choice, of what `simplest_within_one_error` chooses.

    Bootstrap bias-corrected cross-validation (Tsamardinos, Greasidou & Borboudakis 2018): groups are drawn with
    replacement, the rule chooses by their held-out losses (n,), and the choice is measured on the groups not drawn.
    Nothing is fitted anew. The candidates are in the order of the rule, the simplest first. With more than a thousand
    groups, or where every candidate loses alike, it is the loss of the choice itself.
    """
    names = list(losses)
    codes = np.unique(groups, return_inverse=True)[1].reshape(-1).astype(np.int64)
    n, *columns = group_sums(codes, np.ones(len(codes)), *losses.values())
    sums = np.stack(columns, axis=1)
    if len(n) > ENOUGH:
        everything = np.ones((1, len(n)))
        return float(_measured(everything, sums, n, _chosen(everything, sums, n, names.index(floor))))
    drawn = np.random.default_rng(seed).multinomial(len(n), np.full(len(n), 1 / len(n)), size=DRAWS).astype(float)
    drawn = drawn[(drawn == 0).any(axis=1) & ((drawn > 0).sum(axis=1) > 1)]
    chosen = _chosen(drawn, sums, n, names.index(floor))
    return float(_measured((drawn == 0).astype(float), sums, n, chosen))


def _measured(weights: Floats, sums: Floats, n: Floats, chosen: Ints) -> float:
    """The mean loss of each draw's choice (b,) over its groups, all draws together."""
    total = (weights @ sums)[np.arange(len(chosen)), chosen]
    return float(total.sum() / (weights @ n).sum())


def _chosen(weights: Floats, sums: Floats, n: Floats, floor: int) -> Ints:
    """What the rule chooses (b,) where each group counts so many times (b, g)."""
    rows, size = weights @ n, sums.shape[1]
    mean = weights @ sums / rows[:, None]
    best = mean.argmin(axis=1)
    allowed: Bools = np.zeros((len(weights), size), dtype=bool)
    for other in np.unique(best).tolist():
        mine = best == other
        gap = sums - sums[:, [other]]
        excess = mean[mine] - mean[mine][:, [other]]
        spread = (
            weights[mine] @ gap**2
            - 2 * excess * (weights[mine] @ (gap * n[:, None]))
            + excess**2 * (weights[mine] @ n**2)[:, None]
        )
        count = weights[mine].sum(axis=1)
        error = np.sqrt(count / (count - 1) * np.maximum(spread, 0.0).T).T / rows[mine][:, None]
        allowed[mine] = (excess <= error) & (mean[mine] <= mean[mine][:, [floor]])
    allowed[np.arange(len(best)), best] = True
    return np.asarray(allowed.argmax(axis=1), dtype=np.int64)
