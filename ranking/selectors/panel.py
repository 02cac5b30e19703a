"""People as a panel: what severity, noise and confusions their answers tell, once for the report and for its rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import fdtrc

from annotations.said import Said
from ranking.selectors.answers import Answers, DimensionFacts, PairRows, ScoreRows
from ranking.selectors.sections.people import compared, scored
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.consensus import CellMeans, cell_means
from ranking.stats.errors import StatsError
from ranking.stats.reliability.confusions import Confusions, confusions
from ranking.stats.reliability.noise import Noise, rater_noise
from ranking.stats.reliability.parts import Linked, largest_linked
from ranking.stats.reliability.severity import Severity, severity

# Choices between two from the side of the first: as they stand in the pairs, and as each looks from the other side.
CHOICES, MIRROR = (-1.0, 0.0, 1.0, 2.0), (2, 1, 0, 3)


@dataclass(frozen=True)
class Scored:
    """People's scores of one dimension in points.

    `plain` are the means of responses, by place. `adjusted`, `low`, `high` stand beside them (nan where severity is not
    told). `fit` is over the rater places `raters` (r,), `noise` over the same; each is None with its reason beside it.
    """

    plain: CellMeans
    linked: Linked
    adjusted: Floats
    low: Floats
    high: Floats
    raters: Ints
    fit: Severity | None
    fit_missing: str | None
    noise: Noise | None
    noise_missing: str | None
    severity_p: float | None


@dataclass(frozen=True)
class Named:
    """People's categories, or their choices between two: the model over `raters` (r,), or why there is none.

    `codes` are the classes; `units` are places of responses (or pairs) in the order of the model's chances, and `votes`
    (units, k) how many people said each class of them.
    """

    codes: tuple[str, ...]
    units: Ints
    votes: Ints
    raters: Ints
    model: Confusions | None
    missing: str | None


@dataclass(frozen=True)
class Panel:
    """By dimension's place, and by key: dimensions of categories and of yes and no, and comparisons."""

    points: dict[int, Scored] = field(default_factory=dict)
    named: dict[str, Named] = field(default_factory=dict)


def panel_of(data: Answers, *, seed: int) -> Panel:
    """Everything about how people answered that figures and stored rows share."""
    panel = Panel()
    for place, dimension, rows in scored(data):
        known = rows.rows(~np.isnan(rows.value))
        if not len(known.answer):
            continue
        if dimension.in_points:
            panel.points[place] = _scored(data, dimension, known)
        if dimension.kind in ("category", "binary"):
            panel.named[dimension.name] = _of_categories(data, dimension, known, seed)
    for key, pairs in compared(data):
        panel.named[key] = _of_choices(data, pairs, seed)
    return panel


def _scored(data: Answers, dimension: DimensionFacts, rows: ScoreRows) -> Scored:
    """Means use every score, repeats included; so does the fit, of the largest part that overlap ties together."""
    ends = dimension.minimum, dimension.maximum
    low, high = (np.full(len(rows.value), end) for end in ends)
    plain = cell_means(rows.response, rows.value, raters=data.answers.rater[rows.answer], minimum=low, maximum=high)
    cells = np.searchsorted(plain.cells, rows.response)
    raters, codes = np.unique(data.answers.rater[rows.answer], return_inverse=True)
    linked = largest_linked(cells, codes)
    adjusted, lower, upper = (np.full(len(plain.cells), np.nan) for _ in range(3))
    inside = np.flatnonzero(linked.rows) if linked.raters > 1 else np.zeros(0, dtype=np.int64)
    own_cells, cell_codes = np.unique(cells[inside], return_inverse=True)
    own_raters, rater_codes = np.unique(codes[inside], return_inverse=True)
    found: Severity | None = None
    missing: str | None = None
    try:
        found = severity(cell_codes, rater_codes, rows.value[inside])
    except StatsError as error:
        missing = _ALONE if len(raters) > 1 and linked.raters < 2 else str(error)
    if found is not None:
        for column, values in ((adjusted, found.adjusted), (lower, found.low), (upper, found.high)):
            column[own_cells] = np.clip(values, *ends)
    first = rows.first[inside]
    noise, noise_missing = _noise(cell_codes, rater_codes, rows.value[inside], first, found)
    return Scored(
        plain=plain, linked=linked, adjusted=adjusted, low=lower, high=upper, raters=raters[own_raters], fit=found,
        fit_missing=missing, noise=noise, noise_missing=noise_missing,
        severity_p=_severity_p(cell_codes, rows.value[inside], found) if found else None,
    )  # fmt: skip


_ALONE = Said("No two raters scored the same response, so severity cannot be told from what they scored.")


def _noise(
    cells: Ints, raters: Ints, values: Floats, first: Bools, found: Severity | None
) -> tuple[Noise | None, str | None]:
    if found is None:
        return None, Said("Noise is what severity leaves, and severity cannot be told.")
    try:
        return rater_noise(cells[first], raters[first], (values - found.leniency[raters])[first]), None
    except StatsError as error:
        return None, str(error)


def _severity_p(cells: Ints, values: Floats, found: Severity) -> float:
    """Were all raters equally severe, how likely leniencies that differ as much: the F test of the two-way layout."""
    means = np.bincount(cells, weights=values) / np.bincount(cells)
    without = float(((values - means[cells]) ** 2).sum())
    left = found.sigma**2 * found.freedom
    spent = len(found.leniency) - 1
    return float(fdtrc(spent, found.freedom, max(0.0, without - left) / spent / (left / found.freedom)))


def _of_categories(data: Answers, dimension: DimensionFacts, rows: ScoreRows, seed: int) -> Named:
    rows = rows.rows(rows.first)
    values, said = np.unique(rows.value, return_inverse=True)
    codes = tuple(
        data.codes[int(value)] if dimension.kind == "category" and data.codes else f"{value:g}" for value in values
    )
    return _named(codes, rows.response, data.answers.rater[rows.answer], said, None, seed)


def _of_choices(data: Answers, rows: PairRows, seed: int) -> Named:
    """Ballots of two; a longer ranking's pairs hang together, and are no choices by themselves."""
    ballot = rows.ballot
    rows = rows.rows(rows.first & (np.bincount(ballot)[ballot] == 1))
    said = np.searchsorted(CHOICES, rows.chose)
    named = ("second", "tie", "first", "neither")
    if not len(rows.answer):
        nothing = np.zeros(0, dtype=np.int64)
        reason = Said("People ordered three or more at once; confusions are told from choices between two.")
        return Named(named[:3], nothing, nothing.reshape(0, 3), nothing, None, reason)
    k = 4 if rows.neither.any() else 3
    mirror = np.array(MIRROR[:k], dtype=np.int64)
    return _named(named[:k], rows.pair, data.answers.rater[rows.answer], said, mirror, seed)


def _named(codes: tuple[str, ...], units: Ints, raters: Ints, said: Ints, mirror: Ints | None, seed: int) -> Named:
    places, unit_codes = np.unique(units, return_inverse=True)
    people, rater_codes = np.unique(raters, return_inverse=True)
    k = len(codes)
    votes = np.bincount(unit_codes * k + said, minlength=len(places) * k).reshape(-1, k)
    model: Confusions | None = None
    missing: str | None = None
    try:
        model = confusions(unit_codes, rater_codes, said, categories=k, mirror=mirror, seed=seed)
    except StatsError as error:
        missing = str(error)
    return Named(codes, places, votes, people, model, missing)
