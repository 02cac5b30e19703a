"""The keys `judges` and `judges_mean` of a report."""

from __future__ import annotations

from typing import Any

from annotations.said import Said
from ranking.selectors.answers import DimensionFacts
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.accepting import acceptance_of
from ranking.selectors.sections.judges.alone import alone_of
from ranking.selectors.sections.judges.beside import Judged, averaged, beside_people, judged
from ranking.selectors.sections.judges.entry import entry_of
from ranking.selectors.sections.judges.learning import learning_of
from ranking.selectors.sections.judges.unreadable import warn_of_unreadable
from ranking.selectors.sections.judges.versions import versions_of, warn_of_versions
from ranking.stats.calibrate import Calibration

_USES = ("acceptance", "learning", "abstention")
# By more than this the choice of the map flatters its error enough to be said.
_FLATTERED = 1.02


def judges_section(context: Context, *, of_means: bool) -> dict[str, Any]:
    """The key `judges` (every people's row), or `judges_mean` (the mean of people per response).

    What a mapping is used for (acceptance, learning, abstention, versions) stands under `judges` alone.
    """
    section: dict[str, Any] = {}
    for judge in judged(context.answers):
        for place, dimension in enumerate(context.answers.entities.dimensions):
            if dimension.in_points and judge.rows[place]:
                entry = _mean(context, judge, place) if of_means else _whole(context, judge, place, dimension)
                section.setdefault(judge.name, {})[dimension.name] = entry
        if not of_means and judge.name in section:
            warn_of_versions(context, judge.name, section[judge.name])
    if not of_means:
        warn_of_unreadable(context)
        _warn_of_labels(context)
    return section


def _mean(context: Context, judge: Judged, place: int) -> dict[str, Any]:
    dimension = context.answers.entities.dimensions[place]
    beside = averaged(beside_people(context.answers, judge, place))
    entry, _ = entry_of(context, f"judges_mean.{judge.name}.{dimension.name}", beside, dimension.scale)
    return entry | _unread(judge, place)


def _whole(context: Context, judge: Judged, place: int, dimension: DimensionFacts) -> dict[str, Any]:
    path = f"judges.{judge.name}.{dimension.name}"
    beside = beside_people(context.answers, judge, place)
    entry, found = entry_of(context, path, beside, dimension.scale)
    entry |= {
        **_unread(judge, place),
        "versions": versions_of(context.answers, judge, place, beside),
        **dict.fromkeys(_USES),
        "sentence": _sentence(judge.name, dimension.name, entry, found),
    }
    if found is None:
        if len(beside.people) > 1 and beside.people.min() == beside.people.max():
            entry["sentence"] = Said(
                "People gave the same score throughout on {dimension}, so nothing can be told of {judge}.",
                judge=judge.name, dimension=dimension.name,
            )  # fmt: skip
        for name in _USES:
            context.because(f"{path}.{name}", Said("There is no mapping, so nothing can be said of its use."))
    else:
        entry["acceptance"] = acceptance_of(context, path, dimension, beside, found)
        entry["learning"] = learning_of(context, path, beside, found)
        entry["abstention"] = alone_of(context, path, judge, place, beside, found)
    if entry["method"] == "constant":
        context.warn("no_signal", _no_signal(judge.name, dimension.name), path)
    return entry


def _unread(judge: Judged, place: int) -> dict[str, int]:
    return {"n_unreadable": int(judge.unreadable[place]), "n_unreadable_probs": int(judge.misread[place])}


def _sentence(judge: str, dimension: str, entry: dict[str, Any], found: Calibration | None) -> Said:
    """What the mapping is worth, and whether it reads the judge the other way round."""
    told = _worth(judge, dimension, entry, found)
    return Said("Turned round: {sentence}", sentence=told) if found and entry["mapping"]["turned"] else told


def _worth(judge: str, dimension: str, entry: dict[str, Any], found: Calibration | None) -> Said:
    words = {"judge": judge, "dimension": dimension}
    if found is None:
        return Said("{judge} cannot be mapped to people on {dimension} yet.", **words)
    if not found.signal:
        return _no_signal(judge, dimension)
    words |= {"after": entry["rmse_calibrated"], "constant": entry["rmse_constant"], "raw": entry["rmse_raw"]}
    if entry["rmse_fresh"] > _FLATTERED * entry["rmse_calibrated"]:
        return Said(
            "Calibrated, {judge} is {after:.2f} off on {dimension}, where people's mean alone would be {constant:.2f} "
            "off and its own scores are {raw:.2f} off. On new prompts expect {fresh:.2f}, since the kind of map was "
            "chosen on these answers.",
            fresh=entry["rmse_fresh"], **words,
        )  # fmt: skip
    return Said(
        "Calibrated, {judge} is {after:.2f} off on {dimension}, where people's mean alone would be {constant:.2f} off "
        "and its own scores are {raw:.2f} off.",
        **words,
    )


def _no_signal(judge: str, dimension: str) -> Said:
    return Said(
        "{judge} carries no signal on {dimension} here: held out, its scores predict people's not clearly better "
        "than people's mean does.",
        judge=judge,
        dimension=dimension,
    )


def _warn_of_labels(context: Context) -> None:
    """A judge whose every score bears another name than people's dimensions stands beside nobody's scores."""
    data = context.answers
    by_judge = data.answers.by_judge[data.scores.answer]
    if by_judge.all():
        return
    judges = data.answers.rater[data.scores.answer[by_judge]]
    matched = data.scores.dimension[by_judge] >= 0
    names = {data.entities.raters[place].name for place in judges.tolist()}
    for name in sorted(names - {data.entities.raters[place].name for place in judges[matched].tolist()}):
        context.warn(
            "other_dimensions",
            Said(
                "{name} scored on none of people's dimensions (by name), so its scores are beside nothing.", name=name
            ),
            "judges",
        )
