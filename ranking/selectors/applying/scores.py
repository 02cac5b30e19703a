"""From a judge's scores to people's."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from ranking.selectors.applying.asked import NAN, OWN, Asked, MappingInvalid, Scored
from ranking.selectors.applying.results import Limit, decided, known
from ranking.stats.mappings.base import Features
from ranking.stats.served import Document, Served, apply_to_scores
from ranking.stats.told import Told, told_by


def scored(document: Document, asked: Asked, limit: Limit) -> list[dict[str, Any]]:
    """One result for each response: the calibrated score, its interval, the chance of acceptance.

    Raises MappingInvalid where there are no scores, or one of them is missing or outside the judge's scale.
    """
    if not asked.scores:
        raise MappingInvalid({"scores": _("This mapping takes scores of responses.")})
    names = columns_of(document)
    own, theirs = asked.scale or tuple(document["scale"]), tuple(document["scale"])
    table, doubts, claims = np.full((len(asked.scores), len(names)), np.nan), [], []
    for place, row in enumerate(asked.scores):
        told = _told(row, own, place)
        values = _checked(row, told, document["own"], own, place)
        table[place] = [_moved(values.get(name), own, theirs) for name in names]
        doubts.append(NAN if told is None else told.doubt * _stretch(own, theirs))
        claims.append(_claim(document, told, values[document["own"]], own, theirs))
    features = Features(table, names, names.index(document["own"]), np.array(doubts))
    return results_of(apply_to_scores(document, features, np.array(claims)), limit)


def results_of(served: Served, limit: Limit) -> list[dict[str, Any]]:
    """Each row as JSON holds it, and whether the judge may decide it alone."""
    columns = zip(served.score, served.low, served.high, served.accept, served.half_width, strict=True)
    return [
        {"score": float(score), "low": known(low), "high": known(high), "accept": known(accept)}
        | decided(limit, float(half_width), points=True)
        for score, low, high, accept, half_width in columns
    ]


def columns_of(document: Document) -> list[str]:
    """What the method reads: every column of a ridge, else the own one."""
    return list(document["parameters"].get("coefficients", {document["own"]: 1.0}))


def _told(row: Scored, own: tuple[float, float], place: int) -> Told | None:
    if row.score_probs is None:
        return None
    found = told_by(row.score_probs, *own)
    if found is None:
        text = _(
            "These are no probabilities of levels: numbers from 0 to 1 that sum to 1, of levels from %(low)g to "
            "%(high)g."
        ) % {"low": own[0], "high": own[1]}
        raise MappingInvalid({f"scores.{place}.score_probs": text})
    return found


def _checked(
    row: Scored, told: Told | None, own_name: str, own: tuple[float, float], place: int
) -> dict[str, float | None]:
    """The scores by dimension; of the mapped one the expected level where probabilities were given."""
    values = dict(row.scores)
    if OWN in values:
        values[own_name] = values.pop(OWN)
    if told is not None:
        score = values.get(own_name)
        values[own_name] = told.expected if score is None else told.instead_of(score, own[1] - own[0])
    if values.get(own_name) is None:
        raise MappingInvalid({f"scores.{place}.{own_name}": _("The score of this dimension is missing.")})
    for name, value in values.items():
        if value is not None and not own[0] <= value <= own[1]:
            text = _("%(value)g is outside the scale from %(low)g to %(high)g.")
            words = {"value": value, "low": own[0], "high": own[1]}
            raise MappingInvalid({f"scores.{place}.{name}": text % words})
    return values


def _claim(
    document: Document, told: Told | None, value: float | None, own: tuple[float, float], theirs: tuple[float, float]
) -> float:
    """The chance of acceptance that the judge claims by itself."""
    if told is not None:
        return told.at_least(_moved(document["threshold"], theirs, own))
    return float(_moved(value, own, theirs) >= document["threshold"])


def _moved(value: float | None, own: tuple[float, float], theirs: tuple[float, float]) -> float:
    if value is None:
        return NAN
    return value if own == theirs else theirs[0] + (value - own[0]) * _stretch(own, theirs)


def _stretch(own: tuple[float, float], theirs: tuple[float, float]) -> float:
    return (theirs[1] - theirs[0]) / (own[1] - own[0])
