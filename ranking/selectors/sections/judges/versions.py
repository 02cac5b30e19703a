"""Of which template versions a mapping has seen enough answers of people."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.beside import Beside, Judged

# A map does not carry over to a very different version: so many of its responses must have people's scores.
LEAST = 20


def versions_of(data: Answers, judge: Judged, place: int, beside: Beside) -> dict[str, dict[str, int]]:
    """{version: how many of its responses have people's scores (`labelled`), and the judge's (`judged`)}."""
    named = np.array([response.version for response in data.entities.responses], dtype=object)
    scored = np.flatnonzero(~np.isnan(judge.table[:, place]))
    labelled = np.unique(beside.response)
    return {
        version: {"labelled": int((named[labelled] == version).sum()), "judged": int((named[scored] == version).sum())}
        for version in sorted(set(named[scored].tolist()) - {""})
    }


def warn_of_versions(context: Context, judge: str, entries: dict[str, dict[str, Any]]) -> None:
    """One warning for each version that a judge scored and people hardly did."""
    thin: dict[str, list[str]] = {}
    least: dict[str, int] = {}
    for dimension, entry in entries.items():
        for version, counts in entry["versions"].items():
            if entry["mapping"] is not None and counts["labelled"] < LEAST:
                thin.setdefault(version, []).append(dimension)
                least[version] = min(least.get(version, LEAST), counts["labelled"])
    for version, dimensions in sorted(thin.items()):
        context.warn(
            "few_labels",
            Said(
                "Only {n} responses of {version} have people's scores on {dimensions}; before {least} have, "
                "{judge}'s calibrated scores of it are not to be believed.",
                n=least[version], version=version, dimensions=dimensions, least=LEAST, judge=judge,
            ),
            f"judges.{judge}",
        )  # fmt: skip
