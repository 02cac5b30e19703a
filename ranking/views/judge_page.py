"""What the page of one judge shows: one dimension at a time, or what it said of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import Dimension, Project, Rater
from annotations.selectors.materials import dimensions_of, primary_dimension
from annotations.telling import decimal
from ranking.charts.figure import Figure
from ranking.charts.of_judge import (
    abstention_figure,
    acceptance_figure,
    estimates_figure,
    learning_curve_figure,
    name_words,
    narrower_words,
    points_figure,
    preference_figure,
)
from ranking.charts.of_report import Scale, calibration_figures
from ranking.models import Fit, Mapping
from ranking.selectors.answers import DimensionFacts
from ranking.selectors.lineage import fit_newest_of
from ranking.selectors.rules import Rule, rule_for
from ranking.selectors.rules_kept import rules_of
from ranking.selectors.sections.estimates import UNNAMED
from ranking.selectors.sections.judges.versions import LEAST
from ranking.views.figures import drawn, scales_of

Entry = dict[str, Any]
PAIRS = "pairs:"


@dataclass(frozen=True)
class Choice:
    """One thing to look at: a dimension (`pairs` empty), or the key of what it said of pairs."""

    value: str
    label: str
    dimension: Dimension | None
    pairs: str = ""


@dataclass(frozen=True)
class Judgement:
    """A judge as its page reads it: the newest fit, what can be looked at, and what is."""

    project: Project
    judge: Rater
    fit: Fit | None
    choices: list[Choice]
    chosen: Choice | None

    @property
    def report(self) -> Entry:
        """The report of the fit; empty without one."""
        return dict(self.fit.report) if self.fit else {}

    @property
    def entry(self) -> Entry:
        """The figures of what is looked at."""
        if self.chosen is None:
            return {}
        if self.chosen.pairs:
            found: Entry = self.report["preferences"][self.chosen.pairs]
        else:
            found = self.report["judges"][self.judge.name][self.chosen.value]
        return found

    @property
    def test(self) -> Entry:
        """The alternative annotator test of it; empty where there is none."""
        if self.chosen is None:
            return {}
        tests = self.report["alt_test"]
        if self.chosen.pairs:
            return dict(tests.get(self.chosen.pairs, {}).get("comparisons", {}))
        return dict(tests.get(self.judge.name, {}).get(self.chosen.value, {}))

    @property
    def rule(self) -> Rule:
        """When the judge may stand alone on it, as a lead says now."""
        dimension = self.chosen.dimension if self.chosen and not self.chosen.pairs else None
        return rule_for(rules_of(self.project), self.judge.name, _facts(dimension) if dimension else None)


def judgement_of(project: Project, judge: Rater, wanted: str) -> Judgement:
    """The page of a judge, with what was asked for chosen, else the first there is."""
    fit = fit_newest_of(project)
    choices = _choices(project, judge, fit)
    chosen = next((one for one in choices if one.value == wanted), choices[0] if choices else None)
    return Judgement(project, judge, fit, choices, chosen)


def _choices(project: Project, judge: Rater, fit: Fit | None) -> list[Choice]:
    if fit is None:
        return []
    primary = primary_dimension(project)
    dimensions = sorted(dimensions_of(project), key=lambda one: primary is None or one.pk != primary.pk)
    scored = fit.report["judges"].get(judge.name, {})
    found = [Choice(one.name, str(one), one) for one in dimensions if one.name in scored]
    pairs = {key: entry for key, entry in fit.report.get("preferences", {}).items() if entry["judge"] == judge.name}
    for key, entry in pairs.items():
        label = f"{_('Comparisons')}: {entry['label']}" if len(pairs) > 1 else _("Comparisons")
        found.append(Choice(f"{PAIRS}{key}", label, None, key))
    return found


def page_of(page: Judgement) -> Entry:
    """The context of the page."""
    chosen = page.chosen
    if page.fit is None or chosen is None:
        return {}
    figures = drawn(page.fit, f"judge:{page.judge.name}:{chosen.value}:{page.rule.half_width}", lambda: _figures(page))
    return {
        "entry": page.entry, "test": page.test, "figures": figures, "rule": page.rule,
        "mapping": _mapping(page), "versions": _versions(page), "estimates": _estimates(page),
        "points": not chosen.pairs, "report": page.report,
        "tied_to_people": page.entry.get("scale") == "probability",
    }  # fmt: skip


def _figures(page: Judgement) -> dict[str, Figure | None]:
    chosen, report, entry = page.chosen, page.report, page.entry
    rule = page.rule.half_width
    if chosen is None:
        return {}
    scales = scales_of(dimensions_of(page.project), primary_dimension(page.project))
    if chosen.pairs:
        return {
            "reliability": preference_figure(
                entry, title=_("How often people prefer what is expected to be preferred")
            ),
            "learning": learning_curve_figure(entry["learning"], report, points=False),
            "alone": abstention_figure(entry["abstention"], report, rule=rule, points=False),
            "points": _points_figure(entry, scales),
        }
    only = {"judges": {page.judge.name: {chosen.value: entry}}}
    calibration = [figure for _judge, figure in calibration_figures(only, scales)]
    acceptance = entry.get("acceptance")
    return {
        "calibration": calibration[0] if calibration else None,
        "reliability": acceptance_figure(
            acceptance, title=_acceptance_title(page.judge.name, acceptance), upwards=_("Accepted by people")
        ),
        "learning": learning_curve_figure(entry.get("learning"), report, points=True),
        "alone": abstention_figure(entry.get("abstention"), report, rule=rule, points=True),
        "estimates": _estimates_figure(page, scales.get(chosen.value)),
    }


def _points_figure(entry: Entry, scales: dict[str, Scale]) -> Figure | None:
    """Verdicts put onto the scale of people's scores; None where people gave none."""
    for name, points in (entry["points"] or {}).items():
        if points["curve"] and name in scales:
            return points_figure(points, scales[name])
    return None


