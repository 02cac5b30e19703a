"""Whose mark is whose: people have one hue and shape, every judge its own, the same on all figures of a report."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from ranking.charts.render import TOKENS, Spec

Tone = Literal["people", "judge", "judge-2", "judge-3"]
Hue = Callable[[str], Tone]
JUDGES: tuple[Tone, ...] = ("judge", "judge-2", "judge-3")
# Shapes tell them apart where hues do not.
SHAPES: dict[Tone, str] = {"people": "circle", "judge": "diamond", "judge-2": "square", "judge-3": "triangle-up"}


def hues(judges: Iterable[str]) -> Hue:
    """Gives "people" or a judge's name its tone: judges take theirs by name, those beyond the third share the last."""
    order = sorted({*judges} - {"people"})

    def hue(of: str) -> Tone:
        if of == "people":
            return "people"
        return JUDGES[min(order.index(of), len(JUDGES) - 1)] if of in order else JUDGES[0]

    return hue


def judges_of(report: dict[str, Any]) -> set[str]:
    """The names of all judges that a report speaks of: by scores, by verdicts, and in audits."""
    audited = {row["of"] for row in report.get("audits", ())}
    return {*report.get("judges", ()), *(row["judge"] for row in report.get("preferences", {}).values()), *audited} - {
        "people"
    }


def coloured(field: str = "tone") -> Spec:
    """Vega-Lite of a colour by tone."""
    return _by(field, [TOKENS[tone] for tone in SHAPES])


def shaped(field: str = "tone") -> Spec:
    """Vega-Lite of a shape by tone."""
    return _by(field, list(SHAPES.values()))


def _by(field: str, marks: list[str]) -> Spec:
    return {"field": field, "type": "nominal", "legend": None, "scale": {"domain": list(SHAPES), "range": marks}}
