"""The key `preferences` of a report."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.rules import rule_for
from ranking.selectors.sections.comparing.compared import Compared
from ranking.selectors.sections.comparing.fitted import Preferred
from ranking.selectors.sections.comparing.points import points_of
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.accepting import CERTAIN
from ranking.selectors.sections.judges.alone import told
from ranking.selectors.sections.judges.learning import learning_told
from ranking.stats.abstention import Rows, abstention_curve, alone_at
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import StatsError
from ranking.stats.learning import Learning, learning_curve
from ranking.stats.preference import PREFERENCES, PreferenceFit, chances, fit_columns, pair_losses
from ranking.stats.reliability_diagram import quality

_NAMES = ("constant", "raw", "calibrated")
_FITTED = (
    "method", "mapping", "reliability", "learning", "abstention", "logloss_fresh",
    *(f"logloss_{name}" for name in _NAMES),
    *(f"brier_{name}" for name in _NAMES),
)  # fmt: skip


def preferences_section(context: Context, fits: dict[str, Preferred]) -> dict[str, Any]:
    """By judge (and label): the chance that people prefer one of two, and people's scores where they gave some."""
    return {key: _entry(context, f"preferences.{key}", found) for key, found in fits.items()}


def _entry(context: Context, path: str, found: Preferred) -> dict[str, Any]:
    one, fit = found.compared, found.fit
    points = points_of(context, f"{path}.points", one)
    if points is None:
        context.because(f"{path}.points", Said("People gave no scores to the responses that this judge compared."))
    context.because(f"{path}.dimension", Said("People compared on the whole, not on one dimension."))
    entry: dict[str, Any] = {
        "source": one.source, "judge": one.judge, "label": one.label,
        "dimension": context.answers.entities.dimension_name(one.dimension) or None,
        "n_pairs": len(one.share), "n_votes": int(one.votes.sum()), **dict.fromkeys(_FITTED),
        "scale": "points" if points else "probability", "points": points,
    }  # fmt: skip
    if fit is None:
        for name in _FITTED:
            context.because(f"{path}.{name}", found.reason)
        return entry | {"sentence": Said("{judge} cannot be mapped to what people prefer yet.", judge=one.key)}
    return entry | _fitted(context, path, one, fit) | {"sentence": _sentence(one, fit, points is not None)}


def _fitted(context: Context, path: str, one: Compared, fit: PreferenceFit) -> dict[str, Any]:
    context.because(f"{path}.reliability", CERTAIN)
    whole = chances(fit.params, one.signals)[0]
    return {
        "method": fit.method,
        **{f"logloss_{name}": fit.logloss[name] for name in _NAMES},
        "logloss_fresh": fit.fresh,
        **{f"brier_{name}": fit.brier[name] for name in _NAMES},
        "mapping": {"parameters": fit.params, "signal": fit.signal, "turned": fit.turned},
        "reliability": {
            side: _reliability(context, one, chance, whole)
            for side, chance, whole in (("before", one.raw, one.raw), ("after", fit.chance, whole))
        },
        "learning": _learning(context, path, one, fit),
        "abstention": _abstention(context, path, one, fit),
    }


def _reliability(context: Context, one: Compared, chance: Floats, whole: Floats) -> dict[str, Any]:
    """How far chances are right, binned by those of one map for all pairs; every vote counts once, as in the losses."""
    by = np.maximum(whole, 1 - whole)
    return asdict(quality(*_favoured(one.share, chance), seed=context.seed, by=by, weights=one.votes))


def _favoured(share: Floats, chance: Floats) -> tuple[Floats, Floats]:
    """People's share for whichever response is expected to be preferred, and the chance that it is."""
    first = chance >= 0.5
    return np.where(first, share, 1 - share), np.where(first, chance, 1 - chance)


