"""Labels against error, in words: how many more answers would help."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from annotations.said import Said
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.beside import Beside
from ranking.stats.arrays import Floats, Ints
from ranking.stats.calibrate import Calibration, held_out_by
from ranking.stats.clustered import mean_and_error
from ranking.stats.errors import StatsError
from ranking.stats.folds import group_folds
from ranking.stats.learning import Learning, Trial, learning_curve
from ranking.stats.mappings import MAPPINGS
from ranking.stats.mappings.base import Method

# Nothing is fitted by these: what a line would make of the answers tells whether more of them would.
_LINE_INSTEAD = ("constant", "identity")
# Beyond so many times the answers there are, a forecast is no help.
_FAR = 5


def learning_of(context: Context, path: str, beside: Beside, found: Calibration) -> dict[str, Any] | None:
    """The entry `learning` of a judge and dimension."""
    name = "linear" if found.method in _LINE_INSTEAD else found.method

    def trial(method: Method) -> Trial:
        def tried(train: Ints, test: Ints) -> Floats:
            params = method.fit(beside.features.rows(train), beside.people[train])
            return (beside.people[test] - method.apply(params, beside.features.rows(test))) ** 2

        return tried

    try:
        curve = learning_curve(
            trial(MAPPINGS[name]), trial(MAPPINGS["constant"]), beside.groups, seed=context.seed, root=True
        )
    except StatsError as error:
        context.because(f"{path}.learning", error)
        return None
    sentence = _with_signal(curve) if found.signal else _without(curve, _to_be_clear(context, beside))
    return learning_told(context, f"{path}.learning", curve, sentence) | {"method": name}


def _to_be_clear(context: Context, beside: Beside) -> int | None:
    """How many more answers like these would put a line one standard error ahead of people's mean; None: none."""
    folds = group_folds(beside.groups, seed=context.seed)
    line, mean = (held_out_by(MAPPINGS[name], beside.features, beside.people, folds) for name in ("linear", "constant"))
    gain, error = mean_and_error((beside.people - mean) ** 2 - (beside.people - line) ** 2, beside.groups)
    return round(len(beside.people) * max(0.0, (error / gain) ** 2 - 1)) if gain > 0 else None


def learning_told(context: Context, path: str, curve: Learning, sentence: Said) -> dict[str, Any]:
    """The curve as JSON holds it."""
    context.because(f"{path}.for_half", Said("More answers would hardly lower the error."))
    return asdict(curve) | {"sentence": sentence}


def _with_signal(curve: Learning) -> Said:
    words: dict[str, Any] = {"n": curve.n, "now": curve.now}
    if not curve.helps:
        return Said(
            "More answers would hardly help: with twice as many as these {n} the error, {now:.2f}, would fall by "
            "about {saving:.3f}. What is left is how people differ, and what the judge does not see.",
            saving=max(0.0, curve.saving), **words,
        )  # fmt: skip
    return Said(
        "With {n} more answers the error would fall from {now:.2f} to about {doubled:.2f} (by {low:.3f} to "
        "{high:.3f}); {half} more would bring half of what answers can still bring.",
        doubled=curve.doubled, low=curve.saving_low, high=curve.saving_high, half=curve.for_half, **words,
    )  # fmt: skip


def _without(curve: Learning, more: int | None) -> Said:
    """Whether more answers may show a signal where there is no clear one."""
    words: dict[str, Any] = {"n": curve.n, "doubled": curve.doubled, "mean": curve.reference}
    if more is not None and curve.doubled < curve.reference and more <= _FAR * curve.n:
        return Said(
            "A line on the judge's score may be a little better than people's mean, but not clearly on {n} answers; "
            "about {more} more would show whether it is.",
            n=curve.n, more=more,
        )  # fmt: skip
    if curve.helps and curve.doubled < curve.reference:
        return Said(
            "With {n} more answers a line on the judge's score might be {doubled:.2f} off, people's mean being "
            "{mean:.2f} off: they may yet show a signal.",
            **words,
        )
    return Said(
        "More answers are not expected to show a signal: with {n} more a line on the judge's score would still be "
        "{doubled:.2f} off, and people's mean is {mean:.2f} off.",
        **words,
    )
