"""Which rounds are to be looked at, and what was asked of each and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from annotations.handout.policy import ADAPTIVE, STOPPED, Policy
from annotations.models import Job, Round, Task
from annotations.selectors.jobs import LIVE
from annotations.selectors.progress import people_done
from ranking.models import Wave
from ranking.stats.sampling.waves import period

LABEL = "ranking.label_next"


@dataclass(frozen=True)
class Labelling:
    """How a round chooses what is asked: whether it adapts now, the newest look, and whether one is under way."""

    round: Round
    adaptive: bool
    share: float
    wave: Wave | None
    sampled: int
    tasks: int
    every: int
    waiting: bool

    @property
    def open(self) -> bool:
        """Whether more is to be chosen."""
        return self.round.state in (Round.State.GENERATING, Round.State.COLLECTING)


def wave_newest(round: Round) -> Wave | None:
    """The last look at a round."""
    return Wave.objects.filter(round=round).order_by("-number").first()


def rounds_to_look_at() -> Iterator[Round]:
    """Rounds whose next look is due: after so many answers, once nothing put forward is open, or at a change."""
    rows = Round.objects.visible().filter(state=Round.State.COLLECTING, paused=False, overlap__gt=0)
    for round in rows.filter(policy__labelling__in=[ADAPTIVE, STOPPED]):
        if _is_due(round) and not Job.objects.filter(round=round, celery_name=LABEL, state__in=LIVE).exists():
            yield round


def labelling_of(round: Round) -> Labelling | None:
    """What a lead is told of a round's order; None where it never adapted."""
    policy, tasks = Policy.read(round.policy), _tasks(round)
    if not policy.has_adapted:
        return None
    return Labelling(
        round=round, adaptive=policy.is_adaptive, share=policy.random_share, wave=wave_newest(round),
        sampled=tasks.filter(probability__isnull=False, taken__gt=0).count(), tasks=tasks.count(),
        every=period(_places(round)),
        waiting=Job.objects.filter(round=round, celery_name=LABEL, state__in=LIVE).exists(),
    )  # fmt: skip


def _is_due(round: Round) -> bool:
    wave, policy = wave_newest(round), Policy.read(round.policy)
    open_ = _tasks(round).filter(taken__lt=F("overlap"))
    if wave is None:
        return open_.exists()
    changed = wave.share != (policy.random_share if policy.is_adaptive else 1)
    fresh = people_done(round) - wave.done
    enough = fresh >= period(_places(round))
    dry = fresh > 0 and not open_.filter(band__lt=0).exists()
    return (changed or enough or dry) and open_.exists()


def _tasks(round: Round) -> QuerySet[Task]:
    return Task.objects.filter(round=round, gold=None, overlap__gt=0)


def _places(round: Round) -> int:
    return _tasks(round).aggregate(all=Sum("overlap"))["all"] or 0
