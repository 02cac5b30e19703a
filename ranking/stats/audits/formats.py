"""Does a list, other Markdown or code please by itself, whatever stands in it?"""

from __future__ import annotations

from functools import partial

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.audits.base import FORMATS, Audit, Choices, Finding, Marks, Residuals
from ranking.stats.audits.contest import MIN_CLUSTERS, contest
from ranking.stats.audits.less import less_bias
from ranking.stats.audits.slopes import slope_finding
from ranking.stats.audits.win_rates import win_rates
from ranking.stats.errors import NotEnoughData

MIN_ROWS = 30
# Fewer rows than this with a mark, or without it, say nothing of it.
MIN_WITH = 10
_MARKS = tuple(enumerate(FORMATS))


def in_choices(mark: int, choices: Choices) -> Finding:
    """How much likelier than half a response with the mark is chosen over one without, all else held equal.

    Held equal are who wrote them, length, standing and the other marks; what it debiases are win rates by writer, were
    neither response of a choice so marked. Raises NotEnoughData where too few choices are between a response with the
    mark and one without.
    """
    seen, columns = _choices(mark, choices)
    fit = contest(seen, columns)
    middle, low, high, p_value = fit.chance(0)
    return Finding(middle, low, high, p_value, len(seen.won), lambda: win_rates(seen, fit, [0]))


def in_scores(mark: int, residuals: Residuals) -> Finding:
    """Points that a judge adds to a response with the mark beyond people, length and the other marks held equal.

    What it debiases are the judge's mean scores by writer, less what it pays for the mark.
    """
    rows, columns = _responses(mark, residuals)
    return slope_finding(
        columns, residuals.gap[rows], residuals.cluster[rows],
        lambda fit: less_bias(residuals, rows, columns[:, :1], fit.coefficients[1:2], fit.influence[:, 1:2]),
    )  # fmt: skip


def in_marks(mark: int, marks: Marks) -> Finding:
    """Points that people give more to a response with the mark, length and the other marks held equal."""
    rows, columns = _responses(mark, marks)
    return slope_finding(columns, marks.score[rows], marks.cluster[rows])


def _choices(mark: int, choices: Choices) -> tuple[Choices, Floats]:
    if choices.formats is None:
        raise NotEnoughData(Said("The responses have no texts, so their format is not known."))
    known = ~np.isnan(choices.doublings)
    seen, formats = choices.rows(known), choices.formats[known]
    _enough(formats[:, mark] != 0, seen.cluster)
    others = [column for column in range(formats.shape[1]) if column != mark and np.any(formats[:, column])]
    beside = [column for column in (seen.doublings, seen.a_stood) if np.any(column)]
    return seen, np.column_stack([formats[:, mark], *beside, formats[:, others]])


def _responses(mark: int, seen: Residuals | Marks) -> tuple[Bools, Floats]:
    if seen.formats is None:
        raise NotEnoughData(Said("The responses have no texts, so their format is not known."))
    rows: Bools = ~np.isnan(seen.doublings)
    formats, doublings = seen.formats[rows], seen.doublings[rows]
    marked = formats[:, mark] != 0
    for side in (marked, ~marked):
        _enough(side, seen.cluster[rows])
    columns = [formats[:, mark]]
    for column in (doublings - doublings.mean(), *formats.T):
        if _adds(columns, column):
            columns.append(column)
    return rows, np.column_stack(columns)


def _adds(columns: list[Floats], column: Floats) -> bool:
    """Whether a column says more than the constant and those before it."""
    table = np.column_stack([np.ones(len(column)), *columns])
    left = column - table @ np.linalg.lstsq(table, column, rcond=None)[0]
    return float(left @ left) > 1e-6 * max(float((column - column.mean()) @ (column - column.mean())), 1e-9)


def _enough(marked: Bools, clusters: Ints) -> None:
    """Enough rows on enough prompts: errors by prompt are far too small where a mark is seen on a few prompts only."""
    n = int(marked.sum())
    if n < MIN_WITH or len(marked) < MIN_ROWS:
        raise NotEnoughData(
            Said(
                "This needs at least {least} responses with it beside others without; there are {n}.",
                least=MIN_WITH,
                n=n,
            )
        )
    prompts = len(np.unique(clusters[marked]))
    if prompts < MIN_CLUSTERS:
        raise NotEnoughData(
            Said(
                "This needs responses with it on {least} different prompts; there are {n}.",
                least=MIN_CLUSTERS,
                n=prompts,
            )
        )


FORMAT_AUDITS: dict[str, Audit] = {
    **{f"format_{mark}": Audit("format", "choices", partial(in_choices, place), mark) for place, mark in _MARKS},
    **{
        f"format_scores_{mark}": Audit("format", "residuals", partial(in_scores, place), mark) for place, mark in _MARKS
    },
    **{f"format_marks_{mark}": Audit("format", "marks", partial(in_marks, place), mark) for place, mark in _MARKS},
}
