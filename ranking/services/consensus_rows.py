"""The rows of a fit that hold what people say of each response."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from ranking.models import Consensus, Fit
from ranking.selectors.answers import Answers, DimensionFacts
from ranking.selectors.panel import Named, Panel, Scored


def consensus_rows(fit: Fit, answers: Answers, panel: Panel) -> Iterator[Consensus]:
    """One row for every response and dimension that people scored, in points or in categories; not yet stored."""
    for place, dimension in enumerate(answers.entities.dimensions):
        named = panel.named.get(dimension.name)
        if (scored := panel.points.get(place)) is not None:
            yield from _of_points(fit, answers, dimension, scored, named)
        elif named is not None:
            yield from _of_names(fit, answers, dimension, named)


def _of_points(
    fit: Fit, answers: Answers, dimension: DimensionFacts, scored: Scored, named: Named | None
) -> Iterator[Consensus]:
    plain, chances = scored.plain, _yes(dimension, named)
    for place, cell in enumerate(plain.cells.tolist()):
        yield Consensus(
            fit=fit, response_id=answers.entities.responses[cell].id, dimension_id=dimension.id,
            mean=float(plain.mean[place]), n=int(plain.n[place]),
            ci_low=_known(plain.low[place]), ci_high=_known(plain.high[place]),
            adjusted=_known(scored.adjusted[place]),
            adjusted_low=_known(scored.low[place]), adjusted_high=_known(scored.high[place]),
            chance=chances.get(cell),
        )  # fmt: skip


def _yes(dimension: DimensionFacts, named: Named | None) -> dict[int, float | None]:
    """How likely each response truly is a yes."""
    yes = f"{dimension.maximum:g}"
    if named is None or named.model is None or yes not in named.codes:
        return {}
    chance = named.model.chance[:, named.codes.index(yes)]
    return {unit: _known(value) for unit, value in zip(named.units.tolist(), chance.tolist(), strict=True)}


def _of_names(fit: Fit, answers: Answers, dimension: DimensionFacts, named: Named) -> Iterator[Consensus]:
    for place, unit in enumerate(named.units.tolist()):
        votes = named.votes[place]
        n = int(votes.sum())
        likeliest, chance = _likeliest(named, place)
        if likeliest is None and (votes == votes.max()).sum() == 1:
            likeliest = int(votes.argmax())
        yield Consensus(
            fit=fit, response_id=answers.entities.responses[unit].id, dimension_id=dimension.id, n=n,
            code="" if likeliest is None else named.codes[likeliest], chance=chance,
            share=None if likeliest is None else float(votes[likeliest]) / n,
        )  # fmt: skip


def _likeliest(named: Named, place: int) -> tuple[int | None, float | None]:
    if named.model is None or not isfinite(named.model.chance[place, 0]):
        return None, None
    likeliest = int(named.model.chance[place].argmax())
    return likeliest, float(named.model.chance[place, likeliest])


def _known(value: float) -> float | None:
    return float(value) if isfinite(value) else None