def _acceptance_title(judge: str, entry: Entry | None) -> str:
    words = {"judge": judge}
    if not entry or entry["method"] == "constant":
        return _("Whether people accept cannot be told from %(judge)s") % words
    before, after = entry["before"]["ece"], entry["after"]["ece"]
    if after < before:
        words |= {"before": decimal(before, 3), "after": decimal(after, 3)}
        return (
            _("The chances of acceptance that %(judge)s claims are off by %(before)s; calibrated, by %(after)s") % words
        )
    return _("%(judge)s claims about as much as people accept") % words


def _estimates(page: Judgement) -> list[Entry]:
    if page.chosen is None or page.chosen.pairs:
        return []
    return [
        row | {"narrower_words": narrower_words(row), "name": name_words(row)}
        for row in page.report.get("estimates", [])
        if row["judge"] == page.judge.name and row["dimension"] == page.chosen.value
    ]


def _estimates_figure(page: Judgement, scale: Scale | None) -> Figure | None:
    """Of the factor by which versions are told apart best: the first with several names, else any."""
    rows = [row for row in _estimates(page) if row["kind"] == "mean"]
    factors = {of: [row for row in rows if row["of"] == of] for of in ("version", "model", "temperature", UNNAMED)}
    chosen = next((each for each in factors.values() if len(each) > 1), None) or next(
        filter(None, factors.values()), []
    )
    if not chosen or scale is None:
        return None
    title = _estimates_title(chosen)
    return estimates_figure(chosen, title=title, label=scale.label, domain=(scale.minimum, scale.maximum))


def _estimates_title(rows: list[Entry]) -> str:
    saved = [row["narrower"] for row in rows if row["narrower"] is not None]
    if not saved or max(saved) < 0.01:
        return _("The judge saves no answers of people here")
    words = {"share": narrower_words(max(rows, key=lambda row: row["narrower"] or 0.0))}
    return _("With the judge’s scores intervals are up to %(share)s narrower") % words


def _mapping(page: Judgement) -> Mapping | None:
    rows = Mapping.objects.filter(fit=page.fit, judge=page.judge)
    if page.chosen is None:
        return None
    if page.chosen.pairs:
        return rows.filter(kind=Mapping.Kind.PREFERENCE, label=page.entry["label"]).first()
    return rows.filter(kind=Mapping.Kind.SCORES, dimension=page.chosen.dimension).first()


def _versions(page: Judgement) -> list[Entry]:
    """How many responses of every version people scored, and whether that is enough."""
    return [
        {"name": name, **counts, "enough": counts["labelled"] >= LEAST}
        for name, counts in page.entry.get("versions", {}).items()
    ]


def _facts(one: Dimension) -> DimensionFacts:
    return DimensionFacts(
        one.pk, one.name, one.kind, one.minimum, one.maximum, one.is_primary, one.acceptance_threshold
    )
