"""The tasks of a round that collects, as arrays.

The report's arrays hold finished rounds with all that surrounds them; here and in `asked` is only what a look at the
next tasks needs, so that a hundred thousand of them are looked at within seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import QuerySet

from annotations.models import Response, Round, Task, TaskResponse
from ranking.stats.arrays import Bools, Floats, Ints

# Responses of one task at most.
WIDEST = 5
# What is told apart: a model, a version and a temperature, each empty where unknown.
Arm = tuple[str, str, str]


@dataclass(frozen=True)
class Asking:
    """A round's tasks (n,) in the order of their keys, checks left out.

    `item` are places in `items`, which are keys; `members` (n, 5) are places in `responses`, likewise, -1 where
    fewer; `arm` (responses,) is the place in `arms` of what made each. `probability` is nan where a task was not drawn.
    """

    key: Ints
    kind: np.ndarray
    item: Ints
    items: Ints
    band: Ints
    taken: Ints
    overlap: Ints
    probability: Floats
    members: Ints
    responses: Ints
    arm: Ints
    arms: list[Arm]

    @property
    def room(self) -> Ints:
        """How many places of each task are open (n,)."""
        return self.overlap - self.taken

    @property
    def of_arms(self) -> Ints:
        """The arms of each task's responses (n, 5), -1 where fewer."""
        return np.where(self.members >= 0, self.arm[self.members], -1) if len(self.arm) else self.members

    @property
    def strata(self) -> Ints:
        """A code (n,) for every kind of task and arm, or pair of arms: lots are spread evenly over each."""
        arms = np.sort(self.of_arms, axis=1)
        arms[(self.members >= 0).sum(axis=1) > 2] = -1
        kinds = np.unique(self.kind, return_inverse=True)[1].reshape(-1)
        code = kinds * (len(self.arms) + 1) ** 2 + (arms[:, -1] + 1) * (len(self.arms) + 1) + arms[:, -2] + 1
        return np.unique(code, return_inverse=True)[1].reshape(-1).astype(np.int64)

    def of_kinds(self, *kinds: str) -> Ints:
        """The places of the tasks of some kinds."""
        return np.flatnonzero(np.isin(self.kind, kinds))


def asking_load(round: Round) -> Asking:
    """The tasks that people answer, with what made their responses."""
    fields = ("pk", "kind", "item_id", "band", "taken", "overlap", "probability")
    rows = Task.objects.filter(round=round, gold=None, overlap__gt=0).order_by("pk").values_list(*fields)
    key, kind, item, band, taken, overlap, probability = columns(rows, len(fields))
    responses, arm, arms = arms_of(Response.objects.filter(round=round))
    items, of_item = np.unique(ints(item), return_inverse=True)
    found = Asking(
        key=ints(key), kind=kind.astype(str), item=of_item.reshape(-1).astype(np.int64), items=items,
        band=ints(band), taken=ints(taken), overlap=ints(overlap), probability=floats(probability),
        members=np.full((len(key), WIDEST), -1, dtype=np.int64), responses=responses, arm=arm, arms=arms,
    )  # fmt: skip
    _fill(found, round)
    return found


def _fill(asking: Asking, round: Round) -> None:
    rows = TaskResponse.objects.filter(task__round=round, position__lt=WIDEST)
    task, response, position = (ints(one) for one in columns(rows.values_list("task", "response", "position"), 3))
    place, ours = place_in(asking.key, task)
    member, known = place_in(asking.responses, response)
    here = ours & known
    asking.members[place[here], position[here]] = member[here]


def arms_of(rows: QuerySet[Response]) -> tuple[Ints, Ints, list[Arm]]:
    """The keys of some responses in their order, the place of each one's arm, and the arms in theirs."""
    fields = ("pk", "model", "version__template__name", "version__number", "temperature")
    key, model, template, number, temperature = columns(rows.order_by("pk").values_list(*fields), len(fields))
    made = list(zip(model, template, number, temperature, strict=True))
    arms = {one: _arm(*one) for one in set(made)}
    named = sorted(set(arms.values()))
    places = {one: named.index(arm) for one, arm in arms.items()}
    return ints(key), np.array([places[one] for one in made], dtype=np.int64), named


def _arm(model: str, template: str | None, number: int | None, temperature: float | None) -> Arm:
    return model, f"{template} v{number}" if template else "", "" if temperature is None else f"{temperature:g}"


def place_in(keys: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """The place of each wanted key (m,) among sorted keys, and whether it is there."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return found, keys[found] == wanted


def columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[np.ndarray]:
    """Rows as columns, as they come from the database."""
    return list(np.array(list(rows), dtype=object).reshape(-1, width).T)


def ints(values: np.ndarray) -> Ints:
    """A column of whole numbers."""
    return values.astype(np.int64)


def floats(values: np.ndarray) -> Floats:
    """A column of numbers, nan where there is none."""
    return values.astype(float)
