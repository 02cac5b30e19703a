"""Tasks that nobody is left for: everybody who may take one has had it, or nobody may."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import F, Q

from annotations.handout.policy import Policy
from annotations.handout.schedule import may_answer
from annotations.models import Assignment, Membership, Participation, Project, Round, Task
from annotations.selectors.monitoring import of_people

# Looked at one by one; with more of them nobody reads the list.
MOST_STUCK = 500
State = Assignment.State


@dataclass(frozen=True)
class Left:
    """Whom a round's tasks may still come to: how many people, and which tasks none of them is left for."""

    able: int
    asked: int
    stuck: Sequence[Task] = ()

    @property
    def short(self) -> bool:
        """Whether a task asks for more people than may have it."""
        return self.able < self.asked

    @property
    def places(self) -> int:
        """The free places of the tasks that nobody is left for."""
        return sum(task.overlap - task.taken for task in self.stuck)


def left_of(round: Round) -> Left:
    """Who is left for a round's tasks. Where nobody may have any task, that says all, and no task is named."""
    able = members_able(round)
    return Left(able=len(able), asked=round.overlap, stuck=_stuck(round, able) if able else [])


def tasks_stuck(round: Round) -> list[Task]:
    """Open tasks whose free places nobody is left to take, in the order of their keys.

    Somebody who may: an annotator, or another member who takes part in the round, who is not paused, reads the item's
    language, has the round's skills and is within its limit of answers. At most `MOST_STUCK` tasks are looked at.
    """
    return list(left_of(round).stuck)


def _stuck(round: Round, able: Sequence[Membership]) -> list[Task]:
    tasks = Task.objects.filter(round=round, gold=None, taken__lt=F("overlap")).select_related("item")
    suspects = {task.pk: task for task in tasks.filter(pk__in=_skipped(round))}
    if (full := _full_of_readers(round, able)) is not None:
        suspects |= {task.pk: task for task in tasks.filter(full).order_by("pk")[:MOST_STUCK]}
    found = [suspects[pk] for pk in sorted(suspects)]
    had = _had(found)
    return [task for task in found if _readers(able, task.item.language) <= had[task.pk]]


def members_for(project: Project, tasks: Sequence[Task]) -> dict[int, list[Membership]]:
    """To whom a lead may give each of some tasks: members who are not paused and have not had it."""
    members = list(Membership.objects.filter(project=project, paused=False).select_related("user").order_by("user"))
    had = _had(tasks)
    return {task.pk: [one for one in members if one.user_id not in had[task.pk]] for task in tasks}


def reasons_for(tasks: Sequence[Task]) -> dict[int, list[str]]:
    """Why each of some tasks was skipped, every reason once."""
    found: dict[int, list[str]] = {task.pk: [] for task in tasks}
    rows = Assignment.objects.filter(task__in=list(found), variant="", state=State.SKIPPED).order_by("pk")
    for task, reason in rows.values_list("task_id", "skip_reason"):
        if reason not in found[task]:
            found[task].append(reason)
    return found


def _had(tasks: Sequence[Task]) -> dict[int, set[int]]:
    """Who has had each task, one that the clock took from them left out."""
    had: dict[int, set[int]] = {task.pk: set() for task in tasks}
    rows = Assignment.objects.filter(task__in=list(had), variant="", rater__user__isnull=False)
    for task, user in rows.exclude(state=State.RETURNED).values_list("task_id", "rater__user_id"):
        had[task].add(user)
    return had


def members_able(round: Round) -> list[Membership]:
    """Members to whom the round's tasks may come, whatever their languages."""
    policy = Policy.read(round.policy or {})
    parts = Participation.objects.filter(round=round, rater__user__isnull=False)
    done = dict(parts.values_list("rater__user", "done"))
    rows = Membership.objects.filter(project=round.project_id, paused=False)
    rows = rows.filter(Q(role=Membership.Role.ANNOTATOR) | Q(user__in=parts.filter(done__gt=0).values("rater__user")))
    return [one for one in rows if may_answer(policy, done=done.get(one.user_id, 0), skills=one.skills)]


def _skipped(round: Round) -> list[int]:
    """Open tasks that somebody skipped."""
    if not Participation.objects.filter(round=round, skipped__gt=0).exists():
        return []
    skips = of_people(round).filter(state=State.SKIPPED, task__taken__lt=F("task__overlap"))
    return list(skips.order_by("task_id").values_list("task_id", flat=True).distinct()[:MOST_STUCK])


def _full_of_readers(round: Round, able: Sequence[Membership]) -> Q | None:
    """What tasks meet that nobody skipped: as many places are held as there are readers. None where that cannot be."""
    languages = sorted({language for member in able for language in member.languages})
    everywhere = len([one for one in able if not one.languages])
    if min(everywhere, len(able)) >= _most_places(round):
        return None
    kinds = [Q(item__language=one, taken__gte=len(_readers(able, one))) for one in ["", *languages]]
    return reduce(or_, kinds, Q(taken__gte=everywhere) & ~Q(item__language__in=["", *languages]))


def _most_places(round: Round) -> int:
    return max(round.overlap, Policy.read(round.policy or {}).overlap_cap or 0)


def _readers(members: Sequence[Membership], language: str) -> set[int]:
    return {one.user_id for one in members if not one.languages or not language or language in one.languages}
