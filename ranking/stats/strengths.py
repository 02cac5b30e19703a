"""Strengths of models, versions or temperatures out of comparisons, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.aggregate import AGGREGATIONS
from ranking.stats.aggregate.connectivity import parts, strongly_connected
from ranking.stats.aggregate.pairs import Pairs, cluster_wins, win_matrix
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConnected, NotEnoughData

DRAWS = 1000
# Below this a bootstrap over raters covers too little (3 / 5 / 10 raters: 75 / 84 / 90 % instead of 95 %).
MIN_RATERS = 10
MIN_ITEMS = 5
_CELLS_AT_ONCE = 2_000_000
_ELO_PER_LOG = 400 / np.log(10)
_ALIKE = {
    "rater": Said("No intervals: every rater adds up to the same, so drawing them anew shows no spread."),
    "item": Said("No intervals: every item adds up to the same, so drawing them anew shows no spread."),
}


@dataclass(frozen=True)
class Strengths:
    """Per name (k,): strength (sums to 1) and Elo (1000 at the geometric mean, 400 per factor of ten)."""

    names: list[str]
    strength: Floats
    elo: Floats
    elo_low: Floats | None
    elo_high: Floats | None
    n: Ints
    method: str
    clusters: str
    notes: list[Said]


def strengths(pairs: Pairs, names: list[str], *, raters: Ints, items: Ints, seed: int, draws: int = DRAWS) -> Strengths:
    """Bradley-Terry strengths of `names`, from pairs whose rater and item are given by codes (n,).

    Intervals are percentiles of a Bayesian bootstrap (Rubin 1981) over raters, or over items where there are
    fewer than ten raters; its weights are never zero, so no draw loses the connections that the data has.
    Raises NotEnoughData without a comparison of two, NotConnected where parts were never compared.
    """
    pairs, rows = pairs.among_different()
    if not len(rows) or len(names) < 2:
        raise NotEnoughData(Said("There is no comparison between two different ones to rank."))
    theta, method = log_strengths_of(win_matrix(pairs, len(names)), names)
    clusters, codes, notes = _clusters(raters[rows], items[rows])
    low, high = _interval(method, pairs, codes, len(names), seed, draws) if codes is not None else (None, None)
    if low is not None and high is not None and np.allclose(low, high, atol=1e-6):
        alike = _ALIKE[clusters]
        low, high, clusters, notes = None, None, "none", [alike]
    if method == "bradley_terry_prior":
        notes.append(Said("Somebody won or lost every comparison: a weak prior keeps the strengths finite."))
    return Strengths(
        names=names, strength=_shares(theta), elo=1000 + _ELO_PER_LOG * theta, elo_low=low, elo_high=high,
        n=np.bincount(np.concatenate([pairs.one, pairs.two]), minlength=len(names)),
        method=method, clusters=clusters, notes=notes,
    )  # fmt: skip


def log_strengths_of(wins: Floats, names: list[str]) -> tuple[Floats, str]:
    """Log-strengths (k,) of one win matrix, and the method: with a weak prior where the plain one has no maximum.

    Raises NotConnected where parts were never compared.
    """
    _require_connected(wins, names)
    method = "bradley_terry" if strongly_connected(wins) else "bradley_terry_prior"
    return AGGREGATIONS[method](wins[None])[0], method


def _require_connected(wins: Floats, names: list[str]) -> None:
    count, labels = parts(wins)
    if count > 1:
        smallest = int(np.argmin(np.bincount(labels)))
        raise NotConnected(count, [names[place] for place in np.flatnonzero(labels == smallest)[:3]])


def _clusters(raters: Ints, items: Ints) -> tuple[str, Ints | None, list[Said]]:
    """What the bootstrap draws: raters where there are enough, else items, else nothing."""
    of_raters, of_items = _dense(raters), _dense(items)
    if of_raters.max() + 1 >= MIN_RATERS:
        return "rater", of_raters, []
    if of_items.max() + 1 >= MIN_ITEMS:
        few = Said("The intervals are over items and take the raters as fixed: there are fewer than {n}.", n=MIN_RATERS)
        return "item", of_items, [few]
    few = Said(
        "No intervals: fewer than {raters} raters and fewer than {items} items.", raters=MIN_RATERS, items=MIN_ITEMS
    )
    return "none", None, [few]


def _interval(method: str, pairs: Pairs, clusters: Ints, size: int, seed: int, draws: int) -> tuple[Floats, Floats]:
    """Percentiles 2.5 and 97.5 of Elo over draws of exponential cluster weights: two arrays (size,)."""
    rng = np.random.default_rng(seed)
    per_cluster = cluster_wins(pairs, clusters, size)
    at_once = max(1, _CELLS_AT_ONCE // (size * size))
    drawn: list[Floats] = []
    for start in range(0, draws, at_once):
        weights = rng.standard_exponential((min(at_once, draws - start), per_cluster.shape[0]))
        weights *= per_cluster.shape[0] / weights.sum(axis=1, keepdims=True)
        wins = np.asarray(per_cluster.T.dot(weights.T)).T.reshape(-1, size, size)
        drawn.append(AGGREGATIONS[method](wins))
    low, high = np.percentile(1000 + _ELO_PER_LOG * np.concatenate(drawn), [2.5, 97.5], axis=0)
    return low, high


def _shares(theta: Floats) -> Floats:
    raw = np.exp(theta - theta.max())
    return np.asarray(raw / raw.sum())


def _dense(labels: Ints) -> Ints:
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)
