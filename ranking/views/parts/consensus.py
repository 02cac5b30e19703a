"""What people's answers add up to: how sure, freed of severity, and how raters err on categories."""

from collections.abc import Iterator
from typing import Any

from ranking.charts.of_people import label_of, points_text
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of

# Which of two is called the first says nothing.
SIDES = ("first", "second")


def consensus(reading: Reading) -> dict[str, Any] | None:
    """One line for each dimension, and the true shares of categories."""
    report, labels = reading.report, reading.labels
    found: dict[str, Any] = report.get("consensus") or {}
    shares = list(_shares(report.get("dawid_skene") or {}, labels))
    if not found and not shares:
        return None
    points = [{"key": name, "label": labels.get(name, name), **row} for name, row in found.items() if "adjusted" in row]
    names = [{"key": name, "label": labels.get(name, name), **row} for name, row in found.items() if "sure" in row]
    return {
        "points": points, "names": names, "shares": shares, "because": list(_because(points)),
        "adjusted": any(row["adjusted"] for row in points), "source": rows_of(reading, answered="people"),
    }  # fmt: skip


def _because(points: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """Each reason once, with the dimensions that it holds for; none are named where it holds for all."""
    reasons: dict[str, list[str]] = {}
    for row in points:
        reasons.setdefault(row["adjusted_because"], []).append(row["label"])
    for text, names in reasons.items():
        yield text, names if len(reasons) > 1 else []


def _shares(found: dict[str, Any], labels: dict[str, str]) -> Iterator[dict[str, Any]]:
    for key, row in found.items():
        choice = key == "comparisons" or key.startswith("comparisons/")
        for each in row["shares"] if row else ():
            if choice and each["category"] in SIDES:
                continue
            yield {
                "label": label_of(key, labels), "category": each["category"], "choice": choice,
                "share": points_text(100 * each["share"], 100 * each["ci_low"], 100 * each["ci_high"], 0),
                "plain": points_text(100 * each["plain"], None, None, 0), "n": row["n_units"],
            }  # fmt: skip
