"""May the judge stand in for a rater? The alternative annotator test (Calderon, Reichart & Dror, ACL 2025)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Bools, Floats, Ints, group_sums
from ranking.stats.errors import NotEnoughData, require_finite
from ranking.stats.student import false_discovery, t_below

Metric = Literal["accuracy", "neg_rmse"]
MIN_RATERS = 3
MIN_ITEMS = 30
EPSILON = 0.2
ALPHA = 0.05
# Two answers that differ by less are the same but for rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Answers:
    """People's answers, one a row (n,): the unit answered, by whom, what, and the prompt it is of (all codes from 0).

    Nobody answers a unit twice. Rows of one prompt are not taken as independent.
    """

    unit: Ints
    rater: Ints
    value: Floats
    prompt: Ints

    def rows(self, chosen: Bools) -> Answers:
        """Some of the rows."""
        return Answers(self.unit[chosen], self.rater[chosen], self.value[chosen], self.prompt[chosen])


@dataclass(frozen=True)
class Replacement:
    """omega (share of raters the judge beats or equals within epsilon) and rho (mean advantage probability).

    `p_value` is of the hypothesis that it does so for fewer than half of them.
    """

    winning_rate: float
    advantage_probability: float
    epsilon: float
    metric: Metric
    passes: bool
    raters: int
    p_value: float


def alternative_annotator_test(
    judge: Floats, people: Answers, *, metric: Metric, epsilon: float = EPSILON
) -> Replacement:
    """Compare the judge (units,), nan where it gave no answer, with each of the `people`.

    Section 3: rater j is left out; on each of j's units the judge and j are scored against the other raters; the
    null hypothesis that the judge wins less often than j by epsilon or more is tested by a paired t-test, with
    Benjamini-Yekutieli over raters at 5 %. Where units share prompts, the t-test is that of a mean of clusters. Raises
    NotEnoughData below 3 raters with 30 shared units each, and where people's answers are all the same; NotNumbers.
    """
    require_finite(people.value, judge[~np.isnan(judge)])
    lost, won, rows = _against(judge, people, metric)
    codes = np.unique(rows.rater, return_inverse=True)[1].astype(np.int64)
    enough = np.bincount(codes) >= MIN_ITEMS if len(codes) else np.zeros(0, dtype=bool)
    if enough.sum() < MIN_RATERS:
        raise NotEnoughData(
            Said(
                "The test needs at least {least} people with {answers} answers each that another person and "
                "the judge gave too; there are {n}.",
                least=MIN_RATERS,
                answers=MIN_ITEMS,
                n=int(enough.sum()),
            )
        )
    if np.ptp(rows.value) == 0:
        raise NotEnoughData(
            Said("People gave the same answer throughout: whoever never varies is as good as they are.")
        )
    of_rater, of_won = _p_values(lost - won, codes, rows.prompt, epsilon)[enough], _means(won, codes)[enough]
    rate = float((false_discovery(of_rater, dependent=True) <= ALPHA).mean())
    return Replacement(rate, float(of_won.mean()), epsilon, metric, rate >= 0.5, int(enough.sum()), _of_half(of_rater))


def gaps(judge: Floats, people: Answers) -> tuple[Floats, Ints]:
    """By how much the judge (units,) is above people's mean, of every unit that both scored (m,), and its prompt."""
    sums, counts = (np.bincount(people.unit, weights=each, minlength=len(judge)) for each in (people.value, None))
    prompt = np.zeros(len(judge), dtype=np.int64)
    prompt[people.unit] = people.prompt
    both = (counts > 0) & ~np.isnan(judge)
    return judge[both] - sums[both] / counts[both], prompt[both]


def shifted(judge: Floats, people: Answers) -> Floats:
    """The judge's scores (units,), their mean brought to people's over the units that both scored.

    Where the judge and people give whole levels only it is moved by whole levels: a judge that can never say just what
    a person said would lose every tie.
    """
    gap, _ = gaps(judge, people)
    by = float(gap.mean()) if len(gap) else 0.0
    return judge - (np.rint(by) if _whole(judge[~np.isnan(judge)]) and _whole(people.value) else by)


