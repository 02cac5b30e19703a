"""What people's answers add up to, response by response: how sure, and what severity changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.panel import Named, Panel, Scored
from ranking.selectors.sections.context import Context
from ranking.stats.student import t_reach

# So many responses whose score severity moves most are named.
MOST_MOVED = 5
SURE = 0.9


def consensus_section(context: Context, panel: Panel) -> dict[str, Any]:
    """The key `consensus`, by dimension; each response's own score is a row of the fit."""
    data = context.answers
    section: dict[str, Any] = {}
    for place, dimension in enumerate(data.entities.dimensions):
        if (scored := panel.points.get(place)) is not None:
            section[dimension.name] = _of_points(context, dimension.name, scored)
        elif (named := panel.named.get(dimension.name)) is not None:
            section[dimension.name] = _of_names(context, dimension.name, named)
    if not section:
        context.because("consensus", Said("People scored nothing."))
    return section


def _of_points(context: Context, name: str, scored: Scored) -> dict[str, Any]:
    path, plain, fit = f"consensus.{name}", scored.plain, scored.fit
    if scored.fit_missing:
        context.because(path, scored.fit_missing)
    context.because(f"{path}.mean_half_width", _SAME if (plain.n > 1).any() else Said("No response has two scores."))
    told = np.isfinite(scored.adjusted)
    moved = np.where(told, np.abs(scored.adjusted - plain.mean), 0.0)
    return {
        "n_responses": len(plain.cells), "n_answers": int(plain.n.sum()), "n_single": int((plain.n == 1).sum()),
        "mean_half_width": _mean((plain.high - plain.low) / 2),
        "adjusted": int(told.sum()),
        "adjusted_because": scored.fit_missing or _linked(scored),
        "mean_half_width_adjusted": _mean((scored.high - scored.low) / 2) if fit else None,
        "noise": fit.sigma if fit else None,
        "severity_sd": _severity_sd(scored) if fit else None,
        "severity_p": scored.severity_p,
        "raters_linked": scored.linked.raters if fit else 0, "raters_apart": _apart(scored),
        "largest_shift": float(moved.max()) if fit else None,
        "most_moved": _most_moved(context.answers, scored, moved) if fit else [],
    }  # fmt: skip


_SAME = Said("All scores are the same, so how they spread cannot be told.")


def _linked(scored: Scored) -> str:
    """Whom the adjusted scores are of."""
    if not _apart(scored):
        return Said(
            "All {n} raters are tied together by responses that they share, so severity is told for all.",
            n=scored.linked.raters,
        )
    return Said(
        "{n} raters are tied together by responses that they share; {apart} share none with them, and what only these "
        "scored is not adjusted.",
        n=scored.linked.raters, apart=_apart(scored),
    )  # fmt: skip


def _apart(scored: Scored) -> int:
    return scored.linked.alone if scored.fit else scored.linked.alone + scored.linked.raters


def _severity_sd(scored: Scored) -> float | None:
    """How far raters' severities truly differ: what their spread has beyond their errors."""
    if scored.fit is None:
        return None
    errors = scored.fit.reach / float(t_reach(scored.fit.freedom))
    spread = float(scored.fit.leniency.var(ddof=1)) - float((errors**2).mean())
    return float(np.sqrt(max(0.0, spread)))


def _most_moved(data: Answers, scored: Scored, moved: np.ndarray) -> list[dict[str, Any]]:
    places = np.argsort(-moved, kind="stable")[:MOST_MOVED]
    responses = [data.entities.responses[int(scored.plain.cells[place])] for place in places]
    return [
        {
            "response": response.id, "item": data.entities.items[response.item].name, "name": response.name,
            "mean": float(scored.plain.mean[place]), "adjusted": float(scored.adjusted[place]),
            "n": int(scored.plain.n[place]),
        }
        for place, response in zip(places.tolist(), responses, strict=True)
        if moved[place] > 0
    ]  # fmt: skip


def _of_names(context: Context, name: str, named: Named) -> dict[str, Any]:
    path, model = f"consensus.{name}", named.model
    if named.missing:
        context.because(path, named.missing)
    likeliest = model.chance.max(axis=1) if model else np.full(len(named.units), np.nan)
    told = np.isfinite(likeliest)
    return {
        "n_responses": len(named.units), "n_answers": int(named.votes.sum()),
        "n_single": int((named.votes.sum(axis=1) == 1).sum()),
        "sure": float((likeliest[told] >= SURE).mean()) if told.any() else None,
        "parted": model.parted if model else None,
    }  # fmt: skip


def _mean(values: np.ndarray) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None
