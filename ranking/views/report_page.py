"""A report as a page, and as a file, has it: the reading, the sentences, the parts."""

from typing import Any

from django.utils.translation import gettext as _

from annotations.models import Project
from annotations.selectors.materials import dimensions_of, primary_dimension
from annotations.telling import told
from ranking.models import Fit
from ranking.selectors.pseudonyms import without_names
from ranking.selectors.story import story
from ranking.selectors.story_people import people_story
from ranking.views.figures import scales_of
from ranking.views.parts import Reading, parts_of


def reading_of(
    project: Project, fit: Fit, *, named: bool = False, whole: bool = False, dimension: str | None = None, by: str = ""
) -> Reading:
    """A fit as the reader sees it; see `Reading`."""
    if not named:
        fit.report = without_names(fit.report, project=project)
    dimensions, primary = dimensions_of(project), primary_dimension(project)
    return Reading(
        project=project,
        fit=fit,
        labels={one.name: str(one) for one in dimensions} | {"comparisons": _("Comparisons")},
        scales=scales_of(dimensions, primary),
        primary=primary.name if primary else None,
        dimension=dimension,
        by=by,
        named=named,
        whole=whole,
    )


def page_of(reading: Reading) -> dict[str, Any]:
    """What the templates of a report take: `report`, `story`, `warnings`, `parts`, `whole`."""
    found = reading.report
    parts = (story, people_story)
    lines = [line for part in parts for line in part(found, primary=reading.primary, labels=reading.labels)]
    # Biases have a part of their own, with what to do about each; what the story says is not said again.
    biases, said = {audit["sentence"] for audit in found["audits"]}, {line.text for line in lines}
    warnings = [one for one in found["warnings"] if one["text"] not in biases]
    return {
        "report": found,
        "labels": reading.labels,
        "story": sorted(lines, key=lambda line: line.place),
        "warnings": [one for one in warnings if told(one["text"], found.get("said")) not in said],
        "parts": list(parts_of(reading)),
        "whole": reading.whole,
    }
