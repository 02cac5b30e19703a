"""A frozen mapping put to use: what a judge said goes in, what people would say comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ranking.stats.accepting import apply_acceptor
from ranking.stats.accepting.base import Claims
from ranking.stats.arrays import Floats
from ranking.stats.conformal import Reach, clipped
from ranking.stats.mappings import apply_mapping
from ranking.stats.mappings.base import Features
from ranking.stats.preference import Signals, chances

# The document as docs/mappings.md describes it.
Document = dict[str, Any]


@dataclass(frozen=True)
class Served:
    """A row for each response (n,): the calibrated score in points, the ends of its 90 % interval (nan where the
    mapping has none), and the chance that a person accepts (nan where it has none)."""

    score: Floats
    low: Floats
    high: Floats
    accept: Floats

    @property
    def half_width(self) -> Floats:
        """How far the interval reaches from the score, to its longer side."""
        return np.asarray(np.maximum(self.high - self.score, self.score - self.low))


def apply_to_scores(document: Document, features: Features, claim: Floats) -> Served:
    """What people would say of responses that a judge scored: `features` (n, d), and the chance of acceptance (n,)
    that it claims by itself."""
    low, high = document["scale"]
    predicted = apply_mapping(document["method"], document["parameters"], features)
    ends = np.full(len(predicted), np.nan), np.full(len(predicted), np.nan)
    if (interval := document["interval"]) is not None:
        reach = Reach(interval["quantile"], interval["slack"], interval["spread"])
        ends = clipped(predicted, reach.half_widths(predicted, features.doubts()), (low, high))
    return Served(np.clip(predicted, low, high), *ends, _accept(document, predicted, features, claim))


def _accept(document: Document, predicted: Floats, features: Features, claim: Floats) -> Floats:
    told = document["acceptance"]
    if told is None:
        return np.full(len(predicted), np.nan)
    score = predicted if told["on"] == "calibrated" else features.column()
    return apply_acceptor(told["method"], told["parameters"], Claims(score, claim))


def apply_to_pairs(document: Document, signals: Signals) -> tuple[Floats, Floats, Floats]:
    """The chance (n,) that people prefer the first of two responses, and its 95 % interval."""
    return chances(document["parameters"], signals)
