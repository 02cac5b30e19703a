"""The same figures from the rows themselves, by other libraries and with no code of the product."""

from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

import evalica
import krippendorff
import numpy as np
from scipy import stats
from sklearn.metrics import cohen_kappa_score, mean_absolute_error, root_mean_squared_error

from tests.ranking.doors.through import Row

Key = tuple[Any, ...]


def rater_of(row: Row) -> str:
    return f"{row.get('dataset', '')}:{row['annotator']}"


def response_of(row: Row) -> Key:
    return row.get("dataset", ""), str(row["item_id"]), str(row["response_id"])


def first_answers(rows: list[Row]) -> dict[Key, dict[str, Any]]:
    """What each rater said of each unit at first: unit -> rater -> value, of scores on one dimension."""
    found: dict[Key, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        found[response_of(row)].setdefault(rater_of(row), row["score"])
    return found


def first_choices(rows: list[Row]) -> dict[Key, dict[str, int]]:
    """The same of every two responses of rankings: 1 where the lower id (as text) stands higher, -1, or 0."""
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    for row in rows:
        for pair, chose in choices(row):
            found[pair].setdefault(rater_of(row), chose)
    return found


def choices(row: Row) -> list[tuple[Key, int]]:
    place = {
        str(name): rank
        for rank, tied in enumerate(row["ranking"])
        for name in (tied if isinstance(tied, list) else [tied])
    }
    own = row.get("dataset", ""), str(row["item_id"])
    return [((*own, one, two), int(np.sign(place[two] - place[one]))) for one, two in combinations(sorted(place), 2)]


def alpha(said: dict[Key, dict[str, Any]], level: str) -> float:
    raters = sorted({rater for each in said.values() for rater in each})
    table = np.array([[each.get(rater, np.nan) for each in said.values()] for rater in raters], dtype=float)
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement=level))


def kappa(said: dict[Key, dict[str, Any]], one: str, two: str) -> tuple[float, int]:
    both = [(each[one], each[two]) for each in said.values() if one in each and two in each]
    # Labels as texts: scikit-learn takes numbers with fractions for something continuous.
    return float(cohen_kappa_score(*[[str(value) for value in side] for side in zip(*both, strict=True)])), len(both)


def strengths(rows: list[Row]) -> dict[str, float]:
    """Bradley-Terry of the models, a tie half a win each, summing to 1."""
    ones, twos, winners = [], [], []
    sides = {1: evalica.Winner.X, -1: evalica.Winner.Y, 0: evalica.Winner.Draw}
    for row in rows:
        models = {str(name): each["model"] for name, each in row["responses"].items()}
        for (*_, one, two), chose in choices(row):
            if models[one] != models[two]:
                ones.append(models[one])
                twos.append(models[two])
                winners.append(sides[chose])
    scores = evalica.bradley_terry(ones, twos, winners, tie_weight=0.5, tolerance=1e-12, limit=100_000).scores
    return (scores / scores.sum()).to_dict()


def plurality(said: dict[Key, dict[str, int]]) -> dict[Key, int]:
    found = {}
    for pair, by_rater in said.items():
        (most, n), *rest = Counter(by_rater.values()).most_common()
        found[pair] = 0 if rest and rest[0][1] == n else most
    return found


def beside(ratings: list[Row], judgements: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    """People's scores, and the judge's mean readable score of the same response brought onto people's scale."""
    scale = ratings[0]["scale_min"], ratings[0]["scale_max"]
    read: dict[Key, list[float]] = defaultdict(list)
    for row in judgements:
        score, low, high = row["score"], row["scale_min"], row["scale_max"]
        if isinstance(score, int | float) and not isinstance(score, bool) and low <= score <= high:
            read[response_of(row)].append(scale[0] + (score - low) / (high - low) * (scale[1] - scale[0]))
    rows = [row for row in ratings if response_of(row) in read]
    people = np.array([row["score"] for row in rows], dtype=float)
    return people, np.array([np.mean(read[response_of(row)]) for row in rows])


def judge_figures(people: np.ndarray, judge: np.ndarray) -> dict[str, float]:
    return {
        "n": len(people), "rmse_raw": root_mean_squared_error(people, judge),
        "mae_raw": mean_absolute_error(people, judge), "bias": float((judge - people).mean()),
        "pearson_raw": stats.pearsonr(people, judge).statistic,
        "spearman_raw": stats.spearmanr(people, judge).statistic,
        "kendall_raw": stats.kendalltau(people, judge).statistic,
    }  # fmt: skip
