"""Strengths of models, versions or temperatures out of comparisons, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.aggregate import AGGREGATIONS
from ranking.stats.aggregate.connectivity import parts, strong_parts, strongly_connected
from ranking.stats.aggregate.pairs import Pairs, met_in, win_matrix
from ranking.stats.aggregate.sandwich import reach_of_strengths
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotConnected, NotEnoughData, require_finite, require_numbers
from ranking.stats.spread import MIN_RATERS, Raters

# Fewer prompts than this, in all or of one contestant, say too little (simulated: docs/coverage.md).
MIN_ITEMS = 5
_ELO_PER_LOG = 400 / np.log(10)
_SHOWN = 3
_ALIKE = Said("No intervals: every item adds up to the same, so drawing them anew shows no spread.")


@dataclass(frozen=True)
class Strengths:
    """Per name (k,): strength (sums to 1) and Elo (1000 at the geometric mean, 400 per factor of ten).

    `elo_low` and `elo_high` are 95 % intervals on prompts like these, for raters like these where `raters` are drawn
    and for these where they are fixed: nan for a contestant met on too few prompts, None where there are none at all,
    and then the first of `notes` says why. `clusters` is what was drawn anew: rater (and prompt), item or none.
    """

    names: list[str]
    strength: Floats
    elo: Floats
    elo_low: Floats | None
    elo_high: Floats | None
    n: Ints
    method: str
    clusters: str
    raters: Raters
    notes: list[Said]


def strengths(pairs: Pairs, names: list[str], *, raters: Ints, items: Ints) -> Strengths:
    """Bradley-Terry strengths of `names`, from pairs whose rater and prompt are given by labels (n,).

    Intervals are t intervals by the sandwich over prompts, and over raters too where there are ten or more, see
    `spread`. There are none where a prior had to keep strengths finite: nothing bounds them on one side.
    Raises NotEnoughData without a comparison of two, NotConnected where parts were never compared.
    """
    require_numbers(pairs.outcome)
    pairs, rows = pairs.among_different()
    if not len(rows) or len(names) < 2:
        raise NotEnoughData(Said("There is no comparison between two different ones to rank."))
    raters, items = raters[rows], items[rows]
    wins = win_matrix(pairs, len(names))
    theta, method = log_strengths_of(wins, names)
    shown: Raters = "drawn" if len(np.unique(raters)) >= MIN_RATERS else "fixed"
    reach, notes = _reach(pairs, wins, theta, names, raters if shown == "drawn" else None, items)
    elo = 1000 + _ELO_PER_LOG * theta
    return Strengths(
        names=names, strength=_shares(theta), elo=elo,
        elo_low=None if reach is None else elo - reach, elo_high=None if reach is None else elo + reach,
        n=np.bincount(np.concatenate([pairs.one, pairs.two]), minlength=len(names)), method=method,
        clusters="none" if reach is None else "rater" if shown == "drawn" else "item", raters=shown, notes=notes,
    )  # fmt: skip


def log_strengths_of(wins: Floats, names: list[str]) -> tuple[Floats, str]:
    """Log-strengths (k,) of one win matrix, and the method: with a weak prior where the plain one has no maximum.

    Raises NotConnected where parts were never compared, NotNumbers.
    """
    require_finite(wins)
    _require_connected(wins, names)
    method = "bradley_terry" if strongly_connected(wins) else "bradley_terry_prior"
    return AGGREGATIONS[method](wins[None])[0], method


def _require_connected(wins: Floats, names: list[str]) -> None:
    count, labels = parts(wins)
    if count > 1:
        smallest = int(np.argmin(np.bincount(labels)))
        raise NotConnected(count, [names[place] for place in np.flatnonzero(labels == smallest)[:_SHOWN]])


def _reach(
    pairs: Pairs, wins: Floats, theta: Floats, names: list[str], raters: Ints | None, items: Ints
) -> tuple[Floats | None, list[Said]]:
    """Half of each Elo interval (k,), and what has to be said of it."""
    count, labels = strong_parts(wins)
    if count > 1:
        return None, _one_sided(names, labels)
    prompts = len(np.unique(items))
    if prompts < MIN_ITEMS:
        return None, [
            Said("No intervals: there are {n} prompts; at least {least} are needed.", n=prompts, least=MIN_ITEMS)
        ]
    reach = _ELO_PER_LOG * reach_of_strengths(pairs, wins, theta, raters=raters, items=items)
    if float(reach.max()) < 1e-9:
        return None, [_ALIKE]
    reach[met_in(pairs, items, len(names)) < MIN_ITEMS] = np.nan
    notes = []
    if raters is None:
        notes = [
            Said("The intervals are over items and take the raters as fixed: there are fewer than {n}.", n=MIN_RATERS)
        ]
    return reach, notes


def _one_sided(names: list[str], labels: Ints) -> list[Said]:
    """Whoever stands outside the largest set in which wins lead from everybody to everybody is named."""
    outside = np.flatnonzero(labels != np.argmax(np.bincount(labels)))
    return [
        Said(
            "No intervals: all comparisons between the largest group and whoever stands outside it ({n}, for example "
            "{names}) went one way, so nothing bounds how far apart they are. More comparisons would.",
            n=len(outside), names=[names[place] for place in outside[:_SHOWN]],
        ),
        Said("Between some of them all comparisons went one way: a weak prior keeps the strengths finite."),
    ]  # fmt: skip


def _shares(theta: Floats) -> Floats:
    raw = np.exp(theta - theta.max())
    return np.asarray(raw / raw.sum())
