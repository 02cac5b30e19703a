"""Of rounds whose order adapted: which answers stand for all their tasks, and what to say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from annotations.models import Assignment, Round, Task
from ranking.models import Wave
from ranking.selectors.asking import columns, floats, ints
from ranking.stats.sampling.sample import ALL, FIRST, NONE, PLANNED, sample_of


@dataclass(frozen=True)
class Draw:
    """The random sample of one round: `share` of the answers was meant for it, `tasks` are all, `sampled` those in it.

    `probability` is the chance that each task had to be in it; `whole` where every task is answered, so that nothing
    is left out.
    """

    number: int
    share: float
    tasks: int
    sampled: int
    probability: float
    whole: bool
    take: Mapping[int, int]

    def counts(self, task: int, nth: int, planned: int) -> bool:
        """Whether the nth answer to a task (from 1) stands for all tasks."""
        most = {NONE: 0, FIRST: 1, PLANNED: planned, ALL: nth}
        return nth <= most[self.take.get(task, NONE)]


def draws_of(rounds: QuerySet[Round]) -> dict[int, Draw]:
    """By the round's key, for those whose order adapted."""
    adapted = rounds.filter(waves__isnull=False).distinct()
    return {round.pk: _draw(round) for round in adapted}


def _draw(round: Round) -> Draw:
    given = Assignment.objects.filter(task=OuterRef("pk"), variant="")
    rows = Task.objects.filter(round=round, gold=None, overlap__gt=0).order_by("pk").annotate(asked=Exists(given))
    fields = ("pk", "probability", "asked", "overlap", "taken", "item__language")
    key, probability, asked, overlap, taken, language = columns(rows.values_list(*fields), len(fields))
    found = sample_of(
        floats(probability), asked=asked.astype(bool), filled=ints(taken) >= ints(overlap),
        language=np.unique(language.astype(str), return_inverse=True)[1].reshape(-1).astype(np.int64),
    )  # fmt: skip
    share = Wave.objects.filter(round=round).order_by("number").values_list("share", flat=True).first() or 1.0
    return Draw(
        number=round.number, share=share, tasks=len(key), sampled=found.size, probability=found.reach,
        whole=found.whole, take=dict(zip(ints(key).tolist(), found.take.tolist(), strict=True)),
    )  # fmt: skip
