"""What judges' pairwise verdicts are worth beside people's choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Protocol

import numpy as np

from annotations.said import Said
from ranking.selectors.answers import Answers, PairRows
from ranking.selectors.sections.context import Context
from ranking.selectors.sections.judges.unreadable import MANY
from ranking.selectors.sections.strengths import contest, peoples_pairs
from ranking.stats.aggregate.pairs import win_matrix
from ranking.stats.correlation import spearman
from ranking.stats.errors import StatsError
from ranking.stats.preference import PreferenceFit
from ranking.stats.strengths import log_strengths_of
from ranking.stats.verdicts import Verdicts, accuracy_and_kappa, order_figures, plurality

_BOTH_ORDERS = ("consistency", "always_first", "always_second")


def judges_verdicts(data: Answers) -> Iterator[tuple[str, PairRows]]:
    """Every judge's verdicts, under JUDGE, or under JUDGE/LABEL where they carry several labels."""
    by_judge = data.answers.by_judge[data.pairs.answer]
    names = np.array([rater.name for rater in data.entities.raters], dtype=object)
    judge = names[data.answers.rater[data.pairs.answer]] if len(names) else np.zeros(0, dtype=object)
    judges = {rater.name for rater in data.entities.raters if rater.is_judge}
    for name in sorted(set(judge[by_judge])):
        mine = by_judge & (judge == name)
        labels = sorted(set(data.pairs.label[mine]))
        for label in labels:
            key = f"{name}/{label}" if len(labels) > 1 and label else name
            # Another judge may be called so, as models of one owner are.
            key = f"{name}/{label} (label)" if key != name and key in judges else key
            yield key, data.pairs.rows(mine & (data.pairs.label == label))


def people_beside(data: Answers, verdicts: PairRows) -> PairRows:
    """People's first choices on the dimension of the verdicts, else those that strengths are of."""
    dimension = int(verdicts.dimension[0])
    people = ~data.answers.by_judge[data.pairs.answer] & data.pairs.first & ~np.isnan(data.pairs.chose)
    same = people & (data.pairs.dimension == dimension)
    if same.any():
        return data.pairs.rows(same)
    rows, _ = peoples_pairs(data)
    return rows.rows(rows.first & ~np.isnan(rows.chose))


class Fitted(Protocol):
    """The map from a judge's verdicts to what people prefer, or why there is none."""

    @property
    def fit(self) -> PreferenceFit | None: ...
    @property
    def reason(self) -> str: ...


def pairwise_section(context: Context, fits: Mapping[str, Fitted]) -> dict[str, Any]:
    """The key `judge_pairwise`; `fits` are the maps by the same keys."""
    return {key: _entry(context, key, rows, fits[key]) for key, rows in judges_verdicts(context.answers)}


def _entry(context: Context, key: str, rows: PairRows, found: Fitted) -> dict[str, Any]:
    path = f"judge_pairwise.{key}"
    verdicts = Verdicts(rows.pair, rows.chose, rows.stood)
    people = people_beside(context.answers, rows)
    size = int(max(rows.pair.max(), people.pair.max(initial=0))) + 1
    order = asdict(order_figures(verdicts))
    for name in _BOTH_ORDERS:
        context.because(f"{path}.{name}", Said("No pair was judged in both orders."))
    for name in ("first_pick_rate", "second_pick_rate"):
        context.because(f"{path}.{name}", Said("The order in which the responses were shown is not known."))
    liked = plurality(people.pair, people.chose, size)
    accuracy, kappa = accuracy_and_kappa(verdicts, liked)
    context.because(path, Said("No person judged the same pairs."))
    invalid = int(np.isnan(rows.chose).sum())
    if invalid > MANY * len(rows.pair):
        text = Said("{share:.0%} of {judge}'s verdicts could not be read.", share=invalid / len(rows.pair), judge=key)
        context.warn("unreadable", text, path)
    if accuracy is not None:
        context.because(f"{path}.kappa", Said("One side gave one answer throughout."))
    return {
        "n_pairs": len(np.unique(rows.pair)), "n_verdicts": len(rows.pair),
        "n_invalid": invalid,
        **order, "accuracy": accuracy, "kappa": kappa, "n_compared": int((~np.isnan(liked[verdicts.pair])).sum()),
        **_log_losses(context, path, found.fit, found.reason),
        "leaderboard_correlation": _leaderboards(context, path, rows, people),
    }  # fmt: skip


def _log_losses(context: Context, path: str, fit: PreferenceFit | None, reason: str) -> dict[str, Any]:
    names = ("constant", "raw", "calibrated")
    if fit is None:
        keys = [*(f"logloss_{each}" for each in names), *(f"brier_{each}" for each in names), "preference"]
        for name in keys:
            context.because(f"{path}.{name}", reason)
        return dict.fromkeys(keys)
    return {
        **{f"logloss_{name}": fit.logloss[name] for name in names},
        **{f"brier_{name}": fit.brier[name] for name in names},
        "preference": {"coefficients": fit.params["coefficients"], "method": fit.method, "n_pairs": fit.n_pairs},
    }


def _leaderboards(context: Context, path: str, rows: PairRows, people: PairRows) -> float | None:
    """Spearman of the judge's strengths with the people's, over the same names."""
    where = f"{path}.leaderboard_correlation"
    competing = contest(context.answers, people) if len(people.pair) else None
    if competing is None or len(competing.names) < 3:
        context.because(where, Said("Fewer than three models, versions or temperatures were compared."))
        return None
    try:
        judge, human = (
            log_strengths_of(win_matrix(competing.pairs(side)[0], len(competing.names)), competing.names)[0]
            for side in (rows, people)
        )
    except StatsError as error:
        context.because(where, error)
        return None
    context.because(where, Said("All strengths of one side are equal."))
    if min(float(np.ptp(judge)), float(np.ptp(human))) < 1e-12:
        return None
    return spearman(judge, human)
