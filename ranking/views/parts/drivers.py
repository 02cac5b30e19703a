"""What people reward, what judges reward, and where they part."""

from __future__ import annotations

from typing import Any

from annotations.models import Response
from ranking.charts.drivers import drivers_figure, trait_name
from ranking.charts.figure import Figure
from ranking.selectors.clear import is_clear
from ranking.views.figures import drawn
from ranking.views.parts.base import Reading
from ranking.views.parts.links import rows_of, rows_of_side

# Of the other dimensions, in a file.
MOST = 8


def drivers(reading: Reading) -> dict[str, Any] | None:
    """Sentences, the figure of one dimension, and the responses that show each effect best."""
    report = reading.report
    measured = {row["dimension"] for row in report.get("drivers") or []}
    with_effects = [name for name in reading.scales if name in measured]
    if not with_effects:
        return None
    dimension = reading.shown if reading.shown in with_effects else with_effects[0]

    rows = [row for row in report["drivers"] if row["dimension"] == dimension]
    apart = [row for row in report.get("partings", ()) if row["dimension"] == dimension]
    return {
        "dimension": dimension,
        "dimensions": [(name, reading.label(name)) for name in with_effects],
        "figure": _figure(reading, dimension),
        "others": [_figure(reading, name) for name in with_effects if name != dimension][:MOST]
        if reading.whole
        else [],
        "partings": _clear(apart, "difference"),
        "judged": bool(apart),
        "people": _clear([row for row in rows if row["on"] == "people"], "effect"),
        "traits": _traits(reading, rows, apart),
        "source": rows_of(reading, dimension=dimension),
    }


def _figure(reading: Reading, dimension: str) -> Figure | None:
    def link(of: str) -> str:
        return rows_of_side(reading, of, dimension=dimension)

    def draw() -> list[Figure | None]:
        return [drivers_figure(reading.report, dimension, reading.label(dimension), link=link)]

    return drawn(reading.fit, f"drivers:{dimension}", draw)[0]


def _clear(rows: list[dict[str, Any]], size: str) -> list[dict[str, Any]]:
    """The clear ones, the largest first."""
    found = [row for row in rows if is_clear(row)]
    return sorted(found, key=lambda row: -abs(row[size]))


def _traits(reading: Reading, rows: list[dict[str, Any]], apart: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By trait: its name, and the responses that show best what people, and what judges beyond them, give for it."""
    shown = [*(row for row in rows if row["on"] == "people"), *apart]
    items = dict(
        Response.objects.filter(pk__in={pk for row in shown for pk in row["responses"]}).values_list(
            "pk", "item__external_id"
        )
    )
    found: dict[str, dict[str, Any]] = {}
    for row in shown:
        trait = found.setdefault(row["name"], {"name": trait_name(row), "sides": []})
        links = [(pk, items[pk]) for pk in row["responses"] if pk in items]
        trait["sides"].append({"of": row["on"], "apart": "difference" in row, "links": links})
    return [trait for trait in found.values() if any(side["links"] for side in trait["sides"])]
