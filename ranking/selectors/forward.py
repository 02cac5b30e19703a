"""Which tasks of a round come first after a look at it, and why. Services write it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotations.models import Round, Task
from annotations.said import Said, msgid
from ranking.models import Wave
from ranking.selectors.asked import orders_so_far, ratings_so_far
from ranking.selectors.asking import Arm, Asking
from ranking.stats.arrays import Bools, Floats, Ints
from ranking.stats.sampling.choosing import Candidates, Chosen, Why, choose_orders, choose_ratings
from ranking.stats.sampling.lots import lots, reach
from ranking.stats.sampling.waves import budget, period

# Bands, lower ones first: what lots drew, what teaches most, everything else.
DRAWN, CHOSEN, OTHERS = -2, -1, 0
# The share of a round in which chance alone chooses.
BY_LOT = 1.0
# As many pairs of arms are named one by one.
NAMED = 3

ORDERS = (Task.Kind.COMPARISON, Task.Kind.BEST_WORST, Task.Kind.RANKING)
WORDS = {
    (Task.Kind.RATING, Why.CONNECT): msgid("So that everything tried is rated, on items in common"),
    (Task.Kind.RATING, Why.UNCERTAIN): msgid("The response’s score is least certain"),
    (Task.Kind.RATING, Why.PARTED): msgid("Raters part on the response"),
    (Task.Kind.RATING, Why.CONFLICT): msgid("People and judges part more than usual there"),
    (Task.Kind.RATING, Why.CHANCE): msgid("Nothing tells these ratings apart yet: in random order"),
    ("orders", Why.CONNECT): msgid("So that everything tried is compared, in one piece"),
    ("orders", Why.ORDER): msgid("The order of those compared is least certain"),
    ("orders", Why.CONFLICT): msgid("Judges order those compared otherwise than people"),
    ("orders", Why.CHANCE): msgid("Nothing tells these comparisons apart: in random order"),
}
NAMED_PAIR = msgid("The order of {one} and {two} is least certain")
LOTS = msgid("Drawn by lot: a random sample, on which figures of all tasks rest")


@dataclass(frozen=True)
class Forward:
    """Bands of the tasks that move, the first to ask first; probabilities of those that lots drew; and what to say."""

    bands: dict[int, int]
    probabilities: dict[int, float]
    answered: float
    aimed: float
    reach: float
    drawn: int
    chosen: int
    reasons: list[dict[str, Any]]


def put_forward(asking: Asking, round: Round, *, share: float, before: Wave | None) -> Forward:
    """What comes next: so many places by lot, so many by what they teach; `before` is the last look."""
    places = int(asking.overlap.sum())
    answered = float(asking.taken.sum()) / places
    planned = before.aimed if before else 0.0
    aimed = max(planned, min(1.0, answered + period(places) / places))
    lot = lots(asking.key, asking.strata, seed=round.seed)
    reached = reach(before.reach if before else 0.0, answered=planned, aimed=aimed, share=share)
    fresh = np.isnan(asking.probability) & (lot <= reached)
    due = (fresh | ~np.isnan(asking.probability)) & (asking.room > 0)
    drawn = np.flatnonzero(due)[np.argsort(lot[due], kind="stable")]
    chosen = _chosen(asking, round, lot, due, places) if share < BY_LOT else []
    tasks = _in_turn([one.tasks for one in chosen])
    return Forward(
        bands=_moves(asking, drawn, tasks),
        probabilities=dict.fromkeys(asking.key[fresh].tolist(), reached),
        answered=answered, aimed=aimed, reach=reached, drawn=len(drawn), chosen=len(tasks),
        reasons=_reasons(asking, len(drawn), chosen),
    )  # fmt: skip


def _chosen(asking: Asking, round: Round, lot: Floats, due: Bools, places: int) -> list[Chosen]:
    """What teaches most, of ratings and of orders: as many places of each as their part of what is open."""
    open_ = np.where(due, 0, asking.room)
    load = np.asarray(np.bincount(asking.item, weights=asking.taken), dtype=float)[asking.item]
    found = []
    for tasks in (asking.of_kinds(Task.Kind.RATING), asking.of_kinds(*ORDERS)):
        wanted = _part_of(budget(places) * int(open_[tasks].sum()), int(open_.sum()))
        if not wanted:
            continue
        candidates = Candidates(open_[tasks], asking.taken[tasks] > 0, load[tasks], lot[tasks])
        rating = asking.kind[tasks[0]] == Task.Kind.RATING
        of = (
            _ratings(asking, round, candidates, wanted) if rating else _orders(asking, round, tasks, candidates, wanted)
        )
        found.append(Chosen(tasks[of.tasks], of.why))
    return found


def _ratings(asking: Asking, round: Round, candidates: Candidates, wanted: int) -> Chosen:
    rated = ratings_so_far(asking, round)
    return choose_ratings(candidates, rated, wanted=wanted) if rated else candidates.by_lot(wanted)


def _orders(asking: Asking, round: Round, tasks: Ints, candidates: Candidates, wanted: int) -> Chosen:
    said = orders_so_far(asking, round)
    return choose_orders(
        candidates, asking.of_arms[tasks], ends=asking.kind[tasks] == Task.Kind.BEST_WORST,
        wins=said.people, judged=said.judges, wanted=wanted,
    )  # fmt: skip


def _in_turn(parts: list[Ints]) -> Ints:
    """Several orders as one, in which each comes evenly."""
    if not parts:
        return np.zeros(0, dtype=np.int64)
    when = np.concatenate([(np.arange(len(part)) + 0.5) / max(len(part), 1) for part in parts])
    return np.concatenate(parts)[np.argsort(when, kind="stable")]


def _moves(asking: Asking, drawn: Ints, chosen: Ints) -> dict[int, int]:
    """The band of every open task that lies in another; those put forward in their order."""
    band = np.where((asking.room > 0) & (asking.band < OTHERS), OTHERS, asking.band)
    band[drawn], band[chosen] = DRAWN, CHOSEN
    order = np.concatenate([drawn, chosen, np.arange(len(band))])
    moved = order[band[order] != asking.band[order]]
    return {int(asking.key[place]): int(band[place]) for place in moved.tolist()}


def _reasons(asking: Asking, drawn: int, chosen: list[Chosen]) -> list[dict[str, Any]]:
    """What is asked next and why, the most first."""
    told: list[tuple[Why | str, int, Said]] = [("lots", drawn, Said(LOTS))] if drawn else []
    for one in chosen:
        kind = Task.Kind.RATING if asking.kind[one.tasks[0]] == Task.Kind.RATING else "orders"
        counted = Counter(one.why)
        for (first, second), n in _pairs(asking, one).most_common(NAMED):
            counted[Why.ORDER] -= n
            told.append((Why.ORDER, n, Said(NAMED_PAIR, one=first, two=second)))
        told += [(why, n, Said(WORDS[kind, why])) for why, n in counted.most_common() if n > 0]
    return [{"why": str(why), "n": n, "text": text} for why, n, text in told]


def _pairs(asking: Asking, chosen: Chosen) -> Counter[tuple[str, str]]:
    """How many comparisons are of which two arms, of those chosen for their order."""
    names = arm_names(asking.arms)
    arms = np.sort(asking.of_arms[chosen.tasks], axis=1)
    two = (arms[:, :-2] < 0).all(axis=1) & np.array([why == Why.ORDER for why in chosen.why], dtype=bool)
    two &= asking.kind[chosen.tasks] == Task.Kind.COMPARISON
    return Counter((names[one], names[other]) for one, other in arms[two, -2:].tolist())


def arm_names(arms: list[Arm]) -> list[str]:
    """What tells the arms apart, in words: of model, version and temperature those that differ."""
    varying = [place for place in range(3) if len({arm[place] for arm in arms}) > 1] or [1]
    return [", ".join(arm[place] for place in varying if arm[place]) or "–" for arm in arms]


def _part_of(part: int, whole: int) -> int:
    """The part divided by the whole, upwards; nothing of nothing."""
    return -(-part // whole) if whole else 0
