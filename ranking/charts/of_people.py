"""The figures of a report about the people behind it, each with its sentence."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.telling import decimal, percent
from ranking.charts.figure import Figure
from ranking.charts.intervals import Bar, interval_figure
from ranking.selectors.story import Report

MOST_BARS = 24


def consistency_figure(report: Report, labels: dict[str, str]) -> Figure | None:
    """How often people say the same again, by dimension and for comparisons."""
    found: dict[str, Any] = report.get("self_consistency") or {}
    if not found:
        return None
    rows = sorted(found.items(), key=lambda pair: -pair[1]["share_equal"])
    bars = [
        Bar(label_of(name, labels), row["share_equal"], row["ci_low"], row["ci_high"], row["n"]) for name, row in rows
    ]
    same, n = sum(row["share_equal"] * row["n"] for _name, row in rows), sum(row["n"] for _name, row in rows)
    return interval_figure(
        bars,
        title=_("Asked again, people give the same answer in %(share)s") % {"share": percent(same / n)},
        note=_("%(n)d answers asked again. Intervals are 95 %%, over people where there are ten, else over prompts.")
        % {"n": n},
        axis=_("Share alike"), name=_("Dimension"), domain=(0.0, 1.0),
    )  # fmt: skip


# Flags of raters who give more, or less, than the rest.
LEANINGS = ("lenient", "severe")


def leniency_figure(rows: list[dict[str, Any]], name: str, label: str) -> Figure | None:
    """Who gives more and who less than others on one dimension; those furthest out come first."""
    told = [(row["name"], block) for row in rows if (block := (row["dimensions"].get(name) or {}).get("severity"))]
    if len(told) < 2:
        return None
    told.sort(key=lambda pair: -abs(pair[1]["leniency"]))
    # Among so many raters some intervals leave zero out by chance: who stands apart is what the flags say.
    clear = sum(any(one["of"] == name and one["code"] in LEANINGS for one in row.get("flags", ())) for row in rows)
    words = {"label": label, "n": clear, "all": len(told)}
    return interval_figure(
        [Bar(who, block["leniency"], block["ci_low"], block["ci_high"], block["n"]) for who, block in told],
        title=_leniency_title(clear) % words,
        note=_("Points above or below what others give the same responses. Intervals are 95 %, for each rater alone."),
        axis=_("Points beside others"), name=_("Rater"), mark=0.0, most=MOST_BARS,
    )  # fmt: skip


def _leniency_title(clear: int) -> str:
    if not clear:
        return _("%(label)s: none of %(all)d raters stands apart by giving more or less")
    return ngettext(
        "%(label)s: %(n)d of %(all)d raters stands apart by giving more or less",
        "%(label)s: %(n)d of %(all)d raters stand apart by giving more or less", clear,
    )  # fmt: skip


def places_figure(rows: list[dict[str, Any]], named: str) -> Figure | None:
    """Which places each may hold."""
    if len(rows) < 2 or any(row.get("rank_low") is None for row in rows):
        return None
    first = [row["name"] for row in rows if row["rank_low"] == 1]
    if len(first) == 1:
        title = _("%(name)s is first, whatever chance may have done") % {"name": first[0]}
    else:
        title = _("%(n)d of %(all)d may be first") % {"n": len(first), "all": len(rows)}
    return interval_figure(
        [Bar(row["name"], row["rank"], row["rank_low"], row["rank_high"], row["n"]) for row in rows],
        title=title,
        note=_("The places that the answers leave open, with 95 %, for each by itself."),
        axis=_("Place"), name=named, domain=(1.0, float(len(rows))), decimals=0, most=MOST_BARS, spans=True,
    )  # fmt: skip


def within_figure(
    values: dict[str, list[dict[str, Any]]], whole: list[dict[str, Any]], *, title: str, note: str, most: int = 4
) -> Figure | None:
    """The Elo of the first few, over all and in each part, one name below the other."""
    bars: list[Bar] = []
    for row in whole[:most]:
        bars.append(_bar(row, _("%(name)s · all") % {"name": row["name"]}))
        for value, rows in values.items():
            same = [each for each in rows if each["name"] == row["name"]]
            bars += [_bar(each, f"{each['name']} · {value}") for each in same]
    if len(bars) <= min(most, len(whole)):
        return None
    return interval_figure(bars, title=title, note=note, axis=_("Elo"), name=_("Name"), mark=1000, decimals=0)


def _bar(row: dict[str, Any], name: str) -> Bar:
    return Bar(name, row["elo"], row["elo_low"], row["elo_high"], row["n"])


def label_of(key: str, labels: dict[str, str]) -> str:
    """A dimension's label, or what comparisons on it are called."""
    if key.startswith("comparisons/"):
        name = key.partition("/")[2]
        return _("Comparisons on %(label)s") % {"label": labels.get(name, name)}
    return labels.get(key, key)


def points_text(value: float | None, low: float | None, high: float | None, decimals: int = 2) -> str:
    """A figure with its interval, for a cell of a table; a dash for none."""
    if value is None:
        return "–"
    if low is None or high is None:
        return decimal(value, decimals)
    ends = {"value": decimal(value, decimals), "low": decimal(low, decimals), "high": decimal(high, decimals)}
    return _("%(value)s (%(low)s to %(high)s)") % ends
