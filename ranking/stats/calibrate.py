"""Choosing and fitting the mapping of one judge and dimension, with figures held out by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.choice import simplest_within_one_error
from ranking.stats.conformal import Errors, Intervals, intervals
from ranking.stats.errors import NotConverged, NotEnoughData, require_finite, require_numbers
from ranking.stats.folds import FOLDS, group_folds
from ranking.stats.mappings import MAPPINGS
from ranking.stats.mappings.base import Features, Method, Params
from ranking.stats.offsets import rater_offsets
from ranking.stats.optimism import loss_of_choosing

MIN_ROWS = 20
_BACKFITS = 3
_SHUFFLES, _FEW_ROWS = 5, 2000


@dataclass(frozen=True)
class Calibration:
    """The chosen method, fitted on all rows, and what it did held out.

    `predicted` and `constant` (n,) are out-of-fold predictions; `known_raters` the same plus the rater's own
    offset (None without raters), and `known_error` their RMSE; `errors` the held-out RMSE of every candidate. `fresh`
    is the RMSE to expect on new prompts: that of the choice, with what choosing by it flatters taken out. `intervals`
    are those of the mapping,
    or `no_interval` says why there are none; `half_width` is their mean 90 % half width in points, `covered` the
    share of held-out scores inside.
    """

    method: str
    params: Params
    predicted: Floats
    constant: Floats
    known_raters: Floats | None
    known_error: float | None
    errors: dict[str, float]
    fresh: float
    intervals: Intervals | None
    no_interval: str = ""

    @property
    def signal(self) -> bool:
        """Whether the judge's scores say anything that people's mean does not."""
        return self.method != "constant"

    @property
    def half_width(self) -> float | None:
        """The mean 90 % half width, in points."""
        return None if self.intervals is None else float(self.intervals.halves.mean())

    @property
    def covered(self) -> float | None:
        """The share of held-out scores within their interval."""
        return None if self.intervals is None else self.intervals.covered


def calibrate(
    features: Features,
    people: Floats,
    *,
    groups: Ints,
    raters: Ints | None,
    seed: int,
    scale: tuple[float, float] | None = None,
) -> Calibration:
    """Fit people's scores (n,) on a judge's `features` (n, d), choosing the method by grouped cross-validation.

    The simplest method within one standard error of the best is taken, and never one that is worse, held out, than
    the constant. `scale` is where intervals end. Raises NotEnoughData below twenty rows or five groups, and where
    people's scores are all the same; NotNumbers.
    """
    if len(people) < MIN_ROWS:
        raise NotEnoughData(
            Said("A mapping needs at least {least} scores of people; there are {n}.", least=MIN_ROWS, n=len(people))
        )
    _require(features, people)
    if people.min() == people.max():
        raise NotEnoughData(
            Said("People gave the same score throughout: there is no difference that a judge could tell.")
        )
    folds = group_folds(groups, seed=seed)
    held_out, params = _all_held_out(features, people, folds)
    squared = {name: (people - predicted) ** 2 for name, predicted in held_out.items()}
    chosen = _chosen(squared, features, people, groups, seed)
    methods = {name: MAPPINGS[name] for name in held_out}
    known, known_error = _known(methods, features, people, raters, groups, folds, seed)
    errors = Errors(held_out[chosen], np.abs(people - held_out[chosen]), features.doubts(), groups)
    reach, why = _intervals(errors, people, folds, scale, varying=chosen != "constant")
    return Calibration(
        method=chosen, params=params[chosen], predicted=held_out[chosen],
        constant=held_out["constant"], known_raters=known, known_error=known_error,
        errors={name: rmse(people, each) for name, each in held_out.items()},
        fresh=_fresh(squared, chosen, groups, seed), intervals=reach, no_interval=why,
    )  # fmt: skip


def _chosen(squared: dict[str, Floats], features: Features, people: Floats, groups: Ints, seed: int) -> str:
    """The method, or the constant where what a judge says is told from chance by nothing.

    Scores as they are fit nothing, so they may beat people's mean by what folds make that mean miss: they must beat
    their own mean too. And whatever is chosen must be expected to beat people's mean on new prompts.
    """
    chosen = simplest_within_one_error(squared, groups, floor="constant")
    if chosen == "identity":
        own = {"own": (people - features.column().mean()) ** 2, "identity": squared["identity"]}
        chosen = "constant" if simplest_within_one_error(own, groups, floor="own") == "own" else chosen
    if chosen == "constant":
        return chosen
    fresh = loss_of_choosing(squared, groups, floor="constant", seed=seed)
    return chosen if fresh < float(squared["constant"].mean()) else "constant"


def _fresh(squared: dict[str, Floats], chosen: str, groups: Ints, seed: int) -> float:
    """Where nothing was found better than people's mean, nothing was flattered."""
    told = float(squared[chosen].mean())
    if chosen == "constant":
        return float(np.sqrt(told))
    return float(np.sqrt(max(told, loss_of_choosing(squared, groups, floor="constant", seed=seed))))