def _whole(values: Floats) -> bool:
    return bool((values == np.rint(values)).all())


def _against(judge: Floats, people: Answers, metric: Metric) -> tuple[Floats, Floats, Answers]:
    """Of every answer that another person and the judge gave too: whether it was at least as good as the judge's, the
    other way round, and the rows."""
    counts = np.bincount(people.unit, minlength=len(judge))
    rows = people.rows(~np.isnan(judge[people.unit]) & (counts[people.unit] > 1))
    nearer = _accuracy if metric == "accuracy" else _distance
    ahead = nearer(judge[rows.unit], rows)
    return (ahead <= 0).astype(float), (ahead >= 0).astype(float), rows


def _distance(judge: Floats, rows: Answers) -> Floats:
    """Above 0 where the judge's answer (n,) has the smaller squared error against the others' of its unit, 0 for a tie.

    It is the one nearer to their mean: (b - m)^2 - (a - m)^2 = (b - a) (b + a - 2 m).
    """
    sums, counts = group_sums(rows.unit, rows.value, np.ones(len(rows.unit)))
    others = (sums[rows.unit] - rows.value) / (counts[rows.unit] - 1)
    gap, middle = rows.value - judge, rows.value + judge - 2 * others
    same = (np.abs(gap) < _ROUNDING) | (np.abs(middle) < _ROUNDING)
    return np.where(same, 0.0, gap * middle)


def _accuracy(judge: Floats, rows: Answers) -> Floats:
    """With how many more of the others the judge (n,) agrees than the rater does."""
    values = np.unique(np.concatenate([rows.value, judge]), return_inverse=True)[1]
    own, of_judge = np.split(values, 2)
    width = int(values.max(initial=0)) + 1
    counts = np.bincount(rows.unit * width + own, minlength=(int(rows.unit.max(initial=0)) + 1) * width)
    return (counts[rows.unit * width + of_judge] - (own == of_judge)) - (counts[rows.unit * width + own] - 1.0)


def _means(values: Floats, codes: Ints) -> Floats:
    sums, counts = group_sums(codes, values, np.ones(len(codes)))
    return sums / counts


def _p_values(differences: Floats, raters: Ints, prompts: Ints, epsilon: float) -> Floats:
    """One-sided, for each rater (r,): is the mean difference below epsilon? Errors are those of clusters (Cochran 1977,
    section 9A), which are the usual ones where every row is of another prompt."""
    mean = _means(differences, raters)
    width = int(prompts.max(initial=0)) + 1
    cells, of_cell = np.unique(raters * width + prompts, return_inverse=True)
    (sums,) = group_sums(of_cell.reshape(-1), differences - mean[raters])
    squares, clusters = group_sums(cells // width, sums**2, np.ones(len(sums)))
    n, freedom = np.bincount(raters), clusters - 1
    error = np.sqrt(np.divide(clusters, freedom, out=np.zeros(len(n)), where=freedom > 0) * squares) / n
    return np.array([_p_value(*each) for each in zip(mean - epsilon, error, freedom, strict=True)])


def _p_value(excess: float, error: float, freedom: float) -> float:
    # Of one prompt nothing can be said.
    if not freedom > 0:
        return 1.0
    if error == 0:
        return 0.0 if excess < 0 else 1.0
    return t_below(excess / error, freedom)


def _of_half(p_values: Floats) -> float:
    """Of the hypothesis that fewer than half of the nulls are false: Simes' test of all but the u - 1 least p-values, u
    being half of k or just above (Benjamini & Heller 2008, the partial conjunction by Simes). It holds where raters'
    tests depend on one another positively, as they do by the judge that they share."""
    k = len(p_values)
    half = -(-k // 2)
    rest = np.sort(p_values)[half - 1 :]
    return min(1.0, float((len(rest) / np.arange(1, len(rest) + 1) * rest).min()))
