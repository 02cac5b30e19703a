"""The maps from a judge's verdicts to what people prefer, each fitted once for every section that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from ranking.selectors.sections.comparing.compared import Compared, compared_of
from ranking.selectors.sections.context import Context
from ranking.stats.errors import StatsError
from ranking.stats.preference import PreferenceFit, fit_preference


@dataclass(frozen=True)
class Preferred:
    """A judge beside people's choices, and the map between them (None, with the reason, where there is none)."""

    compared: Compared
    fit: PreferenceFit | None
    reason: str = ""


def preferences_fit(context: Context) -> dict[str, Preferred]:
    """One for each judge, or judge and label."""
    return {one.key: _fitted(context, one) for one in compared_of(context.answers)}


def _fitted(context: Context, one: Compared) -> Preferred:
    try:
        fit = fit_preference(
            one.share, one.votes, signals=one.signals, raw=one.raw, groups=one.groups, seed=context.seed
        )
    except StatsError as error:
        return Preferred(one, None, str(error))
    return Preferred(one, fit)
