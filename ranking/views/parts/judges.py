"""The judge against people."""

from collections.abc import Iterator
from typing import Any

from ranking.charts.figure import Figure
from ranking.charts.of_report import MOST_FIGURES, calibration_figures
from ranking.selectors.clear import goes_against
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of

MOST_JUDGES = 6


def judges(reading: Reading) -> dict[str, Any] | None:
    """What each judge is worth in words; calibration before and after, each one's first dimension first."""
    report, scales = reading.report, reading.scales
    found = drawn(reading.fit, "calibration", lambda: list(calibration_figures(report, scales))[:MOST_FIGURES])
    words = list(_words(reading))
    if not found and not words:
        return None
    first, others = _parted(found)
    return {
        "figures": first, "others": others, "judges": words[:MOST_JUDGES], "more": words[MOST_JUDGES:],
        "source": rows_of(reading, answered="judges"),
    }  # fmt: skip


def _parted(found: list[tuple[str, Figure]]) -> tuple[list[Figure], list[Figure]]:
    """The first figure of each judge, and the rest."""
    own = dict(reversed(found))
    first = [figure for judge, figure in found if own[judge] is figure]
    return first, [figure for judge, figure in found if own[judge] is not figure]


def _words(reading: Reading) -> Iterator[dict[str, Any]]:
    """By judge: its name, whether it may stand in, and the sentences on the primary dimension or on comparisons."""
    report = reading.report
    for judge, dimensions in report["judges"].items():
        on = reading.primary if reading.primary in dimensions else next(iter(dimensions))
        test = report["alt_test"].get(judge, {}).get(on, {})
        yield _told(judge, dimensions[on], test)
    for key, entry in report.get("preferences", {}).items():
        name = f"{key} · {reading.labels['comparisons']}"
        yield _told(name, entry, report["alt_test"].get(key, {}).get("comparisons", {}))


def _told(name: str, entry: dict[str, Any], test: dict[str, Any]) -> dict[str, Any]:
    alone = entry.get("abstention") or {}
    against = entry["direction"]["sentence"] if goes_against(entry) else ""
    sentences = (against, entry.get("sentence"), test.get("gate"), alone.get("sentence"))
    return {
        "name": name,
        "known": bool(test) or bool(against),
        "may": False if against else test.get("may_stand_in"),
        "against": against,
        "sentences": [sentence for sentence in sentences if sentence],
    }
