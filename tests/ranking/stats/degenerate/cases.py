"""Answers of people and of a judge on which something is missing, alike, apart or no number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ranking.stats.aggregate.orders import Orders, orders_of
from ranking.stats.aggregate.pairs import Pairs, win_matrix
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.audits.base import Choices, Marks, Overlaps, Residuals, Swaps
from ranking.stats.mappings.base import Features
from ranking.stats.preference import Signals, signals_of
from ranking.stats.sampling.choosing import Candidates
from ranking.stats.sampling.ratings import Rated
from ranking.stats.verdicts import Verdicts

WRITERS = 4


@dataclass(frozen=True)
class Case:
    """Rows (n,): a person's score `value` of a response to an item, a judge's score of it, and a choice.

    `one` and `two` are who wrote the two that were chosen between, `won` is 1 where the one was chosen, 0 where the
    other, .5 for a tie; `stood` is 1 where the one was shown first.
    """

    rater: Ints
    item: Ints
    response: Ints
    value: Floats
    judge: Floats
    one: Ints
    two: Ints
    won: Floats
    stood: Floats

    def rows(self, chosen: Bools | Ints | slice) -> Case:
        """Some of the rows."""
        return Case(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def poisoned(self, number: float) -> Case:
        """The same with one number among the answers that is none."""
        columns = {name: getattr(self, name).copy() for name in ("value", "judge", "won")}
        for column in columns.values():
            column[0] = number
        return replace(self, **columns)

    @property
    def n(self) -> int:
        """How many rows there are."""
        return len(self.value)

    @cached_property
    def gap(self) -> Floats:
        """The judge's score less the person's."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.judge - self.value)

    @cached_property
    def accepted(self) -> Floats:
        """1 where the person accepted, nan where the score is none."""
        return np.where(np.isfinite(self.value), (self.value >= 4).astype(float), np.nan)

    @cached_property
    def chance(self) -> Floats:
        """How likely the judge says that it is accepted."""
        return np.asarray((self.judge - 1) / 4)

    @cached_property
    def said(self) -> Ints:
        """The score as one of five categories."""
        return (np.clip(np.nan_to_num(self.value, nan=1, posinf=5, neginf=1), 1, 5) - 1).astype(np.int64)

    @cached_property
    def writer(self) -> Ints:
        """Who wrote the response."""
        return self.response % WRITERS

    @cached_property
    def doublings(self) -> Floats:
        """Its length."""
        return (self.response * 7 % 11).astype(float) / 4

    @cached_property
    def formats(self) -> Floats:
        """The marks of its text."""
        return np.stack([(self.response // 2**place % 2).astype(float) for place in range(3)], axis=1)

    @cached_property
    def features(self) -> Features:
        """What the judge says, on two dimensions."""
        table = np.stack([self.judge, self.response % 3 + 0.5 * self.judge], axis=1)
        return Features(table, ["quality", "tone"], 0, doubt=np.where(self.response % 2 == 0, 0.5, np.nan))

    @cached_property
    def choices(self) -> Choices:
        """The choices of a judge, with what people think of the two."""
        return Choices(
            won=self.won, a_stood=self.stood, doublings=self.doublings - 1.2, pair=self.response, cluster=self.item,
            one=self.one, two=self.two, formats=self.formats - self.formats[:, ::-1],
            own=np.sign(self.response % 3 - 1).astype(float), people=(self.value - 3)[:, None],
        )  # fmt: skip

    @cached_property
    def residuals(self) -> Residuals:
        """The judge beside people."""
        return Residuals(
            gap=self.gap, doublings=self.doublings, cluster=self.item, people=self.value,
            own=(self.response % 3 == 0).astype(float), formats=self.formats, name=self.writer,
        )  # fmt: skip

    @cached_property
    def marks(self) -> Marks:
        """People's scores beside what the texts look like."""
        return Marks(score=self.value, doublings=self.doublings, cluster=self.item, formats=self.formats)

    @cached_property
    def overlaps(self) -> Overlaps:
        """People's scores one by one."""
        return Overlaps(score=self.value, response=self.response, rater=self.rater, cluster=self.item, name=self.writer)

    @cached_property
    def swaps(self) -> Swaps:
        """The two responses of an item as two values of an attribute."""
        return Swaps(score=self.value, accepted=self.accepted, set=self.item, group=self.response % 2, versus=(0, 1))

    @cached_property
    def pairs(self) -> Pairs:
        """The choices between writers."""
        return Pairs(self.one, self.two, self.won)

    @cached_property
    def wins(self) -> Floats:
        """Their matrix."""
        return win_matrix(self.pairs, WRITERS)

    @cached_property
    def orders(self) -> Orders:
        """The choices as ballots."""
        contestant = np.arange(WRITERS)
        return orders_of(np.arange(self.n), self.one, self.two, 2 * self.won - 1, contestant, size=WRITERS)

    @cached_property
    def verdicts(self) -> Verdicts:
        """The choices as a judge's verdicts; what is no number is an invalid one."""
        return Verdicts(self.response, np.where(np.isfinite(self.won), 2 * self.won - 1, np.nan), self.stood)

    @cached_property
    def signals(self) -> Signals:
        """What the judge says of two."""
        return signals_of(verdict=2 * self.won - 1, position=self.stood, difference=self.gap / 4)

    @cached_property
    def candidates(self) -> Candidates:
        """The rows as open tasks."""
        lot = np.random.default_rng(0).random(self.n)
        return Candidates(np.full(self.n, 2), self.rater == 0, np.zeros(self.n), lot)

    @cached_property
    def rated(self) -> Rated:
        """The rows as responses, every second one rated."""
        n = (np.arange(self.n) % 2) * 3
        return Rated(self.writer, self.item, self.judge, np.abs(self.judge) / 9, n, self.value, 0.5 * n)


def usual(items: int = 40, raters: int = 4, seed: int = 0) -> Case:
    """Each rater scores the two responses of each item and chooses between two writers: nothing is amiss."""
    rng = np.random.default_rng(seed)
    item, second, rater = (each.ravel() for each in np.indices((items, 2, raters)))
    response = 2 * item + second
    worth = rng.normal(3.2, 1.0, 2 * items)[response]
    value = np.clip(np.rint(worth + rng.normal(0, 0.8, len(item)) + 0.2 * rater / raters), 1, 5)
    judge = np.clip(np.rint(worth + rng.normal(0, 0.6, len(item))), 1, 5)
    one = rng.integers(0, WRITERS, len(item))
    two = (one + rng.integers(1, WRITERS, len(item))) % WRITERS
    lead = one * 0.4 - two * 0.4 + rng.logistic(size=len(item))
    won = np.where(np.abs(lead) < 0.3, 0.5, (lead > 0).astype(float))
    stood = np.where(rng.random(len(item)) < 0.5, 1.0, -1.0)
    return Case(rater, item, response, value, judge, one, two, won, stood)


def _disconnected(case: Case) -> Case:
    """Two raters, two writers and half of the items know nothing of the others."""
    half = case.item < case.item.max() / 2
    kept = case.rows(half == (case.rater < 2))
    part = np.where(kept.rater < 2, 0, 2)
    one = kept.one % 2
    return replace(kept, one=part + one, two=part + 1 - one)


def _constant(case: Case, *columns: str) -> Case:
    return replace(case, **{name: np.full(case.n, 0.5 if name == "won" else 3.0) for name in columns})


def _of_one_class(case: Case) -> Case:
    """People accept everything, so does the judge, and the same one wins always."""
    same = np.full(case.n, 5.0)
    one, two = np.zeros(case.n, dtype=np.int64), 1 + case.response % (WRITERS - 1)
    return replace(case, value=same, judge=same.copy(), one=one, two=two, won=np.ones(case.n))


def million() -> Case:
    """A million rows of one class: five of five hundred raters give each of 200,000 responses the same."""
    response = np.repeat(np.arange(200_000), 5)
    rater = (response * 7 + np.tile(np.arange(5), 200_000) * (1 + response % 97)) % 500
    blank = np.zeros(len(response))
    stood = np.where(rater % 2 == 0, 1.0, -1.0)
    return _of_one_class(Case(rater, response // 2, response, blank, blank, rater, rater, blank, stood))


USUAL = usual()
CASES: dict[str, Case] = {
    "empty": USUAL.rows(slice(0, 0)),
    "one_row": USUAL.rows(slice(0, 1)),
    "one_rater": USUAL.rows(USUAL.rater == 0),
    "one_item": usual(items=1, raters=60),
    "all_ties": _constant(USUAL, "value", "judge", "won"),
    "no_overlap": USUAL.rows(USUAL.rater == USUAL.response % 4),
    "disconnected": _disconnected(USUAL),
    "constant_judge": _constant(USUAL, "judge"),
    "constant_people": _constant(USUAL, "value"),
    "nan": USUAL.poisoned(float("nan")),
    "infinite": USUAL.poisoned(float("inf")),
    "minus_infinite": USUAL.poisoned(float("-inf")),
    "one_class": _of_one_class(usual(items=300)),
}
