"""The rows of a fit that hold what people say of each response."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any

from annotations.prepared import PreparedInsert
from ranking.models import Consensus, Fit
from ranking.selectors.answers import Answers, DimensionFacts
from ranking.selectors.panel import Named, Panel, Scored
from ranking.stats.arrays import Floats

# What a row in points has and one in categories has not, and the other way round.
_NOTHING: dict[str, Any] = dict.fromkeys(
    ("mean", "ci_low", "ci_high", "adjusted", "adjusted_low", "adjusted_high", "share", "chance")
) | {"code": ""}
_ROWS = PreparedInsert(Consensus, "fit_id", "dimension_id", "response_id", "n", *_NOTHING)


def consensus_write(fit: Fit, answers: Answers, panel: Panel) -> None:
    """Store a row for every response and dimension that people scored, in points or in categories.

    There may be hundreds of thousands, and nobody else can write to SQLite meanwhile: they are not made into models.
    """
    for place, dimension in enumerate(answers.entities.dimensions):
        of: dict[str, Any] = _NOTHING | {"fit_id": fit.pk, "dimension_id": dimension.id}
        named = panel.named.get(dimension.name)
        if (scored := panel.points.get(place)) is not None:
            _ROWS.many(of | row for row in _of_points(answers, dimension, scored, named))
        elif named is not None:
            _ROWS.many(of | row for row in _of_names(answers, named))


def _of_points(
    answers: Answers, dimension: DimensionFacts, scored: Scored, named: Named | None
) -> Iterator[dict[str, Any]]:
    plain, chances = scored.plain, _yes(dimension, named)
    ends = (plain.low, plain.high, scored.adjusted, scored.low, scored.high)
    columns = zip(plain.cells.tolist(), plain.mean.tolist(), plain.n.tolist(), *map(_known_of, ends), strict=True)
    for cell, mean, n, low, high, adjusted, adjusted_low, adjusted_high in columns:
        yield {
            "response_id": answers.entities.responses[cell].id, "mean": mean, "n": n, "ci_low": low, "ci_high": high,
            "adjusted": adjusted, "adjusted_low": adjusted_low, "adjusted_high": adjusted_high,
            "chance": chances.get(cell),
        }  # fmt: skip


def _yes(dimension: DimensionFacts, named: Named | None) -> dict[int, float | None]:
    """How likely each response truly is a yes."""
    yes = f"{dimension.maximum:g}"
    if named is None or named.model is None or yes not in named.codes:
        return {}
    chance = named.model.chance[:, named.codes.index(yes)]
    return dict(zip(named.units.tolist(), _known_of(chance), strict=True))


def _of_names(answers: Answers, named: Named) -> Iterator[dict[str, Any]]:
    for place, unit in enumerate(named.units.tolist()):
        votes = named.votes[place]
        n = int(votes.sum())
        likeliest, chance = _likeliest(named, place)
        if likeliest is None and (votes == votes.max()).sum() == 1:
            likeliest = int(votes.argmax())
        yield {
            "response_id": answers.entities.responses[unit].id, "n": n, "chance": chance,
            "code": "" if likeliest is None else named.codes[likeliest],
            "share": None if likeliest is None else float(votes[likeliest]) / n,
        }  # fmt: skip


def _likeliest(named: Named, place: int) -> tuple[int | None, float | None]:
    if named.model is None or not isfinite(named.model.chance[place, 0]):
        return None, None
    likeliest = int(named.model.chance[place].argmax())
    return likeliest, float(named.model.chance[place, likeliest])


def _known_of(values: Floats) -> list[float | None]:
    return [value if isfinite(value) else None for value in values.tolist()]
