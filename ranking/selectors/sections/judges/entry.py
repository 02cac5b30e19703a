"""One judge and dimension beside people: as it is, once mapped, and the map itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from annotations.said import Said
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.beside import Beside
from ranking.stats.calibrate import Calibration, calibrate
from ranking.stats.conformal import SHARE
from ranking.stats.errors import StatsError
from ranking.stats.levels import level_losses
from ranking.stats.mappings import apply_mapping
from ranking.stats.pointwise import calibration_curve, closeness

_RAW = ("rmse_raw", "mae_raw", "bias", "pearson_raw", "spearman_raw", "kendall_raw")
_MAPPED = ("mae_calibrated", "pearson_calibrated", "spearman_calibrated", "kendall_calibrated")
_HELD_OUT = (
    "rmse_constant", "rmse_calibrated", "rmse_fresh", "rmse_known_raters", *_MAPPED, "method", "coverage_90",
    "mapping", "curve", "level_log_loss",
)  # fmt: skip


def entry_of(
    context: Context, path: str, beside: Beside, scale: tuple[float, float]
) -> tuple[dict[str, Any], Calibration | None]:
    """The figures under a path, and the calibration behind them (None where there is none, with its reason)."""
    entry: dict[str, Any] = {"n": len(beside.people), **dict.fromkeys((*_RAW, *_HELD_OUT))}
    if not len(beside.people):
        context.because(path, Said("No response was scored both by people and readably by the judge."))
        return entry, None
    context.because(path, Said("One side never varies, or there are fewer than three rows, so nothing can be ordered."))
    if _all_alike(beside):
        for name in _RAW:
            context.because(f"{path}.{name}", Said("Neither people nor the judge ever vary, so nothing can be told."))
    elif beside.features.on_scale:
        raw = closeness(beside.people, beside.written)
        entry |= {name: getattr(raw, name.removesuffix("_raw")) for name in _RAW}
    else:
        for name in _RAW:
            context.because(f"{path}.{name}", Said("Verdicts are no scores: they have no error in points."))
    try:
        found = calibrate(
            beside.features, beside.people, groups=beside.groups, raters=beside.raters, seed=context.seed, scale=scale
        )
    except StatsError as error:
        for name in _HELD_OUT:
            context.because(f"{path}.{name}", error)
        return entry, None
    return entry | _held_out(context, path, beside, found), found


def _all_alike(beside: Beside) -> bool:
    """Whether neither side ever varies; verdicts made into scores are not asked."""
    sides = (beside.people, beside.written) if beside.features.on_scale else ()
    return bool(sides) and all(len(side) > 1 and side.min() == side.max() for side in sides)


def _held_out(context: Context, path: str, beside: Beside, found: Calibration) -> dict[str, Any]:
    mapped = closeness(beside.people, found.predicted)
    context.because(f"{path}.rmse_known_raters", Said("A mean over people has no rater."))
    for name in _MAPPED[1:]:
        context.because(f"{path}.{name}", Said("The mapping is a constant, which orders nothing."))
    if found.no_interval:
        for name in ("coverage_90", "mapping.half_width_90", "mapping.interval"):
            context.because(f"{path}.{name}", found.no_interval)
    return {
        "rmse_constant": closeness(beside.people, found.constant).rmse, "rmse_calibrated": mapped.rmse,
        "rmse_fresh": found.fresh, "rmse_known_raters": found.known_error, "mae_calibrated": mapped.mae,
        "pearson_calibrated": mapped.pearson if found.signal else None,
        "spearman_calibrated": mapped.spearman if found.signal else None,
        "kendall_calibrated": mapped.kendall if found.signal else None,
        "method": found.method, "coverage_90": found.covered,
        "level_log_loss": _level_log_loss(context, path, beside),
        "mapping": {
            "parameters": found.params, "half_width_90": found.half_width, "errors": found.errors,
            "signal": found.signal, "turned": _turned(found, beside),
            "interval": _interval(found), "own": beside.features.names[beside.features.own],
        },
        "curve": {
            "before": [asdict(point) for point in calibration_curve(beside.people, beside.features.column())],
            "after": [
                asdict(point)
                for point in calibration_curve(
                    beside.people, found.predicted, by=apply_mapping(found.method, found.params, beside.features)
                )
            ],
        },
    }  # fmt: skip


def _turned(found: Calibration, beside: Beside) -> bool:
    """Whether the mapped score falls where the judge's own rises."""
    own, mapped = beside.features.column(), apply_mapping(found.method, found.params, beside.features)
    return bool(((own - own.mean()) * (mapped - mapped.mean())).sum() < 0) and found.signal


def _interval(found: Calibration) -> dict[str, Any] | None:
    if found.intervals is None:
        return None
    reach = found.intervals.reach
    return {"share": SHARE, "quantile": reach.quantile, "slack": reach.slack, "spread": reach.spread}


def _level_log_loss(context: Context, path: str, beside: Beside) -> dict[str, float] | None:
    """Nats per score that a chance for every level costs, held out."""
    try:
        return level_losses(beside.features, beside.people, groups=beside.groups, seed=context.seed)
    except StatsError as error:
        context.because(f"{path}.level_log_loss", error)
        return None
