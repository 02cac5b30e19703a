"""The chance that a person accepts: the judge's claim before, and what answers make of it after."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from annotations.said import Said
from ranking.selectors.answers import DimensionFacts
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.beside import Beside
from ranking.stats.acceptance import Acceptance, Scoring, acceptance
from ranking.stats.arrays import Bools, Floats
from ranking.stats.calibrate import Calibration
from ranking.stats.errors import StatsError
from ranking.stats.mappings import MAPPINGS
from ranking.stats.reliability_diagram import Quality

CERTAIN = Said("Something was claimed for certain that was not so: its log loss is infinite.")


def acceptance_of(
    context: Context, path: str, dimension: DimensionFacts, beside: Beside, found: Calibration
) -> dict[str, Any] | None:
    """The entry `acceptance` of a judge and dimension, on the calibrated score where the mapping has any signal."""
    accepted = (beside.people >= dimension.accepted_from).astype(float)
    score = _refitted(beside, found) if found.signal else beside.features.column()
    try:
        told = acceptance(accepted, score, raw=beside.claim, groups=beside.groups, seed=context.seed)
    except StatsError as error:
        context.because(f"{path}.acceptance", error)
        return None
    on = "calibrated" if found.signal else "judge"
    return threshold_told(dimension) | {"on": on} | acceptance_told(context, f"{path}.acceptance", told)


def _refitted(beside: Beside, found: Calibration) -> Scoring:
    """The calibrated score, the mapping being fitted to the given rows only."""
    method = MAPPINGS[found.method]

    def score(train: Bools) -> Floats:
        return method.apply(method.fit(beside.features.rows(train), beside.people[train]), beside.features)

    return score


def threshold_told(dimension: DimensionFacts) -> dict[str, Any]:
    """From which score on is accepted, and whether the rubric says so."""
    return {"threshold": dimension.accepted_from, "threshold_given": dimension.threshold is not None}


def acceptance_told(context: Context, path: str, told: Acceptance) -> dict[str, Any]:
    """Before, after and the constant, and the map from the one to the other."""
    context.because(f"{path}.before.log_loss", CERTAIN)
    context.because(f"{path}.gain_low", Said("There is one prompt only, so there is no interval."))
    context.because(path, Said("One answer has no interval."))
    return {
        "n": told.n, "accepted": told.accepted, "method": told.method, "parameters": told.params,
        "before": _quality(told.qualities["raw"]), "after": _quality(told.qualities["calibrated"]),
        "constant": {"brier": told.qualities["constant"].brier, "log_loss": told.qualities["constant"].log_loss},
        "gain": told.gain.mean, "gain_low": told.gain.low, "gain_high": told.gain.high,
        "sentence": _sentence(told),
    }  # fmt: skip


def _quality(found: Quality) -> dict[str, Any]:
    return asdict(found)


def _sentence(told: Acceptance) -> Said:
    before, after = told.qualities["raw"], told.qualities["calibrated"]
    words = {"before": before.ece, "after": after.ece, "n": told.n, "chance": after.ece_by_chance}
    if told.method == "constant":
        return Said(
            "Whether a person accepts cannot be told from it: nothing does better than the share of all that is "
            "accepted, {share:.0%} of {n} answers. Its own claims are off by {before:.3f} on average.",
            share=told.accepted, n=told.n, before=before.ece,
        )  # fmt: skip
    if after.ece <= before.ece:
        return Said(
            "As it is, the claimed chance of acceptance is off by {before:.3f} on average; calibrated, by {after:.3f}, "
            "where chance alone would make {chance:.3f} of {n} answers.",
            **words,
        )
    return Said(
        "The claimed chance of acceptance is off by {before:.3f} on average as it is, and by {after:.3f} calibrated; "
        "chance alone makes {chance:.3f} of {n} answers.",
        **words,
    )