def _learning(context: Context, path: str, one: Compared, fit: PreferenceFit) -> dict[str, Any] | None:
    columns = PREFERENCES[fit.method]

    def weighed(losses: Floats, test: Ints) -> Floats:
        return losses * one.votes[test] / one.votes[test].mean()

    def trial(train: Ints, test: Ints) -> Floats:
        params = fit_columns(columns, one.signals.rows(train), one.share[train], one.votes[train], one.groups[train])
        return weighed(pair_losses(one.share[test], chances(params, one.signals.rows(test))[0]), test)

    def even(_train: Ints, test: Ints) -> Floats:
        return weighed(np.full(len(test), np.log(2.0)), test)

    try:
        curve = learning_curve(trial, even, one.groups, seed=context.seed, root=False)
    except StatsError as error:
        context.because(f"{path}.learning", error)
        return None
    return learning_told(context, f"{path}.learning", curve, _learned(curve, fit))


def _learned(curve: Learning, fit: PreferenceFit) -> Said:
    if not fit.signal:
        return Said("More comparisons are not expected to make this judge better than chance.")
    if curve.helps:
        return Said(
            "With {n} more compared pairs the log loss would fall from {now:.3f} to about {doubled:.3f} (by {low:.3f} "
            "to {high:.3f}).",
            n=curve.n, now=curve.now, doubled=curve.doubled, low=curve.saving_low, high=curve.saving_high,
        )  # fmt: skip
    return Said(
        "More comparisons would hardly help: with twice as many as these {n} pairs the log loss, {now:.3f}, would "
        "fall by about {saving:.3f}.",
        n=curve.n, now=curve.now, saving=max(0.0, curve.saving),
    )  # fmt: skip


def _abstention(context: Context, path: str, one: Compared, fit: PreferenceFit) -> dict[str, Any]:
    """How far people choose otherwise, where the judge is left to choose; its risk is the chance of that."""
    share, _ = _favoured(one.share, fit.chance)
    # By one map for all pairs: held-out chances of the same verdicts differ a little from fold to fold.
    whole = chances(fit.params, one.signals)[0]
    rows = Rows(unsure=np.minimum(whole, 1 - whole), loss=1 - share, held=share, groups=one.groups)
    rule = rule_for(context.rules, one.judge, None)
    at = alone_at(rows, rule.half_width, root=False) if fit.signal else None
    where = f"{path}.abstention"
    entry = told(context, where, abstention_curve(rows, root=False), at, rule.half_width)
    return entry | {"rule_given": rule.given, "sentence": _alone(fit, entry, rule.half_width, len(share))}


def _alone(fit: PreferenceFit, entry: dict[str, Any], limit: float, n: int) -> Said:
    if not fit.signal:
        return Said("Nothing can be left to a judge that carries no signal here.")
    if entry["error"] is None:
        return Said(
            "The judge is hardly ever sure enough to choose alone: at most {limit:.0%} of people may be expected to "
            "choose otherwise. All {n} pairs go to people.",
            limit=limit, n=n,
        )  # fmt: skip
    return Said(
        "{share:.0%} of {n} pairs could be left to the judge, where at most {limit:.0%} of people are expected to "
        "choose otherwise; {error:.0%} of them did. The rest goes to people.",
        share=entry["share"], n=n, limit=limit, error=entry["error"],
    )  # fmt: skip


def _sentence(one: Compared, fit: PreferenceFit, points: bool) -> Said:
    told = _worth(one, fit, points)
    return Said("Turned round: {sentence}", sentence=told) if fit.turned else told


def _worth(one: Compared, fit: PreferenceFit, points: bool) -> Said:
    words: dict[str, Any] = {"judge": one.key, "n": len(one.share)}
    if not fit.signal:
        return Said(
            "{judge} carries no signal here: held out, it tells not clearly better than chance which of two people "
            "prefer ({n} pairs).",
            **words,
        )
    words |= {"after": fit.logloss["calibrated"], "constant": fit.logloss["constant"], "raw": fit.logloss["raw"]}
    if points:
        return Said(
            "{judge} tells which of two people prefer with a log loss of {after:.3f} ({raw:.3f} at its word, "
            "{constant:.3f} without it; {n} pairs); its verdicts are mapped onto the scale of people's scores too.",
            **words,
        )
    return Said(
        "{judge} tells which of two people prefer with a log loss of {after:.3f} ({raw:.3f} at its word, "
        "{constant:.3f} without it; {n} pairs). People gave only comparisons, so its scale is that chance, not points.",
        **words,
    )
