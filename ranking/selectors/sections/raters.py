"""How far each rater can be relied on, and who stands far from the rest."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.panel import Named, Panel, Scored
from ranking.selectors.sections.agreement import level_of
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.people import compared, scored
from ranking.selectors.sections.raters_apart import Measure, flags_of
from ranking.stats.arrays import Floats, Ints
from ranking.stats.proportion import share_of
from ranking.stats.reliability.confusions import LEAST_ANSWERS
from ranking.stats.reliability.rest import WithRest, agreement_with_rest
from ranking.stats.repeats import asked_again
from ranking.stats.student import t_reach

# With a handful of raters, gaps to the nearest other that are worth telling: severity of one standard deviation of the
# noise, agreement of .3, half as much noise again, and odds of being right of e to one.
LEAST_AGREEMENT, LEAST_NOISE, LEAST_ODDS = 0.3, float(np.log(1.5)), 1.0
Row = dict[str, Any]


def raters_section(context: Context, panel: Panel) -> list[Row]:
    """The key `raters`: one row for each person who answered, by name."""
    data = context.answers
    taken = data.answers.taken & ~data.answers.by_judge
    places, counts = np.unique(data.answers.rater[taken], return_counts=True)
    rows = {place: _row(data, place, n) for place, n in zip(places.tolist(), counts.tolist(), strict=True)}
    measures = [
        *_dimensions(data, panel, rows), *_comparisons(data, panel, rows), *_repeats(data, rows), *_checks(data, rows),
    ]  # fmt: skip
    for rater, flags in flags_of(measures).items():
        rows[rater]["flags"] = flags
    _warn(context, rows)
    found = sorted(rows.values(), key=lambda row: row["name"])
    _explain(context, found, panel)
    return found


def _row(data: Answers, place: int, n: int) -> Row:
    rater = data.entities.raters[place]
    return {
        "name": rater.name, "rater": rater.id, "simulated": rater.simulated, "n": n, "dimensions": {},
        "comparisons": {}, "self_consistency": None, "checks": None, "flags": [],
    }  # fmt: skip


def _dimensions(data: Answers, panel: Panel, rows: dict[int, Row]) -> list[Measure]:
    measures = []
    for place, dimension, said in scored(data):
        known = said.rows(said.first & ~np.isnan(said.value))
        if not len(known.answer):
            continue
        raters = data.answers.rater[known.answer]
        nominal = level_of(dimension) == "nominal"
        present, codes = np.unique(raters, return_inverse=True)
        rest = agreement_with_rest(known.response, codes, known.value, known.answer, nominal=nominal)
        counts = np.bincount(codes)
        for code, rater in enumerate(present.tolist()):
            rows[rater]["dimensions"][dimension.name] = {"n": int(counts[code]), "agreement": _agreement(rest, code)}
        measures.append(Measure("far_from_others", dimension.name, present, rest.value, rest.error, LEAST_AGREEMENT))
        if (points := panel.points.get(place)) is not None:
            measures += _points(points, dimension.name, present, rows)
        if (named := panel.named.get(dimension.name)) is not None:
            measures += _named(named, dimension.name, "dimensions", present, rows)
    return measures


def _points(found: Scored, name: str, present: Ints, rows: dict[int, Row]) -> list[Measure]:
    """Severity and noise of those whom overlap ties together; null for everybody else who scored."""
    for rater in present.tolist():
        rows[rater]["dimensions"][name] |= {"severity": None, "noise": None}
    fit, noise = found.fit, found.noise
    if fit is None:
        return []
    for code, rater in enumerate(found.raters.tolist()):
        lean, reach = float(fit.leniency[code]), float(fit.reach[code])
        rows[rater]["dimensions"][name]["severity"] = {
            "leniency": lean, "ci_low": lean - reach, "ci_high": lean + reach, "n": int(fit.n[code]),
        }  # fmt: skip
        if noise is not None and np.isfinite(noise.sd[code]):
            rows[rater]["dimensions"][name]["noise"] = {
                "sd": float(noise.sd[code]), "ci_low": float(noise.low[code]), "ci_high": float(noise.high[code]),
                "n": int(noise.n[code]),
            }  # fmt: skip
    errors = fit.reach / float(t_reach(fit.freedom))
    measures = [Measure("severity", name, found.raters, fit.leniency, errors, fit.sigma)]
    if noise is not None:
        measures.append(Measure("noisy", name, found.raters, noise.log_sd, noise.log_error, LEAST_NOISE))
    return measures


def _named(found: Named, name: str, part: str, present: Ints, rows: dict[int, Row]) -> list[Measure]:
    """What Dawid and Skene's model says of each rater."""
    for rater in present.tolist():
        rows[rater][part][name]["reliability"] = None
    model = found.model
    if model is None:
        return []
    for code, rater in enumerate(found.raters.tolist()):
        if np.isfinite(model.reliability[code]):
            rows[rater][part][name]["reliability"] = {
                "value": float(model.reliability[code]), "ci_low": float(model.low[code]),
                "ci_high": float(model.high[code]), "n": int(model.n[code]),
            }  # fmt: skip
    share = np.clip(model.reliability, 1e-6, 1 - 1e-6)
    logit = np.log(share / (1 - share))
    return [Measure("confuses", name, found.raters, logit, model.logit_error, LEAST_ODDS)]