def rmse(people: Floats, predicted: Floats) -> float:
    """The root mean squared error of predictions (n,). Raises NotEnoughData when empty, NotNumbers."""
    require_numbers(people, predicted)
    return float(np.sqrt(np.mean((people - predicted) ** 2)))


def held_out_by(method: Method, features: Features, people: Floats, folds: Ints) -> Floats:
    """Each row's prediction (n,) by the method fitted on the other folds. Raises NotNumbers."""
    _require(features, people)
    predicted = np.empty(len(people))
    for fold in range(FOLDS):
        test: Bools = folds == fold
        params = method.fit(features.rows(~test), people[~test])
        predicted[test] = method.apply(params, features.rows(test))
    return predicted


def _require(features: Features, people: Floats) -> None:
    """A judge may not have scored every dimension, but did the one that is mapped."""
    require_finite(people, features.column(), features.table[~np.isnan(features.table)])


def _all_held_out(features: Features, people: Floats, folds: Ints) -> tuple[dict[str, Floats], dict[str, Params]]:
    """The out-of-fold predictions of every method that suits the data, and its parameters on all rows.

    One that does not settle is no candidate.
    """
    predicted: dict[str, Floats] = {}
    params: dict[str, Params] = {}
    for name, method in MAPPINGS.items():
        if method.suits(features, people):
            try:
                held_out, whole = held_out_by(method, features, people, folds), method.fit(features, people)
            except NotConverged:
                continue
            predicted[name], params[name] = held_out, whole
    return predicted, params


def _intervals(
    errors: Errors, people: Floats, folds: Ints, scale: tuple[float, float] | None, *, varying: bool
) -> tuple[Intervals | None, str]:
    try:
        return intervals(errors, people, folds, scale=scale, varying=varying), ""
    except NotEnoughData as error:
        return None, error.args[0]


def _known(
    methods: dict[str, Method], features: Features, people: Floats, raters: Ints | None, groups: Ints, folds: Ints,
    seed: int,
) -> tuple[Floats | None, float | None]:  # fmt: skip
    """Out-of-fold predictions of the best of the methods with each rater's shrunken offset, and their RMSE.

    The square is averaged over shuffles of the folds: of few rows one shuffle tells by luck.
    """
    if raters is None:
        return None, None
    candidates = {
        name: _with_raters(method, features, people, raters, folds)
        for name, method in methods.items()
        if method.any_target
    }
    best = min(candidates, key=lambda name: rmse(people, candidates[name]))
    squares = [np.mean((people - candidates[best]) ** 2)]
    for shuffle in range(1, _SHUFFLES if len(people) <= _FEW_ROWS else 1):
        other = group_folds(groups, seed=seed + shuffle)
        squares.append(np.mean((people - _with_raters(methods[best], features, people, raters, other)) ** 2))
    return candidates[best], float(np.sqrt(np.mean(squares)))


def _with_raters(method: Method, features: Features, people: Floats, raters: Ints, folds: Ints) -> Floats:
    """The map is fitted to scores less the rater's offset, the offsets to what the map leaves, in turn."""
    size = int(raters.max()) + 1
    predicted = np.empty(len(people))
    for fold in range(FOLDS):
        test: Bools = folds == fold
        train, scores, by = features.rows(~test), people[~test], raters[~test]
        offsets = np.zeros(size)
        for _ in range(_BACKFITS):
            params = method.fit(train, scores - offsets[by])
            offsets = rater_offsets(scores - method.apply(params, train), by, size)
        predicted[test] = method.apply(params, features.rows(test)) + offsets[raters[test]]
    return predicted
