"""What raters said, as arrays: the shapes that the report's sections read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ranking.selectors.draws import Draw
from ranking.stats.acceptance import accepted_from
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.traits import PLAIN, Traits


@dataclass(frozen=True)
class ItemFacts:
    """One item; `group` is what no fold may part."""

    id: int
    name: str
    group: str
    language: str
    category: str
    dataset: str
    metadata: dict[str, Any]
    counterfactual_set: int | None = None
    attribute: str = ""
    attribute_value: str = ""


@dataclass(frozen=True)
class ResponseFacts:
    """One response; `item` is its item's place, `length` its text's in characters, `confidence` its model's own."""

    id: int
    item: int
    name: str
    model: str
    version: str
    temperature: str
    length: int
    traits: Traits = PLAIN
    confidence: float | None = None


@dataclass(frozen=True)
class RaterFacts:
    """One rater: a person, a program that plays one, or a judge."""

    id: int
    name: str
    is_judge: bool
    simulated: bool


@dataclass(frozen=True)
class DimensionFacts:
    """One dimension of the rubric; a category has no points to average."""

    id: int
    name: str
    kind: str
    minimum: float
    maximum: float
    is_primary: bool
    threshold: float | None = None

    @property
    def in_points(self) -> bool:
        """Whether its answers are numbers."""
        return self.kind != "category"

    @property
    def scale(self) -> tuple[float, float]:
        """Its ends."""
        return self.minimum, self.maximum

    @property
    def accepted_from(self) -> float:
        """From which score on a response is accepted: its threshold, else three quarters of the way."""
        return accepted_from(self.minimum, self.maximum, self.threshold)


@dataclass(frozen=True)
class Entities:
    """The things that answers point at, by place."""

    items: list[ItemFacts]
    responses: list[ResponseFacts]
    raters: list[RaterFacts]
    dimensions: list[DimensionFacts]

    @cached_property
    def _named(self) -> dict[str, np.ndarray]:
        return {}

    def named(self, factor: str) -> np.ndarray:
        """The name of every response (responses,) under a factor: model, version or temperature; empty without one."""
        if factor not in self._named:
            self._named[factor] = np.array([getattr(each, factor) for each in self.responses], dtype=object)
        return self._named[factor]

    @cached_property
    def _coded(self) -> dict[str, tuple[list[str], Ints]]:
        return {}

    def coded(self, factor: str) -> tuple[list[str], Ints]:
        """The names of all responses under a factor, sorted, and the place of each response's (responses,); -1 without
        one. Rows by the million are told apart by these places, not by the names."""
        if factor not in self._coded:
            named = self.named(factor).tolist()
            names = sorted(set(named) - {""})
            places = {name: place for place, name in enumerate(names)} | {"": -1}
            self._coded[factor] = names, np.array([places[name] for name in named], dtype=np.int64)
        return self._coded[factor]

    def dimension_name(self, place: int) -> str:
        """The name of a dimension, or nothing for answers without one."""
        return self.dimensions[place].name if place >= 0 else ""


@dataclass(frozen=True)
class AnswerRows:
    """One row per answered assignment (n,); only rows that are `taken` count, so that places stay.

    `planned` is false for raters who were asked only because others parted: they would lower agreement by design.
    `random` is false for people's answers to tasks that came early because they teach much (and further answers to
    such): figures of all tasks leave them out. `probability` is the chance that the task had to be in the random sample
    when lots drew it, nan where none did.
    """

    item: Ints
    rater: Ints
    round: Ints
    by_judge: Bools
    taken: Bools
    planned: Bools
    random: Bools
    probability: Floats
    metadata: list[dict[str, Any]]


