"""How far rows of a report lie behind the first of them, by the rule of what is clear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ranking.selectors.clear import standings
from ranking.stats.leading import Gap


def behind_first(gaps: Sequence[Gap | None], *, per_point: float = 1.0) -> list[dict[str, Any]]:
    """{gap, ci_low, ci_high, p_adjusted, n_prompts} for each; p-values are adjusted over all that are behind the first.

    `per_point` is what one point of the gaps is worth in the figures told. Empty for the first itself, and where a
    difference cannot be had.
    """
    known = [one for one in gaps if one is not None]
    told = iter(standings([one.p_value for one in known]) if known else [])
    return [
        {} if one is None else {
            "gap": one.gap * per_point, "ci_low": one.low * per_point, "ci_high": one.high * per_point,
            "p_adjusted": next(told).p_adjusted,
            **({} if one.prompts is None else {"n_prompts": one.prompts}),
        }
        for one in gaps
    ]  # fmt: skip
