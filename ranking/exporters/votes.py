"""What people prefer between two responses of an item, vote by vote: ballots first, else scores by the same person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from annotations.models import Assignment, Ballot, Dimension
from ranking.exporters.base import shown_names
from ranking.selectors.exports import ItemAnswers

# Two of three people: less is a coin's work.
CONFIDENT = 2 / 3
Pair = tuple[int, int]


@dataclass
class Votes:
    """Votes on one pair: +1 for the first, -1 for the second, 0 for a tie, by rater."""

    by_rater: dict[int, int] = field(default_factory=dict)
    shown: list[list[str] | None] = field(default_factory=list)
    source: str = "ballots"

    @property
    def n(self) -> int:
        """How many people."""
        return len(self.by_rater)

    @property
    def lead(self) -> int:
        """The side with more votes; 0 where neither has."""
        total = sum(self.by_rater.values())
        return (total > 0) - (total < 0)

    @property
    def agreement(self) -> float:
        """The share of people who voted for the leading side; of ties, where none leads."""
        return sum(vote == self.lead for vote in self.by_rater.values()) / self.n


def votes_of(found: ItemAnswers, primary: Dimension | None) -> dict[Pair, Votes]:
    """This function will count the votes on every pair of the item's responses that people told apart or tied."""
    overall = _ballot_votes(found, None)
    votes = overall or (_ballot_votes(found, primary.pk) if primary else {})
    if primary:
        for pair, scored in _score_votes(found, primary.pk).items():
            votes.setdefault(pair, scored)
    return votes


def means_of(found: ItemAnswers, dimension: Dimension) -> dict[int, list[float]]:
    """Everybody's first score of each response on the dimension."""
    given: dict[int, dict[int, float]] = {}
    for response, answer, value in _scored(found, dimension.pk):
        given.setdefault(response, {}).setdefault(answer.rater_id, value)
    return {response: list(scores.values()) for response, scores in given.items()}


def _ballot_votes(found: ItemAnswers, dimension: int | None) -> dict[Pair, Votes]:
    votes: dict[Pair, Votes] = {}
    for answer in found.answers:
        for ballot in answer.ballots.all():
            if ballot.dimension_id == dimension and not ballot.none_acceptable and not ballot.label:
                _count(votes, ballot, answer, shown_names(answer, found.responses))
    return votes


def _count(votes: dict[Pair, Votes], ballot: Ballot, answer: Assignment, shown: list[str] | None) -> None:
    place = {key: rank for rank, tie in enumerate(ballot.ranking) for key in tie}
    for one, two in combinations(sorted(place), 2):
        pair = votes.setdefault((one, two), Votes())
        if answer.rater_id not in pair.by_rater:
            pair.by_rater[answer.rater_id] = (place[one] < place[two]) - (place[one] > place[two])
            pair.shown.append(shown)


def _score_votes(found: ItemAnswers, dimension: int) -> dict[Pair, Votes]:
    """A person who scored both prefers the higher."""
    by_rater: dict[int, dict[int, float]] = {}
    for response, answer, value in _scored(found, dimension):
        by_rater.setdefault(answer.rater_id, {}).setdefault(response, value)
    votes: dict[Pair, Votes] = {}
    for rater, scores in by_rater.items():
        for one, two in combinations(sorted(scores), 2):
            pair = votes.setdefault((one, two), Votes(source="scores"))
            pair.by_rater[rater] = (scores[one] > scores[two]) - (scores[one] < scores[two])
    return votes


def _scored(found: ItemAnswers, dimension: int) -> Iterator[tuple[int, Assignment, float]]:
    for answer in found.answers:
        for score in answer.scores.all():
            if score.dimension_id == dimension and score.value is not None:
                yield found.shows[answer.task_id][0], answer, score.value
