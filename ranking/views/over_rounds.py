"""A project's rounds side by side: scores, agreement, biases, strengths, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.models import Dimension, Project
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.materials import dimensions_of, primary_dimension
from annotations.telling import decimal, number
from ranking.charts.biases import SCALES, measured_label, side_name
from ranking.charts.figure import Figure
from ranking.charts.over_rounds import places_figure, series_figure
from ranking.charts.rounds import Point
from ranking.charts.tones import Hue, hues, judges_of
from ranking.selectors.costs import round_costs
from ranking.selectors.lineage import fitted_rounds
from ranking.selectors.over_rounds import (
    Place,
    Series,
    Turn,
    agreement_series,
    audit_series,
    score_places,
    standing_after,
    strength_series,
    turns_of,
)
from ranking.views.scores_title import scores_title


@require_safe
@project_role(Role.REVIEWER)
def over_rounds(request: ProjectRequest) -> HttpResponse:
    """One axis of rounds for all figures that can be compared."""
    turns = turns_of(request.project)
    dimension = primary_dimension(request.project)
    picked = [turn.number for turn in turns if turn.round.chosen]
    # Chosen items are another question than a round's sample; where nothing else was asked they stand alone.
    alike = turns if len(picked) == len(turns) else [turn for turn in turns if not turn.round.chosen]
    sections = list(_sections(request.project, alike, dimension)) if turns else []
    context = {
        "turns": turns,
        "rounds": fitted_rounds(request.project),
        "sections": sections,
        "costs": round_costs(turns, dimension.name) if turns and dimension else [],
        "dimension": dimension,
        "picked": picked if len(alike) < len(turns) else [],
        "stage": "report",
    }
    return render(request, "ranking/report_rounds.html", context)


def _sections(
    project: Project, turns: list[Turn], dimension: Dimension | None
) -> Iterator[tuple[str, str, list[Figure]]]:
    """(anchor, title, figures) of every section with something to show."""
    numbers = [turn.number for turn in turns]
    name = dimension.name if dimension else ""
    if dimension and (places := score_places(turns, name)):
        yield "scores", _("Scores"), [_scores(project, places, turns, dimension)]
    labels = {one.name: str(one) for one in dimensions_of(project)} | {"comparisons": _("Comparisons")}
    agreeing = agreement_series(turns, [name, "comparisons"], lambda one: labels.get(one, one))
    if agreeing:
        yield "agreement", _("Agreement"), [_agreement(agreeing, numbers)]
    biases = list(_biases(turns, numbers, name))
    if biases:
        yield "biases", _("Biases"), biases
    strengths = strength_series(turns)
    if strengths:
        yield "strengths", _("Strengths"), [_strengths(strengths, numbers)]


def _scores(project: Project, places: list[Place], turns: list[Turn], dimension: Dimension) -> Figure:
    numbers = [turn.number for turn in turns]
    rated = {place.round for place in places if place.people}
    last = next((turn.asked for turn in reversed(turns) if turn.number in rated), None)
    alike = {turn.number for turn in turns if turn.asked == last}
    note = _(
        "Mean %(label)s from %(low)s to %(high)s, people’s and the judge’s calibrated one; 95 %% intervals over "
        "prompts. The judge’s takes its map as given."
    ) % {"label": dimension, "low": number(dimension.minimum), "high": number(dimension.maximum)}
    if others := sorted(rated - alike):
        names = ", ".join(_("round %(n)d") % {"n": one} for one in others)
        note += " " + _("The title leaves out what asked another split, or was a test: %(rounds)s.") % {"rounds": names}
    address = reverse("responses", args=[project.slug])
    points = [
        Point(place.round, place.version, one.value, one.low, one.high, one.n)
        for place in places if (one := place.people)
    ]  # fmt: skip
    title = scores_title(
        points, str(dimension), asked={turn.number: turn.asked for turn in turns}, standing=standing_after(project)
    )
    return places_figure(
        places, numbers, title=title, note=note,
        domain=(dimension.minimum, dimension.maximum), mark=dimension.acceptance_threshold,
        hrefs=[
            f"{address}?round={place.round}&dimension={dimension.name}"
            for place in places for _side in range((place.people is not None) + len(place.judges))
        ],
        hue=_hue(turns),
    )  # fmt: skip


def _hue(turns: list[Turn]) -> Hue:
    """The tones of all judges of these rounds, the same on every panel."""
    return hues(name for turn in turns for name in judges_of(turn.report))


def _agreement(series: list[Series], numbers: list[int]) -> Figure:
    values = [one.value for line in series for one in line.measures]
    return series_figure(
        series, numbers,
        title=_("People’s agreement lies between %(low)s and %(high)s")
        % {"low": decimal(min(values)), "high": decimal(max(values))},
        note=_("Krippendorff’s alpha: 1 is full agreement, 0 chance. The line marks .667, the least to conclude by."),
        domain=(min(0.0, *values), 1.0), mark=0.667, column=_("On"),
    )  # fmt: skip


def _biases(turns: list[Turn], numbers: list[int], dimension: str) -> Iterator[Figure]:
    """A panel for each kind that at least two rounds have; choices in points of a hundred, scores in points."""
    for kind, on in (
        ("position", "choices"), ("length", "choices"), ("length", "residuals"), ("severity", "residuals"),
    ):  # fmt: skip
        choices = on == "choices"
        series = audit_series(turns, kind, on, dimension="" if choices else dimension)
        if _several(series):
            by = SCALES[kind] if choices else 1
            yield series_figure(
                _named(series), numbers, title=_last_title(series, measured_label(kind, choices=choices), by),
                note=_bias_note(choices), by=by, decimals=1 if choices else 2, mark=0.0, hue=_hue(turns),
            )  # fmt: skip
    yield from _gaps(turns, numbers, dimension)


def _gaps(turns: list[Turn], numbers: list[int], dimension: str) -> Iterator[Figure]:
    """Every two values of every attribute, people's gap and the judges'."""
    pairs: dict[tuple[str, tuple[str, ...]], None] = {}
    for turn in turns:
        for row in turn.report["audits"]:
            if row["kind"] == "counterfactual":
                pairs[row["attribute"], tuple(row.get("values", ()))] = None
    for attribute, values in list(pairs)[:3]:
        series = audit_series(
            turns, "counterfactual", "swaps", dimension=dimension, attribute=attribute, values=list(values)
        )  # fmt: skip
        if _several(series):
            words = {"attribute": attribute, "one": values[0], "other": values[1]}
            title = _last_title(series, _("%(attribute)s, %(one)s less %(other)s") % words, 1)
            yield series_figure(_named(series), numbers, title=title, note=_bias_note(False), mark=0.0, hue=_hue(turns))


def _last_title(series: list[Series], what: str, by: float) -> str:
    """Whose bias is largest in the last round, where any clearly is one."""
    last = max(one.measures[-1].round for one in series)
    ends = [(one.of, one.measures[-1]) for one in series if one.measures[-1].round == last]
    clear = [(of, one) for of, one in ends if one.clear]
    if not clear:
        return _("%(what)s: nothing is clear in round %(round)d") % {"what": what, "round": last}
    of, most = max(clear, key=lambda pair: abs(pair[1].value))
    words = {
        "what": what, "who": side_name(of), "points": decimal(most.value * by, 1 if by > 1 else 2), "round": last,
    }  # fmt: skip
    return _("%(what)s: %(points)s points for %(who)s in round %(round)d") % words


def _several(series: list[Series]) -> bool:
    return len({one.round for line in series for one in line.measures}) > 1


def _named(series: list[Series]) -> list[Series]:
    return [Series(_("People") if one.of == "people" else one.name, one.of, one.measures) for one in series]


def _bias_note(choices: bool) -> str:
    if choices:
        return _("Points of a hundred choices. Zero is no bias. Intervals are 95 %.")
    return _("Points of the scale. Zero is no bias. Intervals are 95 %.")


def _strengths(series: list[Series], numbers: list[int]) -> Figure:
    best = max(series, key=lambda one: (one.measures[-1].round, one.measures[-1].value))
    return series_figure(
        series, numbers,
        title=_("%(name)s is ahead in round %(round)d")
        % {"name": best.name, "round": best.measures[-1].round},
        note=_(
            "Elo. 1000 is the average of those compared in the same round, so compare within a round. Intervals are "
            "95 %."
        ),
        decimals=0, mark=1000, column=_("Name"),
    )  # fmt: skip
