"""Which open tasks of one kind come next, and why each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ranking.stats.aggregate.connectivity import parts
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.logistic import sigmoid
from ranking.stats.sampling.batches import Sets, best_batch
from ranking.stats.sampling.connecting import LEAST, connecting
from ranking.stats.sampling.information import Posterior, posterior
from ranking.stats.sampling.ratings import Rated, worth_of_rating

# How much more than usual is worth a word.
_MUCH = 1.5
# From this much of a difference between a judge's choices and people's on, beyond chance, it is named as the reason.
_APART = 0.1


class Why(StrEnum):
    """Why a task was put forward."""

    CONNECT = "connect"
    ORDER = "order"
    UNCERTAIN = "uncertain"
    PARTED = "parted"
    CONFLICT = "conflict"
    CHANCE = "chance"


@dataclass(frozen=True)
class Chosen:
    """Tasks (n,) by their place, the first to ask first, and why each."""

    tasks: Ints
    why: list[Why]


@dataclass(frozen=True)
class Candidates:
    """Tasks (n,) of one kind: how many places of each are open (`room`), whether it was begun, the answers that its
    item has had (`load`), and its lot. Tasks without room are not asked, and may still say something of others."""

    room: Ints
    begun: Bools
    load: Floats
    lot: Floats

    def cut(self, tasks: Ints, wanted: int) -> Ints:
        """As many of the tasks, from the first on, as have so many places."""
        before = np.cumsum(self.room[tasks]) - self.room[tasks]
        return tasks[before < wanted]

    def by_lot(self, wanted: int) -> Chosen:
        """Open tasks that nothing tells apart."""
        open_ = np.flatnonzero(self.room > 0)
        tasks = self.cut(open_[np.argsort(self.lot[open_], kind="stable")], wanted)
        return Chosen(tasks, [Why.CHANCE] * len(tasks))


def choose_orders(
    candidates: Candidates, arms: Ints, *, ends: Bools, wins: Floats, judged: Floats, wanted: int
) -> Chosen:
    """Comparisons and rankings by what they would teach of the arms' order.

    `arms` (n, m) are those put in order by each task, -1 where fewer; `ends` (n,) marks best-worst; `wins` and
    `judged` (k, k) are people's and judges' pairs so far, as `pair_weight` counts them. Which arms meet is weighed, and
    nothing else: of tasks in which the same arms meet, what was begun comes first, then whose item was asked least,
    then by lot. Were a judge's verdict on the task to decide, tasks would come first on which the weaker wins, and
    strengths, which know nothing of tasks, would come out too even.
    """
    open_ = np.flatnonzero(candidates.room > 0)
    if not len(open_) or len(wins) < 2:
        return candidates.by_lot(wanted)
    rows = np.sort(arms[open_], axis=1)[:, ::-1]
    members, of_task, left = np.unique(
        np.column_stack([rows, ends[open_]]), axis=0, return_inverse=True, return_counts=True
    )
    found = posterior(wins)
    apart = _apart(found, judged)
    sets = Sets(members[:, :-1], members[:, -1] == 1, left, 1 + _over_pairs(apart, members[:, :-1]))
    tasks_wanted = -(-wanted * len(open_) // int(candidates.room[open_].sum()))
    picked = best_batch(found, sets, played=wins + wins.T, wanted=tasks_wanted)
    order = np.lexsort((candidates.lot[open_], candidates.load[open_], ~candidates.begun[open_], of_task.reshape(-1)))
    first = np.concatenate([[0], np.cumsum(left)[:-1]])
    tasks = candidates.cut(open_[order[first[picked] + _counted(picked)]], wanted)
    loose = _loose(wins)
    why = [_why(members[number, :-1], loose, sets.appeal[number]) for number in picked[: len(tasks)].tolist()]
    return Chosen(tasks, why) if len(tasks) else candidates.by_lot(wanted)


def choose_ratings(candidates: Candidates, rated: Sequence[tuple[Rated, float]], *, wanted: int) -> Chosen:
    """Ratings by how much more would be known of their responses.

    `rated` are the dimensions, each with the width of its scale; the first n responses of each are the candidates',
    others may follow, such as those of earlier rounds. What is worth most over the dimensions together comes first.
    """
    n, first = len(candidates.room), rated[0][0]
    open_ = candidates.room > 0
    arm, item = first.arm[:n], first.item[:n]
    begun = connecting(arm, item, rated=candidates.begun, open_=open_, order=candidates.lot)
    begun = candidates.cut(begun, wanted)
    if not any((of.n > 0).any() for of, _ in rated):
        return _filled(candidates, begun, candidates.by_lot(len(open_)).tasks, [Why.CHANCE] * int(open_.sum()), wanted)
    worths = [worth_of_rating(of) for of, _ in rated]
    value = np.sum([worth.value[:n] / width**2 for worth, (_, width) in zip(worths, rated, strict=True)], axis=0)
    surprise = np.max([worth.surprise[:n] for worth in worths], axis=0)
    noise = np.max([worth.noise[:n] for worth in worths], axis=0)
    judged = np.any([~np.isnan(of.judged[:n]) for of, _ in rated], axis=0)
    order = np.lexsort((candidates.lot, -value))
    order = order[open_[order]]
    why = np.select(
        [(noise > _MUCH) & candidates.begun, (surprise > _MUCH) & judged], [Why.PARTED, Why.CONFLICT], Why.UNCERTAIN
    )
    return _filled(candidates, begun, order, [Why(each) for each in why[order]], wanted)


def _filled(candidates: Candidates, begun: Ints, order: Ints, why: list[Why], wanted: int) -> Chosen:
    """First what connects, then the others in their order, up to so many places."""
    rest = np.flatnonzero(~np.isin(order, begun))
    tasks = candidates.cut(np.concatenate([begun, order[rest]]), wanted)
    words = [Why.CONNECT] * len(begun) + [why[place] for place in rest.tolist()]
    return Chosen(tasks, words[: len(tasks)])


def _counted(values: Ints) -> Ints:
    """How often each value came before, in the order of the row (n,)."""
    order = np.argsort(values, kind="stable")
    _, first, place = np.unique(values[order], return_index=True, return_inverse=True)
    counted = np.empty(len(values), dtype=np.int64)
    counted[order] = np.arange(len(values)) - first[place]
    return counted


def _apart(found: Posterior, judged: Floats) -> Floats:
    """How far the judges' share of wins is from the chance that people's answers give (k, k), beyond mere luck."""
    met = judged + judged.T
    share = np.divide(judged, met, out=np.full(met.shape, 0.5), where=met > 0)
    gap, spread = found.differences(*np.indices(met.shape))
    chance = sigmoid(gap)
    error = np.sqrt(0.25 / (met + 1) + (chance * (1 - chance) * spread) ** 2)
    return np.asarray(np.where(met > 0, np.maximum(np.abs(share - chance) - 2 * error, 0.0), 0.0))


def _over_pairs(values: Floats, members: Ints) -> Floats:
    """The greatest value among the pairs of each set (c, m)."""
    one, two = np.triu_indices(members.shape[1], k=1)
    left, right = members[:, one], members[:, two]
    return np.asarray(np.where((left >= 0) & (right >= 0), values[left, right], 0.0).max(axis=1))


def _loose(wins: Floats) -> Bools:
    """Arms that were put in order too seldom, or are in a part apart from the greatest (k,)."""
    met = ((wins + wins.T) > 0).sum(axis=1)
    labels = parts(wins)[1]
    return np.asarray(((wins + wins.T).sum(axis=1) < LEAST) | (met == 0) | (labels != np.bincount(labels).argmax()))


def _why(members: Ints, loose: Bools, appeal: float) -> Why:
    if loose[members[members >= 0]].any():
        return Why.CONNECT
    return Why.CONFLICT if appeal > 1 + _APART else Why.ORDER
