"""A report as lines of text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ranking.selectors.report_text_people import people_lines

_MOST_NAMES = 20


def report_lines(report: dict[str, Any]) -> Iterator[str]:
    """The main figures of a report, warnings first after the counts."""
    yield from _one(report, "")
    for value, part in report.get("by", {}).items():
        yield f"\n=== {value} ==="
        yield from _one(part, "  ")


def _one(report: dict[str, Any], margin: str) -> Iterator[str]:
    yield margin + ", ".join(f"{n} {name}" for name, n in report["counts"].items())
    for warning in report["warnings"]:
        yield f"{margin}! {warning['text']}"
    sections = (_agreement, _scores, _strengths, people_lines, _judges, _verdicts, _uses, _audits)
    for section in sections:
        for line in section(report):
            yield margin + line


def _agreement(report: dict[str, Any]) -> Iterator[str]:
    for name, entry in report["agreement"].items():
        alpha = entry[f"alpha_{entry['ci_of']}"]
        ends = _ends(entry["ci_low"], entry["ci_high"])
        yield f"Agreement on {name}: {entry['ci_of']} alpha {_figure(alpha)}{ends}, {entry['n_units']} units"


def _scores(report: dict[str, Any]) -> Iterator[str]:
    for row in report["scores"][:_MOST_NAMES]:
        ends = _ends(row["ci_low"], row["ci_high"])
        yield f"{row['dimension']} of {row['of']} {row['name']}: {row['mean']:.2f}{ends}, n {row['n']}"


def _strengths(report: dict[str, Any]) -> Iterator[str]:
    for row in (report["strengths"] or [])[:_MOST_NAMES]:
        ends = _ends(row["elo_low"], row["elo_high"], 0)
        yield f"{row['name']}: strength {row['strength']:.4f}, Elo {row['elo']:.0f}{ends}{_place(row)}, n {row['n']}"


def _judges(report: dict[str, Any]) -> Iterator[str]:
    for judge, dimensions in report["judges"].items():
        for name, row in dimensions.items():
            yield (
                f"{judge} on {name}: RMSE raw {_figure(row['rmse_raw'])}, constant {_figure(row['rmse_constant'])}, "
                f"calibrated {_figure(row['rmse_calibrated'])} ({row['method'] or 'no mapping'}), n {row['n']}"
            )


def _verdicts(report: dict[str, Any]) -> Iterator[str]:
    for judge, row in report["judge_pairwise"].items():
        yield (
            f"{judge} on pairs: accuracy {_figure(row['accuracy'])}, consistency {_figure(row['consistency'])}, "
            f"{row['n_verdicts']} verdicts, {row['n_invalid']} invalid"
        )


def _uses(report: dict[str, Any]) -> Iterator[str]:
    """What judges' mappings are good for, in words; an older fit has no such sentences."""
    for entries in report["judges"].values():
        for entry in entries.values():
            yield from (entry[use]["sentence"] for use in ("direction", "abstention", "learning") if entry.get(use))
    for entry in report.get("preferences", {}).values():
        yield from (entry[use]["sentence"] for use in ("direction",) if entry.get(use))
    for tests in report["alt_test"].values():
        yield from (test["gate"] for test in tests.values() if test.get("gate"))
    yield from (row["sentence"] for row in report.get("estimates", [])[:_MOST_NAMES])


def _audits(report: dict[str, Any]) -> Iterator[str]:
    yield from (row["sentence"] for row in report["audits"])


def _place(row: dict[str, Any]) -> str:
    if row.get("rank_low") is None:
        return ""
    return f", place {row['rank_low']} to {row['rank_high']}, best with {row['p_best']:.0%}"


def _figure(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _ends(low: float | None, high: float | None, digits: int = 2) -> str:
    return "" if low is None or high is None else f" ({low:.{digits}f} to {high:.{digits}f})"
