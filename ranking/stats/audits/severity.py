"""Is a judge milder or harder than people on the same responses?"""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.stats.audits.base import Audit, Debiased, Finding, Residuals
from ranking.stats.audits.less import less_bias
from ranking.stats.errors import NotEnoughData, require_varying
from ranking.stats.means import cluster_mean

MIN_ROWS = 20


def severity(residuals: Residuals) -> Finding:
    """Mean points that a judge gives beyond people's mean of the same response, with a cluster t interval.

    Raises NotEnoughData below twenty responses or with one prompt only.
    """
    if len(residuals.gap) < MIN_ROWS:
        raise NotEnoughData(
            Said(
                "Severity needs at least {least} responses scored by people and the judge; there are {n}.",
                least=MIN_ROWS,
                n=len(residuals.gap),
            )
        )
    require_varying(residuals.gap)
    found = cluster_mean(residuals.gap, residuals.cluster)
    if found.low is None or found.high is None or found.p_value is None:
        raise NotEnoughData(Said("All responses belong to one prompt, so there is no interval for severity."))
    return Finding(found.mean, found.low, found.high, found.p_value, found.n, lambda: scores_as_hard(residuals))


def scores_as_hard(residuals: Residuals) -> Debiased:
    """A judge's mean scores by writer, raw and less what it gives beyond people's mean over all responses."""
    size = len(residuals.gap)
    mildness = residuals.gap.mean(keepdims=True)
    influence = (residuals.gap - mildness)[:, None] / size
    every = np.ones(size, dtype=bool)
    return less_bias(residuals, every, np.ones((size, 1)), mildness, influence)


SEVERITY = Audit("severity", "residuals", severity)
