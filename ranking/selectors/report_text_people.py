"""The lines of a report on the people behind it: consistency, outcomes, consensus, raters, parts of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_MOST_RATERS = 20


def people_lines(report: dict[str, Any]) -> Iterator[str]:
    """What `report` prints of them; a fit of old has nothing."""
    for section in (_consistency, _outcomes, _consensus, _confusions, _raters, _within):
        yield from section(report)


def _consistency(report: dict[str, Any]) -> Iterator[str]:
    for name, row in (report.get("self_consistency") or {}).items():
        apart = row["mean_absolute_difference"]
        points = "" if apart is None else f", {apart:.2f} points apart{_ends(row['mad_low'], row['mad_high'])}"
        yield (
            f"Asked again on {name}: the same in {row['share_equal']:.0%}{_shares(row)}{points}, "
            f"{row['n']} repeats of {row['raters']} raters"
        )


def _outcomes(report: dict[str, Any]) -> Iterator[str]:
    found = report.get("outcomes") or {}
    words = {"ties": "Ties in {}", "neither": "Neither in {}", "not_applicable": "Not applicable on {}"}
    for part, what in words.items():
        for name, row in (found.get(part) or {}).items():
            if row["share"]:
                yield f"{what.format(name)}: {row['share']:.1%}{_shares(row)}, n {row['n']}"
    if found.get("skips"):
        yield f"Skipped: {found['skips']['share']:.1%}{_shares(found['skips'])}, n {found['skips']['n']}"


def _consensus(report: dict[str, Any]) -> Iterator[str]:
    for name, row in (report.get("consensus") or {}).items():
        if "adjusted" not in row:
            yield f"Consensus on {name}: {row['n_responses']} responses, {_number(row['sure'])} of them sure"
        elif row["adjusted"]:
            yield (
                f"Consensus on {name}: {row['adjusted']} of {row['n_responses']} responses adjusted for severity "
                f"(raters differ by {_number(row['severity_sd'])}, p {_number(row['severity_p'])}; noise "
                f"{_number(row['noise'])}; largest shift {_number(row['largest_shift'])})"
            )
        else:
            yield f"Consensus on {name}: not adjusted for severity. {row['adjusted_because']}"


def _confusions(report: dict[str, Any]) -> Iterator[str]:
    for name, row in (report.get("dawid_skene") or {}).items():
        if row:
            # Which of two is called the first says nothing, so of choices only the rest is worth a line.
            choice = name == "comparisons" or name.startswith("comparisons/")
            told = [each for each in row["shares"] if not choice or each["category"] not in ("first", "second")]
            shares = ", ".join(f"{each['category']} {each['share']:.0%}{_shares(each)}" for each in told)
            yield f"Dawid-Skene on {name}: {shares}; {row['n_units']} units, {row['n_raters']} raters"


def _raters(report: dict[str, Any]) -> Iterator[str]:
    rows = report.get("raters") or []
    for row in [row for row in rows if row["flags"]][:_MOST_RATERS]:
        for flag in row["flags"]:
            yield f"{row['name']} stands apart: {flag['reason']} (p {flag['p_adjusted']:.2g}, adjusted)"


def _within(report: dict[str, Any]) -> Iterator[str]:
    for field, values in (report.get("strengths_within") or {}).items():
        for value, rows in (values or {}).items():
            if rows:
                order = ", ".join(f"{row['name']} {row['elo']:.0f}" for row in rows[:5])
                yield f"Strengths in {field} {value}: {order}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _ends(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({low:.2f} to {high:.2f})"


def _shares(row: dict[str, Any]) -> str:
    return f" ({row['ci_low']:.0%} to {row['ci_high']:.0%})"