@dataclass(frozen=True)
class ScoreRows:
    """One row per score (n,): `dimension` is -1 for a judge's own `label`, `value` nan without a number.

    `first` is false for a rater's further scores of the same response and dimension. For categories `value` is
    the place of the code among the codes seen. A judge that gave a probability to every level has the expected level
    as `value`, their standard deviation as `doubt`, and the chance that it gives acceptance as `claim` (else nan);
    `written` is the score that it wrote, and `misread` whether it gave probabilities that are none. A score under a
    label is a part of the judge's own scale, 0 to 1, where that is known.
    """

    answer: Ints
    response: Ints
    dimension: Ints
    value: Floats
    unreadable: Bools
    first: Bools
    doubt: Floats
    claim: Floats
    written: Floats
    misread: Bools
    label: np.ndarray

    def rows(self, chosen: Bools | Ints) -> ScoreRows:
        """Some of the rows."""
        return ScoreRows(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class BallotRows:
    """One row per ballot (n,); `size` is how many responses it orders."""

    answer: Ints
    dimension: Ints
    size: Ints
    unreadable: Bools
    first: Bools

    def rows(self, chosen: Bools | Ints) -> BallotRows:
        """Some of the rows."""
        return BallotRows(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class PairRows:
    """Every two responses that a ballot orders, one a row (n,), `one` before `two` in canonical order.

    `chose` is 1 where `one` won, -1 where `two`, 0 for a tie, nan where a judge could not be read or nothing was
    acceptable (`neither`); `apart` is by how many places it was put higher, as a part of all (1 from first to last);
    `stood` is 1 where `one` was shown first, -1 where `two`, 0 unknown. `pair` is the same for the same two responses;
    `label` is a judge's own, or its dimension's name.
    """

    answer: Ints
    dimension: Ints
    one: Ints
    two: Ints
    pair: Ints
    chose: Floats
    apart: Floats
    neither: Bools
    stood: Floats
    first: Bools
    label: np.ndarray

    @property
    def ballot(self) -> Ints:
        """A code for the ballot of each row (n,): an answer has one, or one for each dimension."""
        width = int(self.dimension.max(initial=-1)) + 2
        return np.asarray(np.unique(self.answer * width + self.dimension + 1, return_inverse=True)[1], dtype=np.int64)

    def rows(self, chosen: Bools | Ints) -> PairRows:
        """Some of the rows."""
        return PairRows(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class FeedbackRows:
    """What users said, from 0 to 1 (n,), of which response (n,)."""

    response: Ints
    value: Floats


NO_FEEDBACK = FeedbackRows(np.zeros(0, dtype=np.int64), np.zeros(0))


@dataclass(frozen=True)
class Beside:
    """What people did beside answering, of the rounds under look, by place of the rater.

    `given` counts tasks that were answered and that were skipped, by (rater, kind of task); `checks` sums how far
    answers to checks were right (0 to 1 each), and counts them.
    """

    given: dict[tuple[int, str], tuple[int, int]]
    checks: dict[int, tuple[float, int]]


@dataclass(frozen=True)
class Answers:
    """All answers under look.

    `codes` are the categories by the place that stands for them in the scores; `beside` is None for a part of the
    answers, to which skips and checks cannot be told to belong. `feedback` is users' of all responses under look.
    """

    entities: Entities
    answers: AnswerRows
    scores: ScoreRows
    ballots: BallotRows
    pairs: PairRows
    n_items: int
    n_responses: int
    draws: list[Draw]
    codes: tuple[str, ...] = ()
    beside: Beside | None = None
    feedback: FeedbackRows = NO_FEEDBACK

    @cached_property
    def item_groups(self) -> Ints:
        """The fold group of every item (items,), as codes."""
        return np.unique([item.group for item in self.entities.items], return_inverse=True)[1].astype(np.int64)

    def representative(self) -> Answers:
        """Judges' answers, and those of people that stand for all tasks: the random sample where an order adapted.

        The same where no order adapted, or every task is answered. For what is said of all tasks, such as means, and
        judges beside people.
        """
        return self if self.answers.random.all() else self.of_answers(self.answers.taken & self.answers.random)

    def of_answers(self, chosen: Bools) -> Answers:
        """Only what was said in some of the answers; places of things stay as they are."""
        items = np.unique(self.answers.item[chosen])
        touched = np.union1d(
            self.scores.response[chosen[self.scores.answer]],
            np.concatenate([side[chosen[self.pairs.answer]] for side in (self.pairs.one, self.pairs.two)]),
        )
        return replace(
            self,
            scores=self.scores.rows(chosen[self.scores.answer]),
            ballots=self.ballots.rows(chosen[self.ballots.answer]),
            pairs=self.pairs.rows(chosen[self.pairs.answer]),
            answers=replace(self.answers, taken=chosen),
            n_items=len(items),
            n_responses=len(touched),
            beside=None,
        )
