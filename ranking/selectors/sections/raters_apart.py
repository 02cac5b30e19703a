"""Who stands far from the rest, in words: over all measures together, so that many raters raise no false alarm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.reliability.apart import Apart, far_from_rest
from ranking.stats.student import false_discovery

ALPHA = 0.05
# Below this the rest agree too little for anybody to agree half as well.
WORTH_HALVING = 0.2


@dataclass(frozen=True)
class Measure:
    """One measure of raters (r,) with its standard errors; `of` is a dimension or a key of comparisons, or nothing.

    Severity is told on both sides; of all else only the worse side: more noise, less agreement, fewer right.
    """

    code: str
    of: str
    raters: Ints
    values: Floats
    errors: Floats
    # With a handful of raters, the smallest gap to the nearest other that is worth telling, in the measure's own unit.
    least: float


@dataclass(frozen=True)
class _Test:
    """One question about every rater of a measure: p-values (r,), nan where it cannot be asked."""

    code: str
    measure: Measure
    found: Apart
    p_values: Floats


def flags_of(measures: Sequence[Measure]) -> dict[int, list[dict[str, Any]]]:
    """What is to be said of each rater place who stands apart, the clearest first.

    p-values of all measures and raters are adjusted together (Benjamini & Hochberg 1995) and told below 5 %.
    """
    tests = [test for one in measures for test in _tests(one)]
    if not tests:
        return {}
    known = [np.isfinite(test.p_values) for test in tests]
    p_values = np.concatenate([test.p_values[mask] for test, mask in zip(tests, known, strict=True)])
    adjusted = false_discovery(p_values, dependent=False)
    flags: dict[int, dict[tuple[str, str], dict[str, Any]]] = {}
    at = 0
    for test, mask in zip(tests, known, strict=True):
        for place in np.flatnonzero(mask).tolist():
            if adjusted[at] < ALPHA:
                own = flags.setdefault(int(test.measure.raters[place]), {})
                # Who is far from the rest need not be told that they are near to chance as well.
                own.setdefault((test.measure.code, test.measure.of), _flag(test, place, float(adjusted[at])))
            at += 1
    return {rater: sorted(own.values(), key=lambda flag: flag["p_adjusted"]) for rater, own in flags.items()}


def _tests(one: Measure) -> Iterator[_Test]:
    found = far_from_rest(one.values, one.errors, least=one.least)
    if found is None:
        return
    yield _Test(one.code, one, found, _p_values(one, found))
    if one.code == "far_from_others":
        yield _Test("near_chance", one, found, _half_as_near(one, found))


def _p_values(one: Measure, found: Apart) -> Floats:
    if one.code == "severity":
        return found.p_value
    worse = found.above > 0 if one.code == "noisy" else found.above < 0
    return np.where(np.isnan(found.above), np.nan, np.where(worse, found.p_value / 2, 1 - found.p_value / 2))


def _half_as_near(one: Measure, found: Apart) -> Floats:
    """Did a rater agree half as well as the rest, how likely agreement as low as this.

    Where many are careless, no one of them is far from the rest, and they are worth a look all the same. Where the rest
    hardly agree there is nothing to be half of.
    """
    rest = one.values - found.above
    p_value = ndtr((one.values - rest / 2) / np.maximum(one.errors, 1e-12))
    return np.where(rest >= WORTH_HALVING, p_value, np.where(np.isnan(rest), np.nan, 1.0))


def _flag(test: _Test, place: int, p_adjusted: float) -> dict[str, Any]:
    one, found = test.measure, test.found
    above = float(found.above[place])
    code = test.code if test.code != "severity" else "lenient" if above > 0 else "severe"
    return {
        "code": code, "of": one.of, "p_adjusted": p_adjusted,
        "reason": _reason(code, one.of, float(one.values[place]), above, float(found.spread[place]), few=found.few),
    }  # fmt: skip


def _reason(code: str, of: str, value: float, above: float, spread: float, *, few: bool) -> str:
    if code in ("lenient", "severe"):
        return _severity(code, of, abs(above), spread, few)
    rest = value - above
    if code == "noisy":
        return Said(
            "Scatters by {own:.2f} points on {name} where the rest scatter by {rest:.2f}.",
            own=float(np.exp(value)), name=of, rest=float(np.exp(rest)),
        )  # fmt: skip
    if code == "near_chance":
        return Said(
            "Agrees with others on {name} at {own:.2f}, less than half as well as the rest, at {rest:.2f} (0 is "
            "chance).",
            name=of, own=value, rest=rest,
        )  # fmt: skip
    if code == "far_from_others":
        return Said(
            "Agrees with others on {name} at {own:.2f}, the rest at {rest:.2f} (1 is the same, 0 chance).",
            name=of, own=value, rest=rest,
        )  # fmt: skip
    shares = {"own": _share(value), "rest": _share(rest)}
    if code == "confuses":
        return Said("Says what is most likely true on {name} in {own:.0%}, the rest in {rest:.0%}.", name=of, **shares)
    if code == "inconsistent":
        return Said("Gives the same answer again in {own:.0%}, the rest in {rest:.0%}.", **shares)
    return Said("Answers checks rightly in {own:.0%}, the rest in {rest:.0%}.", **shares)


def _severity(code: str, of: str, points: float, spread: float, few: bool) -> str:
    words = {"points": points, "name": of, "spread": spread}
    if few and code == "lenient":
        return Said("Gives {points:.2f} points more than the rest on {name}, who lie within {spread:.2f}.", **words)
    if few:
        return Said("Gives {points:.2f} points less than the rest on {name}, who lie within {spread:.2f}.", **words)
    if code == "lenient":
        return Said(
            "Gives {points:.2f} points more than the rest on {name}, who differ by about {spread:.2f}.", **words
        )
    return Said("Gives {points:.2f} points less than the rest on {name}, who differ by about {spread:.2f}.", **words)


def _share(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))
