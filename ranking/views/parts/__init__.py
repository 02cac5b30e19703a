"""The parts of a report's page: one file and one template each, named here in the order of the page.

To add one: a function of a `Reading` in a file of its own, its template in `templates/ranking/parts/`, its line below,
and its title and method in `contents.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ranking.views.parts.agreement import agreement
from ranking.views.parts.answers import answers
from ranking.views.parts.base import Part, Reading, Shown
from ranking.views.parts.biases import biases
from ranking.views.parts.confidence import confidence
from ranking.views.parts.consensus import consensus
from ranking.views.parts.consistency import consistency
from ranking.views.parts.contents import METHODS, TITLES
from ranking.views.parts.drivers import drivers
from ranking.views.parts.estimates import estimates
from ranking.views.parts.feedback import feedback
from ranking.views.parts.judges import judges
from ranking.views.parts.raters import raters
from ranking.views.parts.reasons import reasons
from ranking.views.parts.scores import scores
from ranking.views.parts.slices import slices
from ranking.views.parts.strengths import strengths
from ranking.views.parts.within import within

__all__ = ["PARTS", "Part", "Reading", "Shown", "parts_of"]

PARTS: dict[str, Part] = {
    "answers": answers,
    "scores": scores,
    "slices": slices,
    "strengths": strengths,
    "within": within,
    "judges": judges,
    "estimates": estimates,
    "confidence": confidence,
    "feedback": feedback,
    "agreement": agreement,
    "consistency": consistency,
    "consensus": consensus,
    "raters": raters,
    "drivers": drivers,
    "biases": biases,
    "reasons": reasons,
}


def parts_of(reading: Reading) -> Iterator[Shown]:
    """The parts that have something to show, in the order of the page."""
    for name, part in PARTS.items():
        found = part(reading)
        if found is not None:
            yield Shown(
                name,
                f"ranking/parts/_{name}.html",
                found,
                title=str(found.get("title") or TITLES.get(name) or name.replace("_", " ").capitalize()),
                how=str(found.get("how") or METHODS.get(name, "")),
                source=found.get("source", ""),
            )
