"""Labels against error, in words: how many more answers would help."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from annotations.said import Said
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.beside import Beside
from ranking.stats.arrays import Floats, Ints
from ranking.stats.calibrate import Calibration, rmse
from ranking.stats.errors import StatsError
from ranking.stats.learning import Learning, learning_curve
from ranking.stats.mappings import MAPPINGS

# Nothing is fitted by these: what a line would make of the answers tells whether more of them would.
_LINE_INSTEAD = ("constant", "identity")


def learning_of(context: Context, path: str, beside: Beside, found: Calibration) -> dict[str, Any] | None:
    """The entry `learning` of a judge and dimension."""
    name = "linear" if found.method in _LINE_INSTEAD else found.method
    method = MAPPINGS[name]

    def trial(train: Ints, test: Ints) -> Floats:
        params = method.fit(beside.features.rows(train), beside.people[train])
        return (beside.people[test] - method.apply(params, beside.features.rows(test))) ** 2

    try:
        curve = learning_curve(trial, beside.groups, seed=context.seed, root=True)
    except StatsError as error:
        context.because(f"{path}.learning", error)
        return None
    constant = rmse(beside.people, found.constant)
    sentence = learning_sentence(curve, constant=None if found.signal else constant)
    return learning_told(context, f"{path}.learning", curve, sentence) | {"method": name, "constant": constant}


def learning_told(context: Context, path: str, curve: Learning, sentence: Said) -> dict[str, Any]:
    """The curve as JSON holds it."""
    context.because(f"{path}.for_half", Said("More answers would hardly lower the error."))
    return asdict(curve) | {"sentence": sentence}


def learning_sentence(curve: Learning, *, constant: float | None) -> Said:
    """How many more answers would help; `constant` is people's mean's error where the mapping beats it not."""
    words: dict[str, Any] = {"n": curve.n, "now": curve.now, "doubled": curve.doubled}
    if constant is not None and curve.helps and curve.doubled < constant:
        return Said(
            "On {n} answers a line on the judge's score is {now:.2f} off, no better than people's mean with "
            "{constant:.2f}; with twice as many it might come to {doubled:.2f}. More answers may yet show a signal.",
            constant=constant, **words,
        )  # fmt: skip
    if constant is not None:
        return Said(
            "More answers are not expected to make this judge better than people's mean, which is {constant:.2f} off: "
            "with twice as many, a line on its score would be {doubled:.2f} off.",
            constant=constant, doubled=curve.doubled,
        )  # fmt: skip
    if not curve.helps:
        return Said(
            "More answers would hardly help: with twice as many than these {n} the error, {now:.2f}, would fall by about "
            "{saving:.3f}. What is left is how people differ, and what the judge does not see.",
            saving=max(0.0, curve.saving), n=curve.n, now=curve.now,
        )  # fmt: skip
    return Said(
        "With {n} more answers the error would fall from {now:.2f} to about {doubled:.2f} (by {low:.3f} to {high:.3f}); "
        "{half} more would bring half of what answers can still bring.",
        low=curve.saving_low, high=curve.saving_high, half=curve.for_half, **words,
    )  # fmt: skip
