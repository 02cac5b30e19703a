"""What a judge said of pairs that people compared: by verdicts, by places in a list, or by scores of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ranking.selectors.answers import Answers, PairRows
from ranking.selectors.sections.verdicts import judges_verdicts, people_beside
from ranking.stats.arrays import Floats, Ints
from ranking.stats.preference import Signals, signals_of, taken_at_its_word


@dataclass(frozen=True)
class Compared:
    """A judge's signals (n,) beside people's share (n,) for the first of two, out of `votes` (n,), by `pairs` (n,).

    `raw` is the chance that the judge claims; `rows` its verdicts (None where it gave scores), `key` its name, with
    its label where it has several; `dimension` the place of what people compared on, -1 overall.
    """

    key: str
    judge: str
    label: str
    dimension: int
    pairs: Ints
    share: Floats
    votes: Floats
    signals: Signals
    raw: Floats
    groups: Ints
    rows: PairRows | None = None

    @property
    def source(self) -> str:
        """What the judge gave."""
        return "scores" if self.rows is None else "verdicts"


def compared_of(data: Answers) -> Iterator[Compared]:
    """Every judge's verdicts, and its scores on what people gave no scores on, beside people's choices."""
    keys = set()
    for key, rows in judges_verdicts(data):
        keys.add(key)
        yield _of_verdicts(data, key, rows)
    for judge, label, scores in _scored(data):
        key = f"{judge}/{label}" if label else judge
        found = _of_scores(data, key if key not in keys else f"{key} scores", judge, label, scores)
        if found is not None:
            yield found


def _of_verdicts(data: Answers, key: str, rows: PairRows) -> Compared:
    judge = data.entities.raters[data.answers.rater[rows.answer[0]]].name
    people = people_beside(data, rows)
    size = int(max(rows.pair.max(), people.pair.max(initial=0))) + 1
    valid = rows.rows(~np.isnan(rows.chose))
    n = np.bincount(valid.pair, minlength=size)
    votes, share, groups = _peoples(data, people, size)
    both = np.flatnonzero((n > 0) & (votes > 0))
    verdict, distance, position = (
        np.bincount(valid.pair, weights=column, minlength=size)[both] / n[both]
        for column in (valid.chose, valid.apart, valid.stood)
    )
    return Compared(
        key=key, judge=judge, label=str(rows.label[0]), dimension=_dimension(people), pairs=both,
        share=share[both] / votes[both], votes=votes[both],
        signals=signals_of(verdict=verdict, distance=distance, position=position),
        raw=taken_at_its_word(verdict, n[both].astype(np.int64)), groups=groups[both], rows=rows,
    )  # fmt: skip


def _of_scores(data: Answers, key: str, judge: str, label: str, scores: Floats) -> Compared | None:
    """A judge's scores (responses,) of pairs that people compared overall; None where there is no such pair."""
    rows = people_overall(data)
    gaps = scores[rows.one] - scores[rows.two]
    rows, gaps = rows.rows(~np.isnan(gaps)), gaps[~np.isnan(gaps)]
    if not len(gaps):
        return None
    size = int(rows.pair.max()) + 1
    votes, share, groups = _peoples(data, rows, size)
    seen, first = np.unique(rows.pair, return_index=True)
    gap = gaps[first]
    nothing = np.zeros(len(seen))
    return Compared(
        key=key, judge=judge, label=label, dimension=-1, pairs=seen, share=share[seen] / votes[seen],
        votes=votes[seen],
        signals=signals_of(verdict=nothing, position=nothing, difference=gap),
        raw=taken_at_its_word(np.sign(gap), np.ones(len(seen), dtype=np.int64)), groups=groups[seen],
    )  # fmt: skip


def people_overall(data: Answers) -> PairRows:
    """People's first choices on the whole, which is what a judge's scores of two are held against."""
    people = ~data.answers.by_judge[data.pairs.answer] & data.pairs.first & ~np.isnan(data.pairs.chose)
    return data.pairs.rows(people & (data.pairs.dimension == -1))


def _scored(data: Answers) -> Iterator[tuple[str, str, Floats]]:
    """(judge, label, its mean score (responses,) as a part of its scale), where people gave no scores on it."""
    scores = data.scores.rows(data.answers.by_judge[data.scores.answer] & ~np.isnan(data.scores.value))
    scored_by_people = set(data.scores.dimension[~data.answers.by_judge[data.scores.answer]].tolist())
    names = np.array([data.entities.raters[place].name for place in data.answers.rater[scores.answer]], dtype=object)
    labels = np.array(
        [data.entities.dimension_name(on) or label for on, label in zip(scores.dimension, scores.label, strict=True)],
        dtype=object,
    )
    for judge, label in sorted(set(zip(names.tolist(), labels.tolist(), strict=True))):
        mine = scores.rows((names == judge) & (labels == label))
        on = int(mine.dimension[0])
        if on >= 0 and (on in scored_by_people or not data.entities.dimensions[on].in_points):
            continue
        low, high = data.entities.dimensions[on].scale if on >= 0 else (0.0, 1.0)
        size = len(data.entities.responses)
        n = np.bincount(mine.response, minlength=size)
        sums = np.bincount(mine.response, weights=(mine.value - low) / (high - low), minlength=size)
        yield judge, label, np.divide(sums, n, out=np.full(size, np.nan), where=n > 0)


def _peoples(data: Answers, people: PairRows, size: int) -> tuple[Floats, Floats, Ints]:
    """By pair (size,): people's votes, how many of them for the first (a tie half), and the fold group."""
    votes = np.bincount(people.pair, minlength=size).astype(float)
    share: Floats = np.bincount(people.pair, weights=(people.chose + 1) / 2, minlength=size).astype(float)
    groups = np.zeros(size, dtype=np.int64)
    groups[people.pair] = data.item_groups[data.answers.item[people.answer]]
    return votes, share, groups


def _dimension(people: PairRows) -> int:
    return int(people.dimension[0]) if len(people.dimension) else -1
