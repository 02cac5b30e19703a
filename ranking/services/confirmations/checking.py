"""What is wrong with the plan of a test, by field."""

from __future__ import annotations

from django.utils.translation import gettext as _

from annotations.models import Project, PromptTemplate, TemplateVersion
from annotations.services.rounds import MOST_OVERLAP, MOST_SAMPLES, MOST_TEMPERATURES
from ranking.models import Confirmation
from ranking.selectors.plans import evaluate_items, guardable, units_of
from ranking.services.confirmations.design import Design
from ranking.services.confirmations.tempering import asked_of
from ranking.services.leaks import Leak, leaks_of_version
from ranking.stats.decide.sequential import LEAST_UNITS

MOST_LOOKS = 10
MOST_NAMED = 5


def plan_faults(project: Project, design: Design, old: TemplateVersion | None) -> dict[str, str]:
    """This function will name every fault; what the round itself refuses is left to it."""
    return {
        **_version_faults(project, design, old),
        **_metric_faults(project, design),
        **_number_faults(project, design),
        **_policy_faults(design),
        **item_faults(project, design),
    }


def _version_faults(project: Project, design: Design, old: TemplateVersion | None) -> dict[str, str]:
    template = design.new.template
    if template.project_id != project.pk:
        return {"new": _("A template version belongs to another project.")}
    if template.purpose != PromptTemplate.Purpose.ANSWER:
        return {"new": _("A judge's template does not answer items; choose one that does.")}
    if old is None:
        return {"old": _("Choose the version to test against.")}
    if old.template_id != template.pk:
        return {"old": _("Choose another version of the same template.")}
    if old.pk == design.new.pk:
        return {"old": _("A version cannot be tested against itself.")}
    return _leak_faults(project, design)


def _leak_faults(project: Project, design: Design) -> dict[str, str]:
    """What the new version was shown of the items to test with, whoever wrote it. Of the old one the plan tells."""
    found = leaks_of_version(project, design.new)
    if not found:
        return {}
    places = [_place(part, leak) for part, leak in found]
    text = _(
        "%(version)s holds the text of items of split evaluate, which it would be tested on: %(places)s. "
        "Make a version without them, and test that one."
    )
    return {"new": text % {"version": design.new, "places": "; ".join(places[:MOST_NAMED])}}


def _place(part: str, leak: Leak) -> str:
    if leak.near:
        share = round(100 * leak.share)
        return _("nearly item %(item)s in %(part)s (%(share)d %% of its word pairs)") % {
            "item": leak.item, "part": part, "share": share}  # fmt: skip
    return _("item %(item)s in %(part)s") % {"item": leak.item, "part": part}


def _metric_faults(project: Project, design: Design) -> dict[str, str]:
    dimensions = {one.pk: one for one in guardable(project)}
    if design.metric not in Confirmation.Metric.values:
        return {"metric": _("Choose one of %(metrics)s.") % {"metrics": ", ".join(Confirmation.Metric.values)}}
    if design.metric == Confirmation.Metric.COMPARISONS:
        return {} if design.compare else {"compare": _("The metric is what people prefer, so they must compare.")}
    if not design.rate:
        return {"rate": _("The metric is a score, so people must rate.")}
    if not dimensions or (design.dimension is not None and design.dimension.pk not in dimensions):
        return {"dimension": _("Choose a dimension of this project that has numbers.")}
    return {}


def _number_faults(project: Project, design: Design) -> dict[str, str]:
    faults = {}
    dimensions = {one.pk: one.maximum - one.minimum for one in guardable(project)}
    for key, margin in design.margins.items():
        if key not in dimensions:
            faults["margins"] = _("A margin is given for a dimension that the project does not have.")
        elif not 0 < margin < dimensions[key]:
            faults[f"margin_{key}"] = _("A margin lies above 0 and below the length of the scale.")
    for name, value in {"gap_margin": design.gap_margin, "worthwhile": design.worthwhile}.items():
        if value is not None and not 0 <= value < max(dimensions.values(), default=1.0):
            faults[name] = _("Choose points from 0 to below the length of the scale.")
    if not 1 <= design.looks <= MOST_LOOKS:
        faults["looks"] = _("Choose 1 to %(most)d looks.") % {"most": MOST_LOOKS}
    if not 0 <= design.asked_at <= 2:
        faults["temperature"] = _("A temperature lies between 0 and 2.")
    if not 1 <= design.samples <= MOST_SAMPLES:
        faults["samples"] = _("Choose 1 to %(most)d samples.") % {"most": MOST_SAMPLES}
    if not 1 <= design.overlap <= MOST_OVERLAP:
        faults["overlap"] = _("Choose 1 to %(most)d answers per task.") % {"most": MOST_OVERLAP}
    return faults


def _policy_faults(design: Design) -> dict[str, str]:
    """Policies that were made before there was a limit may be served, but no round asks at so many."""
    if len(asked_of(design).temperatures) <= MOST_TEMPERATURES:
        return {}
    text = _("The served policy has more than %(most)d temperatures; choose one for the test.")
    return {"temperature": text % {"most": MOST_TEMPERATURES}}


def item_faults(project: Project, design: Design) -> dict[str, str]:
    """This function will say whether items lack for a decision."""
    items = evaluate_items(project)
    units = min(units_of(items), design.item_limit or len(items))
    if units >= LEAST_UNITS:
        return {}
    text = _(
        "A test needs at least %(least)d items of split evaluate that do not belong together; there are %(n)d. "
        "Import more: versions are tested on items that no proposal has seen."
    )
    return {"item_limit" if design.item_limit else "items": text % {"least": LEAST_UNITS, "n": units}}
