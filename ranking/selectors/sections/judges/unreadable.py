"""What judges said that nobody can read: scores, and probabilities of levels."""

from __future__ import annotations

import numpy as np

from annotations.said import Said
from ranking.selectors.sections.context import Context

# Fewer are the usual slips of a model; they are counted, not warned of.
MANY = 0.05


def warn_of_unreadable(context: Context) -> None:
    """Warn of every judge and dimension (or label) with many scores, or any probabilities, that could not be read."""
    data = context.answers
    rows = data.scores.rows(data.answers.by_judge[data.scores.answer])
    amiss = rows.unreadable | rows.misread
    if not amiss.any():
        return
    judge = np.array([rater.name for rater in data.entities.raters], dtype=object)[data.answers.rater[rows.answer]]
    names = [each.name for each in data.entities.dimensions]
    on = np.where(rows.dimension >= 0, np.array([*names, ""], dtype=object)[rows.dimension], rows.label)
    for one, name in sorted(set(zip(judge[amiss], on[amiss], strict=True))):
        mine = (judge == one) & (on == name)
        path = f"judges.{one}.{name}" if name in names else "judges"
        _warn(context, path, one, name, float(rows.unreadable[mine].mean()), int(rows.misread[mine].sum()))


def _warn(context: Context, path: str, judge: str, on: str, share: float, misread: int) -> None:
    if share > MANY:
        text = Said("{share:.0%} of {judge}'s scores on {dimension} could not be read.", share=share, judge=judge,
                    dimension=on)  # fmt: skip
        context.warn("unreadable", text, path)
    if misread:
        text = Said(
            "{n} of {judge}'s probabilities of levels on {dimension} could not be read, so the scores beside them "
            "count as written. They are numbers from 0 to 1, of levels within its scale, and sum to 1.",
            n=misread, judge=judge, dimension=on,
        )  # fmt: skip
        context.warn("unreadable", text, path)
