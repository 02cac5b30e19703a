"""From what a judge said of pairs to what people prefer, and to people's scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from ranking.selectors.applying.asked import Asked, MappingInvalid, Pair, pairs_of
from ranking.selectors.applying.results import Limit, decided
from ranking.selectors.applying.scores import results_of
from ranking.selectors.sections.comparing.points import FIRST, WINS
from ranking.stats.arrays import Floats
from ranking.stats.mappings.base import Features
from ranking.stats.preference import Signals
from ranking.stats.served import Document, apply_to_pairs, apply_to_scores


def preferred(document: Document, asked: Asked, limit: Limit) -> list[dict[str, Any]]:
    """One result for each pair: the chance that people prefer `response_a`, with its interval.

    A pair of which nothing could be read, or where what was said favours neither, goes to people without an interval.
    Raises MappingInvalid where nothing was compared.
    """
    pairs = _pairs(asked)
    by_scores = document["source"] == "scores"
    if by_scores:
        _scores_must_be_on(asked.scale, pairs)
    low, high = asked.scale or (0.0, 1.0)
    signals = Signals(
        verdict=_means([one.verdicts for one in pairs]),
        distance=_means([one.distances for one in pairs]),
        position=_means([one.positions for one in pairs]),
        difference=_means([one.differences for one in pairs]) / (high - low),
    )
    read = [bool(one.differences if by_scores else one.verdicts) for one in pairs]
    columns = zip(pairs, read, *apply_to_pairs(document, signals), strict=True)
    return [_pair(pair, known, chance, low, high, limit) for pair, known, chance, low, high in columns]


def _scores_must_be_on(scale: tuple[float, float] | None, pairs: list[Pair]) -> None:
    """The chance hangs on the difference as a part of the judge's scale, so that must be known, and hold the scores."""
    if scale is None:
        raise MappingInvalid({"scale": _("Name the judge’s scale, as [lowest, highest]: the chance hangs on it.")})
    reach = scale[1] - scale[0]
    if any(abs(one) > reach for pair in pairs for one in pair.differences):
        raise MappingInvalid({"verdicts": _("Two scores are further apart than the judge’s scale is wide.")})


def _pair(pair: Pair, known: bool, chance: float, low: float, high: float, limit: Limit) -> dict[str, Any]:
    names: dict[str, Any] = {"response_a": pair.one, "response_b": pair.two}
    if not known:
        text = _("Nothing could be read of what the judge said of these two, so people decide.")
        return names | {"prefers_a": None, "low": None, "high": None, "abstain": True, "note": text}
    names |= {"prefers_a": float(chance)}
    told = decided(limit, float(min(chance, 1 - chance)), points=False)
    if low < high:
        return names | {"low": float(low), "high": float(high)} | told
    # Even chances by the map's symmetry, whatever its coefficients: no width tells how well that is known.
    text = _("What the judge said of these two favours neither, so nothing is known of them, and people decide.")
    return names | {"low": None, "high": None, "abstain": True, "note": told["note"] if _is_useless(limit) else text}


def _is_useless(limit: Limit) -> bool:
    """Whether all that the judge says goes to people anyway, for a reason of its own."""
    return not limit.signal or limit.contrary or not limit.may_stand_in


def scored_by_verdicts(document: Document, asked: Asked, limit: Limit) -> list[dict[str, Any]]:
    """One result for each response that was compared: the score that people would give it.

    Raises MappingInvalid where nothing was compared.
    """
    told: dict[str, list[tuple[float, float]]] = {}
    for pair in _pairs(asked):
        for distance, position in zip(pair.distances, pair.positions, strict=True):
            told.setdefault(pair.one, []).append((distance, position))
            told.setdefault(pair.two, []).append((-distance, -position))
    if not told:
        raise MappingInvalid({"verdicts": _("None of these verdicts could be read.")})
    table = np.array([np.mean(rows, axis=0) for rows in told.values()])
    features = Features(table, [WINS, FIRST], 0, on_scale=False)
    served = apply_to_scores(document, features, (table[:, 0] + 1) / 2)
    return [{"response": name} | row for name, row in zip(told, results_of(served, limit), strict=True)]


def _pairs(asked: Asked) -> list[Pair]:
    pairs = pairs_of(asked)
    if not pairs:
        raise MappingInvalid({"verdicts": _("This mapping takes verdicts on two responses, or rankings.")})
    return pairs


def _means(rows: list[list[float]]) -> Floats:
    """The mean of each row, 0 of an empty one."""
    return np.array([np.mean(row) if row else 0.0 for row in rows], dtype=float)