def _comparisons(data: Answers, panel: Panel, rows: dict[int, Row]) -> list[Measure]:
    measures = []
    for key, said in compared(data):
        first = said.rows(said.first)
        present, codes = np.unique(data.answers.rater[first.answer], return_inverse=True)
        rest = agreement_with_rest(first.pair, codes, first.chose, first.answer, nominal=True)
        ballots = np.unique(np.stack([codes, first.answer]), axis=1)[0]
        counts = np.bincount(ballots, minlength=len(present))
        for code, rater in enumerate(present.tolist()):
            rows[rater]["comparisons"][key] = {"n": int(counts[code]), "agreement": _agreement(rest, code)}
        measures.append(Measure("far_from_others", key, present, rest.value, rest.error, LEAST_AGREEMENT))
        measures += _named(panel.named[key], key, "comparisons", present, rows)
    return measures


def _agreement(rest: WithRest, code: int) -> Row | None:
    if not np.isfinite(rest.value[code]):
        return None
    return {
        "value": float(rest.value[code]), "ci_low": float(rest.low[code]), "ci_high": float(rest.high[code]),
        "n": int(rest.n[code]),
    }  # fmt: skip


def _repeats(data: Answers, rows: dict[int, Row]) -> list[Measure]:
    """Of everything a rater was asked again, how much was answered alike."""
    alike: dict[int, list[float]] = {}
    parts = [(said.answer, said.response, said.value) for _place, _dimension, said in scored(data)]
    parts += [(said.answer, said.pair, said.chose) for _key, said in compared(data)]
    for answers, units, values in parts:
        raters = data.answers.rater[answers]
        later, before = asked_again(raters, units)
        same = (np.abs(values[later] - values[before]) < 1e-9) | (np.isnan(values[later]) & np.isnan(values[before]))
        for rater, one in zip(raters[later].tolist(), same.tolist(), strict=True):
            alike.setdefault(rater, []).append(float(one))
    shares = {rater: (sum(same), len(same)) for rater, same in alike.items()}
    return _shares(rows, shares, "self_consistency", "share_equal", "inconsistent")


def _checks(data: Answers, rows: dict[int, Row]) -> list[Measure]:
    checks = data.beside.checks if data.beside else {}
    return _shares(rows, checks, "checks", "accuracy", "misses_checks")


def _shares(
    rows: dict[int, Row], shares: dict[int, tuple[float, int]], key: str, name: str, code: str
) -> list[Measure]:
    """Wilson's share of each rater, and its logit to compare them by (half a row added to each side: Haldane 1956)."""
    raters = np.array(sorted(rater for rater in shares if rater in rows), dtype=np.int64)
    part, n = (np.array([shares[rater][side] for rater in raters.tolist()], dtype=float) for side in (0, 1))
    for rater in raters.tolist():
        found = share_of(*shares[rater])
        if found is not None:
            rows[rater][key] = {name: found.share, "ci_low": found.low, "ci_high": found.high, "n": found.n}
    values: Floats = np.log((part + 0.5) / (n - part + 0.5))
    return [Measure(code, "", raters, values, np.sqrt(1 / (part + 0.5) + 1 / (n - part + 0.5)), LEAST_ODDS)]


def _warn(context: Context, rows: dict[int, Row]) -> None:
    apart = sum(bool(row["flags"]) for row in rows.values())
    if apart:
        context.warn(
            "raters_apart",
            Said(
                "{n} of {all} raters stand far from the rest; the report names them, and why. Their answers still "
                "count in every figure: look at what they say before trusting it.",
                n=apart, all=len(rows),
            ),
            "raters",
        )  # fmt: skip


def _explain(context: Context, found: list[Row], panel: Panel) -> None:
    """Why blocks of the rows are null: reasons of the dimension as a whole, else that there is too little."""
    if not found:
        context.because("raters", Said("No person has answered."))
    few = Said("Fewer than ten answers of this rater, in as many tasks, are to what somebody else answered too.")
    same, flat = Said("All answers are the same, so nothing tells raters apart."), _flat(context.answers)
    places = {each.name: place for place, each in enumerate(context.answers.entities.dimensions)}
    for number, row in enumerate(found):
        if row["self_consistency"] is None:
            context.because(f"raters.{number}.self_consistency", Said("This rater was not asked the same thing again."))
        if row["checks"] is None:
            context.because(f"raters.{number}.checks", _unchecked(context.answers))
        for part in ("dimensions", "comparisons"):
            for name, blocks in row[part].items():
                path = f"raters.{number}.{part}.{name}"
                reasons = {"agreement": same if name in flat else few, **_missing(panel, places.get(name), name)}
                for block in blocks:
                    if blocks[block] is None:
                        context.because(f"{path}.{block}", reasons.get(block, few))


def _flat(data: Answers) -> set[str]:
    """The dimensions, and keys of comparisons, on which everybody said the same of everything."""
    parts = [(dimension.name, said.value) for _place, dimension, said in scored(data)]
    parts += [(key, said.chose) for key, said in compared(data)]
    return {name for name, values in parts if len(np.unique(values[~np.isnan(values)])) < 2}


def _unchecked(data: Answers) -> str:
    if data.beside is None:
        return Said("Checks are counted over all answers together, not by a field.")
    return Said("This rater has answered no check.")


def _missing(panel: Panel, place: int | None, name: str) -> dict[str, str]:
    reasons: dict[str, str] = {}
    if place is not None and (points := panel.points.get(place)) is not None:
        alone = Said("This rater shares no response with those whose severity can be compared.")
        reasons["severity"] = points.fit_missing or alone
        reasons["noise"] = points.noise_missing or Said("Fewer than three scores of this rater are shared.")
    if (named := panel.named.get(name)) is not None:
        reasons["reliability"] = named.missing or Said(
            "Fewer than {least} answers of this rater are to what two others answered too.", least=LEAST_ANSWERS
        )
    return reasons
