"""The figures of one judge on one dimension, or on comparisons, each with its sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from annotations.telling import decimal, number, percent, told, whole
from ranking.charts.alone import Left, Words, alone_figure
from ranking.charts.calibration import Bin, calibration_figure, reliability_figure
from ranking.charts.figure import Figure
from ranking.charts.intervals import Bar, interval_figure
from ranking.charts.learning import Beyond, Step, learning_figure
from ranking.charts.of_report import Scale
from ranking.selectors.sections.estimates import UNNAMED

Entry = dict[str, Any]


def acceptance_figure(entry: Entry | None, *, title: str, upwards: str) -> Figure | None:
    """Claimed and calibrated chances of acceptance; None where nothing could be fitted."""
    if not entry or not entry.get("before"):
        return None
    note = _(
        "%(n)s answers of people; accepted is a score from %(mark)s on. Off by %(before)s before and %(after)s after "
        "(held out, by prompt); chance alone makes %(chance)s. Brier score %(brier_before)s and %(brier_after)s."
    ) % {
        "n": whole(entry["n"]), "mark": number(entry["threshold"]),
        "before": decimal(entry["before"]["ece"], 3), "after": decimal(entry["after"]["ece"], 3),
        "chance": decimal(entry["after"]["ece_by_chance"], 3), "brier_before": decimal(entry["before"]["brier"], 3),
        "brier_after": decimal(entry["after"]["brier"], 3),
    }  # fmt: skip
    before, after = (bins_of(entry[side]["diagram"]) for side in ("before", "after"))
    return reliability_figure(before, after, title=title, note=note, upwards=upwards)


def preference_figure(entry: Entry, *, title: str) -> Figure | None:
    """How often people preferred what was expected to be preferred, by how sure that was."""
    if not entry["reliability"]:
        return None
    before, after = entry["reliability"]["before"], entry["reliability"]["after"]
    note = _(
        "%(n)d pairs that people compared. Off by %(before)s before and %(after)s after (held out, by prompt); chance "
        "alone makes %(chance)s. Log loss %(raw)s and %(calibrated)s."
    ) % {
        "n": entry["n_pairs"], "before": decimal(before["ece"], 3), "after": decimal(after["ece"], 3),
        "chance": decimal(after["ece_by_chance"], 3), "raw": decimal(entry["logloss_raw"], 3),
        "calibrated": decimal(entry["logloss_calibrated"], 3),
    }  # fmt: skip
    bins = bins_of(before["diagram"]), bins_of(after["diagram"])
    return reliability_figure(*bins, title=title, note=note, upwards=_("Preferred by people"))


def points_figure(entry: Entry, scale: Scale) -> Figure:
    """Scores foretold from verdicts against people's."""
    words = {"label": scale.label, "after": decimal(entry["rmse_calibrated"]), "mean": decimal(entry["rmse_constant"])}
    if entry["mapping"]["signal"]:
        title = _("Its verdicts tell people’s scores on %(label)s %(after)s off; people’s mean alone is %(mean)s off")
    else:
        title = _("Its verdicts say nothing of people’s scores on %(label)s that their mean does not")
    note = _("%(n)s scores of people, held out by prompt.") % {"n": whole(entry["n"])}
    return calibration_figure(
        [], bins_of(entry["curve"]["after"]), title=title % words, note=note, domain=(scale.minimum, scale.maximum)
    )


def learning_curve_figure(entry: Entry | None, report: Entry, *, points: bool) -> Figure | None:
    """What more answers would bring; of preferences the error is a log loss."""
    if not entry:
        return None
    steps = [Step(one["n"], one["error"], one["low"], one["high"]) for one in entry["steps"]]
    name = _("people’s mean") if points else _("even chances")
    beyond = Beyond(entry["n"], entry["now"], entry["doubled"], entry["reference"], name)
    note = _(
        "%(n)s answers. Each point is the mean of twenty fits on so many of them, tried on other prompts; the interval "
        "is over the fits."
    ) % {"n": whole(entry["n"])}
    axis = _("Error, points") if points else _("Log loss")
    title = told(entry["sentence"], report.get("said"))
    return learning_figure(steps, beyond, title=title, note=note, axis=axis, decimals=2)


def abstention_figure(entry: Entry | None, report: Entry, *, rule: float, points: bool) -> Figure | None:
    """The share left to the judge against its error there; `rule` is what a lead says now."""
    if not entry or not entry["curve"]:
        return None
    names = Left.__dataclass_fields__
    curve = [Left(**{name: one[name] for name in names}) for one in entry["curve"]]
    if points:
        words = Words(_("Error, points"), _("Interval reaches at most"), _("Scores inside it"))
    else:
        words = Words(_("People chose otherwise"), _("Expected at most"), _("People chose as expected"), shares=True)
    note = _("%(n)s answers, held out by prompt. The interval is over prompts.") % {"n": whole(entry["curve"][-1]["n"])}
    title = told(entry["sentence"], report.get("said"))
    return alone_figure(curve, rule=rule, title=title, note=note, words=words)


def estimates_figure(rows: Sequence[Entry], *, title: str, label: str, domain: tuple[float, float]) -> Figure:
    """Means of people's answers alone beside those with the judge's, by name."""
    bars = []
    for row in rows:
        alone = row["labels_estimate"], row["labels_low"], row["labels_high"]
        name = name_words(row)
        bars.append(Bar(name, *alone, row["n_labels"]))
        bars.append(
            Bar(_("+ judge, %(name)s") % {"name": name}, row["estimate"], row["ci_low"], row["ci_high"],
                row["n_labels"] + row["n_judged"], "judge")
        )  # fmt: skip
    correlations = [row["correlation"] for row in rows if row["correlation"] is not None]
    note = _("n are prompts. The judge’s scores correlate %(low)s to %(high)s with people’s.") % {
        "low": decimal(min(correlations, default=0.0)), "high": decimal(max(correlations, default=0.0)),
    }  # fmt: skip
    return interval_figure(bars, title=title, note=note, axis=label, name=_("Whose"), domain=domain)


def confidence_figure(model: str, entry: Entry, label: str, report: Entry) -> Figure | None:
    """A model's own confidence against acceptance."""
    title = told(entry["sentence"], report.get("said")) if entry.get("sentence") else model
    figure = acceptance_figure(entry, title=title, upwards=_("Accepted on %(label)s") % {"label": label})
    return figure and replace(figure, note=f"{figure.note} {_confidence_source(entry)}")


def _confidence_source(entry: Entry) -> str:
    """Where a confidence comes from; fits of before files could bring one know of none that did."""
    words = {"n": entry["n"], "imported": entry.get("n_imported", 0)}
    if not words["imported"]:
        return _("The confidence is the mean probability of a response’s tokens.")
    if words["imported"] == words["n"]:
        return _("The confidence is what the imported file says of each response.")
    return (
        _(
            "The confidence is the mean probability of a response’s tokens; for %(imported)d of the %(n)d answers, on "
            "imported responses, it is what the file says."
        )
        % words
    )


def name_words(row: Entry) -> str:
    """The name of a model, version or temperature, or what is said of responses without one."""
    return told(row["name"]) if row["of"] == UNNAMED else str(row["name"])


def narrower_words(row: Entry) -> str:
    """By how much the judge narrows an interval, as a reader writes it; a dash where it does not."""
    return percent(row["narrower"]) if row["narrower"] and row["narrower"] > 0 else "–"


def bins_of(points: Sequence[Entry]) -> list[Bin]:
    """The bins of a diagram as charts take them."""
    return [Bin(one["predicted"], one["observed"], one["low"], one["high"], one["n"]) for one in points]
