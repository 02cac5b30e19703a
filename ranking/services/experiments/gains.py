"""What a trial found: new less old in a judge's eyes, paired by item, with an interval over groups of items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.said import Said, kept
from ranking.stats.errors import StatsError
from ranking.stats.means import cluster_mean

Scores = Sequence[float | None]


@dataclass(frozen=True)
class Tried:
    """One item's scores on one dimension, by sample; None where the judge could not be read or no answer came."""

    group: str
    base: Scores
    new: Scores


def gain_of(tried: Sequence[Tried]) -> dict[str, Any]:
    """The mean of new less base over items (n,) that both answered, with a 95 % interval clustered by group.

    Samples of an item are averaged first. Without two groups there is no interval, and `reason` says so.
    """
    pairs = [(one.group, _mean(one.base), _mean(one.new)) for one in tried]
    whole = [(group, base, new) for group, base, new in pairs if base is not None and new is not None]
    groups = {group: place for place, group in enumerate(sorted({group for group, _, _ in whole}))}
    try:
        found = cluster_mean(
            np.array([new - base for _, base, new in whole], dtype=float),
            np.array([groups[group] for group, _, _ in whole], dtype=np.int64),
        )
    except StatsError as error:
        return {"estimate": None, "n": len(whole), "planned": len(pairs), "reason": error.args[0]}
    differences = {round(new - base, 9) for _, base, new in whole}
    means = {
        "base": float(np.mean([base for _, base, _ in whole])), "new": float(np.mean([new for _, _, new in whole]))
    }  # fmt: skip
    if found.low is None or len(differences) == 1:
        reason = Said("The items are of one group, so there is no interval.")
        if found.low is not None:
            # An interval of no width would claim to be sure of it.
            reason = Said(
                "On every item the scores differ by {difference:+.2f}, so how sure that is cannot be told.",
                difference=found.mean,
            )
        return {"estimate": None, "n": len(whole), "planned": len(pairs), "reason": reason, **means}
    return {
        "estimate": found.mean, "ci_low": found.low, "ci_high": found.high, "n": len(whole), "groups": found.clusters,
        "planned": len(pairs), "reason": "", **means,
    }  # fmt: skip


def told_of(figures: Mapping[str, Any], *, label: str, judge: str) -> dict[str, Any]:
    """The sentences of a trial's primary dimension, with how to say them again."""
    sentences = [_headline(figures, label, judge), *_cautions(figures, judge)]
    return {"sentences": sentences, "said": kept(sentences, *[one["reason"] for one in figures["dimensions"].values()])}


def _headline(figures: Mapping[str, Any], label: str, judge: str) -> Said:
    gain = figures["dimensions"][figures["primary"]]
    if gain["estimate"] is None:
        return Said("What {judge} would give for it cannot be told: {reason}", judge=judge, reason=gain["reason"])
    values = {
        "judge": judge, "label": label, "estimate": gain["estimate"], "low": gain["ci_low"], "high": gain["ci_high"],
        "n": gain["n"],
    }  # fmt: skip
    if gain["mapped"]:
        return Said(
            "In the eyes of {judge}, put on people's scale, it changes {label} by {estimate:+.2f} points "
            "(95 % interval {low:+.2f} to {high:+.2f}) over {n} items.",
            **values,
        )
    return Said(
        "In the eyes of {judge} alone it changes {label} by {estimate:+.2f} of the judge's points "
        "(95 % interval {low:+.2f} to {high:+.2f}) over {n} items.",
        **values,
    )


def _cautions(figures: Mapping[str, Any], judge: str) -> list[Said]:
    gain = figures["dimensions"][figures["primary"]]
    found = []
    if not gain["mapped"]:
        found.append(
            Said(
                "No mapping ties the scores of {judge} to people's: a gain in its points need not be one for people.",
                judge=judge,
            )
        )
    if lost := gain["planned"] - gain["n"]:
        found.append(
            Said(
                "{lost} of {planned} items are left out: an answer failed, or the judge's words could not be read "
                "({failed} failed, {unreadable} unreadable).",
                lost=lost,
                planned=gain["planned"],
                failed=figures["failed"],
                unreadable=figures["unreadable"],
            )
        )
    return found


def _mean(scores: Scores) -> float | None:
    known = [one for one in scores if one is not None]
    return float(np.mean(known)) if known else None
