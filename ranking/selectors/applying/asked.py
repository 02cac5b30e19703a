"""What a mapping is asked: scores, verdicts on pairs, or rankings, as the import's rows name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from annotations.services.errors import Invalid

NAN = float("nan")
# The name of a score that stands for the mapping's own dimension.
OWN = ""


class MappingInvalid(Invalid):
    """What was given does not suit the mapping."""


@dataclass(frozen=True)
class Scored:
    """A judge's scores of one response by dimension, and the probabilities it gave the levels of the mapped one."""

    scores: Mapping[str, float | None]
    score_probs: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Compared:
    """A verdict on two responses: the winner, `tie`, or (None, `invalid`) nothing; or the scores it gave both."""

    response_a: str
    response_b: str
    winner: str | None = None
    shown_order: Sequence[str] | None = None
    score_a: float | None = None
    score_b: float | None = None


@dataclass(frozen=True)
class Ranked:
    """An order of responses, best first; an inner list is a tie."""

    ranking: Sequence[Sequence[str]]
    shown_order: Sequence[str] | None = None


@dataclass(frozen=True)
class Asked:
    """Everything of one request. `scale` is the judge's own, where it is another than people's; `version` the
    template version that wrote the responses, as `name vN`."""

    scores: Sequence[Scored] = ()
    verdicts: Sequence[Compared] = ()
    rankings: Sequence[Ranked] = ()
    scale: tuple[float, float] | None = None
    version: str = ""


@dataclass
class Pair:
    """What was said of two responses so far, in signs for the first."""

    one: str
    two: str
    verdicts: list[float] = field(default_factory=list)
    distances: list[float] = field(default_factory=list)
    positions: list[float] = field(default_factory=list)
    differences: list[float] = field(default_factory=list)


def pairs_of(asked: Asked) -> list[Pair]:
    """Every two responses that were judged, in the order met, with all that was said of them in either order."""
    found: dict[frozenset[str], Pair] = {}
    for verdict in asked.verdicts:
        pair = _pair(found, verdict.response_a, verdict.response_b)
        sign = 1.0 if pair.one == verdict.response_a else -1.0
        if verdict.score_a is not None and verdict.score_b is not None:
            pair.differences.append(sign * (verdict.score_a - verdict.score_b))
        if (chose := _chose(verdict)) is not None:
            pair.verdicts.append(sign * chose)
            pair.distances.append(sign * chose)
            pair.positions.append(_stood(verdict.shown_order, pair.one, pair.two))
    for ranked in asked.rankings:
        for one, two, distance in _distances(ranked):
            pair = _pair(found, one, two)
            sign = 1.0 if pair.one == one else -1.0
            pair.verdicts.append(sign * ((distance > 0) - (distance < 0)))
            pair.distances.append(sign * distance)
            pair.positions.append(_stood(ranked.shown_order, pair.one, pair.two))
    return list(found.values())


def _pair(found: dict[frozenset[str], Pair], one: str, two: str) -> Pair:
    return found.setdefault(frozenset((one, two)), Pair(one, two))


def _chose(verdict: Compared) -> float | None:
    choices = {verdict.response_a: 1.0, verdict.response_b: -1.0, "tie": 0.0}
    return choices.get(verdict.winner) if verdict.winner is not None else None


def _stood(shown: Sequence[str] | None, one: str, two: str) -> float:
    if not shown or one not in shown or two not in shown:
        return 0.0
    return 1.0 if shown.index(one) < shown.index(two) else -1.0


def _distances(ranked: Ranked) -> Iterator[tuple[str, str, float]]:
    """Every two responses of a ranking, and by how many places the first stands higher, as a part of all."""
    places: dict[str, float] = {}
    for tied in ranked.ranking:
        places |= dict.fromkeys(tied, len(places) + (len(tied) - 1) / 2)
    for one, two in combinations(places, 2):
        yield one, two, (places[two] - places[one]) / (len(places) - 1)
