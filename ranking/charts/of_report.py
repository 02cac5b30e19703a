"""The figures of a report, each with its sentence."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import decimal, whole
from ranking.charts.calibration import Bin, calibration_figure
from ranking.charts.figure import Figure
from ranking.charts.intervals import Bar, interval_figure
from ranking.charts.of_people import label_of
from ranking.charts.scale import Scale, factor_label
from ranking.charts.scores import score_figures, temperature_figure
from ranking.selectors.clear import goes_against, lean_of
from ranking.selectors.story import Report, leads

__all__ = [
    "MOST_BARS",
    "MOST_FIGURES",
    "Scale",
    "agreement_figure",
    "calibration_figures",
    "score_figures",
    "strength_figure",
    "temperature_figure",
]

# More would be a wall; the table behind the figure has them all.
MOST_BARS = 24
MOST_FIGURES = 6


def strength_figure(report: Report) -> Figure | None:
    """Strengths on the Elo scale."""
    rows = report["strengths"]
    if not rows:
        return None
    n = sum(row["n"] for row in rows) // 2
    if report.get("strengths_ties") == "davidson":
        note = _("%(n)s comparisons; a tie is an outcome of its own; 1000 is the average. Intervals are 95 %%.")
    else:
        note = _("%(n)s comparisons; a tie is half a win each; 1000 is the average. Intervals are 95 %%.")
    return interval_figure(
        [Bar(row["name"], row["elo"], row["elo_low"], row["elo_high"], row["n"]) for row in rows],
        title=_strength_title(rows),
        note=note % {"n": whole(n)}, axis=_("Elo"), name=factor_label(report["strengths_of"]), mark=1000, decimals=0,
        most=MOST_BARS,
    )  # fmt: skip


def calibration_figures(report: Report, scales: dict[str, Scale]) -> Iterator[tuple[str, Figure]]:
    """(judge, figure) for every judge and dimension whose map could be fitted: every judge's first dimension first."""
    for name, scale in scales.items():
        for judge, dimensions in report["judges"].items():
            row = dimensions.get(name) or {}
            if row.get("curve"):
                yield judge, _calibration(judge, row, scale, lean_of(report, judge, name))


def agreement_figure(report: Report, labels: dict[str, str]) -> Figure | None:
    """Alpha by dimension."""
    bars = []
    for name, row in report["agreement"].items():
        alpha = row.get(f"alpha_{row.get('ci_of', 'nominal')}")
        if alpha is not None:
            bars.append(Bar(label_of(name, labels), alpha, row["ci_low"], row["ci_high"], row["n_units"]))
    if not bars:
        return None
    low = min([0.0, *(bar.low for bar in bars if bar.low is not None)])
    worst = min(bars, key=lambda bar: bar.value)
    title = _("People agree least on %(name)s") if len(bars) > 1 else _("How far people agree on %(name)s")
    return interval_figure(
        bars, title=title % {"name": worst.name},
        note=_("Krippendorff’s alpha: 1 is full agreement, 0 chance. The line marks .667, the least to conclude by."),
        axis="α", name=_("Dimension"), domain=(max(-1.0, low), 1.0), mark=0.667,
    )  # fmt: skip


def _strength_title(rows: list[dict[str, Any]]) -> str:
    best, *others = rows
    if others and not leads(best, others[0]):
        words = {"label": _("Elo"), "name": best["name"], "other": others[0]["name"]}
        return _("%(label)s: no clear difference between %(name)s and %(other)s") % words
    return _("%(name)s is preferred most often") % {"name": best["name"]}


def _calibration(judge: str, row: dict[str, Any], scale: Scale, lean: int) -> Figure:
    words = {
        "judge": judge, "points": decimal(abs(row["bias"] or 0.0)), "label": scale.label,
        "r": decimal(row["direction"]["estimate"] if row.get("direction") else 0.0),
        "left": decimal(abs(_shift(row["curve"]["after"]))),
    }  # fmt: skip
    title = _calibration_title(row, lean if lean * (row["bias"] or 0.0) > 0 else 0)
    note = _("%(n)s scores of people. Error before %(raw)s, after %(after)s (held out, by prompt).") % {
        "n": whole(row["n"]), "raw": _figure(row["rmse_raw"]), "after": _figure(row["rmse_calibrated"]),
    }  # fmt: skip
    before, after = (_bins(row["curve"][side]) for side in ("before", "after"))
    return calibration_figure(before, after, title=title % words, note=note, domain=(scale.minimum, scale.maximum))


def _calibration_title(row: dict[str, Any], lean: int) -> str:
    """A shift is named where it is clear, with what calibration leaves of it."""
    if goes_against(row):
        return _("%(judge)s scores %(label)s against people: correlation %(r)s")
    if row.get("method") == "constant":
        return _("%(judge)s says nothing about %(label)s that people’s mean does not")
    if lean > 0:
        return _("%(judge)s overrates %(label)s by %(points)s points; calibrated, it is %(left)s points off on average")
    if lean < 0:
        return _(
            "%(judge)s underrates %(label)s by %(points)s points; calibrated, it is %(left)s points off on average"
        )
    return _("%(judge)s neither clearly overrates nor clearly underrates %(label)s")


def _shift(points: list[dict[str, Any]]) -> float:
    """Held-out predictions less people's scores, on average."""
    n = sum(one["n"] for one in points)
    return float(sum(one["n"] * (one["predicted"] - one["observed"]) for one in points) / n)


def _bins(points: list[dict[str, Any]]) -> list[Bin]:
    return [Bin(one["predicted"], one["observed"], one["low"], one["high"], one["n"]) for one in points]


def _figure(value: float | None) -> str:
    return "–" if value is None else decimal(value)
