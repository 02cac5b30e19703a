"""A round's life up to the collecting of answers. What follows belongs to `ranking.services.rounds`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from annotations.handout.order import LEAST
from annotations.handout.policy import Policy
from annotations.models import (
    Dimension,
    Endpoint,
    Item,
    Job,
    Project,
    PromptTemplate,
    Rater,
    Round,
    Task,
    TemplateVersion,
    User,
)
from annotations.services.errors import Invalid, Refused
from annotations.services.jobs import GENERATE, LIVE, job_create
from annotations.services.policy_words import policy_faults
from annotations.services.repeats import asks_the_same, round_of_key, round_of_seed
from annotations.services.tasks import Built, tasks_build
from annotations.services.templates import versions_mark_used
from annotations.telling import lowered

State = Round.State
MOST_TEMPERATURES = 20
MOST_SAMPLES = 20
MOST_OVERLAP = 50
MOST_CHOSEN = 2_000


class RoundRefused(Refused):
    """The round is not in a state for it."""


class RoundInvalid(Invalid):
    """The plan of a round cannot be taken."""


@dataclass(frozen=True)
class Launched:
    """A round on its way, and the job whose bell is to be rung."""

    round: Round
    job: Job


@transaction.atomic
def round_create(
    *,
    project: Project,
    versions: Sequence[TemplateVersion],
    endpoint: Endpoint,
    temperatures: Sequence[float],
    samples: int,
    split: str,
    kinds: Sequence[str],
    overlap: int,
    now: datetime,
    judges: Sequence[Rater] = (),
    per_dimension: bool = False,
    own_temperatures: bool = False,
    across_versions: bool = False,
    item_limit: int | None = None,
    chosen: Sequence[int] = (),
    policy: Policy | None = None,
    temperature_plan: Mapping[str, Sequence[float]] | None = None,
    seed: int = 0,
    note: str = "",
    created_by: User | None = None,
) -> Round:
    """This function will make a draft of the project's next round; RoundInvalid names what cannot be done.

    `chosen` names the items by their keys; without them it takes all of the split.
    With a `temperature_plan` ({category: temperatures}) each item has `samples` responses in all of each version, at
    temperatures of its category's list; `temperatures` are then all that may be asked. With `own_temperatures` beside
    it, a version that names its own is asked at that where the plan has no list for the item's category.
    """
    plan_faults = {
        **_plan_faults(project, versions, endpoint, temperatures, samples, judges),
        **_temperature_faults(temperature_plan or {}, temperatures),
    }
    each = samples if temperature_plan else len(set(temperatures)) * samples
    # How many candidates a faulty plan makes cannot be told, and need not be.
    candidates = None if plan_faults else len(set(versions)) * each
    faults = {
        **plan_faults,
        **_rubric_faults(project, kinds),
        **_judging_faults(kinds, overlap, judges, candidates),
        **_item_faults(project, split, item_limit),
        **_chosen_faults(project, split, chosen),
        **(policy_faults(policy, overlap) if policy else {}),
    }
    if faults:
        raise RoundInvalid(faults)
    Project.objects.select_for_update().get(pk=project.pk)
    last = project.rounds.aggregate(last=Max("number"))["last"] or 0
    round = Round.objects.create(
        project=project,
        number=last + 1,
        endpoint=endpoint,
        temperatures=sorted({float(temperature) for temperature in temperatures}),
        temperature_plan={name: [float(one) for one in listed] for name, listed in (temperature_plan or {}).items()},
        samples=samples,
        split=split,
        kinds=list(dict.fromkeys(kinds)),
        overlap=overlap,
        per_dimension=per_dimension,
        own_temperatures=own_temperatures,
        across_versions=across_versions,
        item_limit=item_limit,
        chosen=sorted(set(chosen)),
        policy=policy.as_json() if policy else {},
        seed=seed,
        note=note,
        created_by=created_by,
        created_at=now,
    )
    round.versions.set(versions)
    round.judges.set(judges)
    return round


@transaction.atomic
def round_launch(*, round: Round, now: datetime, requested_by: User | None = None, key: str = "") -> Launched:
    """This function will start a draft: its versions are closed to edits, and a job to generate stands waiting.

    A sender's `key` is kept with that job, so that `round_deliver` knows the request again.
    """
    _move(round, [State.DRAFT], State.GENERATING, launched_at=now)
    versions_mark_used(versions=list(round.versions.all()), now=now)
    job = job_create(
        celery_name=GENERATE, key=f"generate:{round.pk}", round=round, requested_by=requested_by, now=now,
        arguments={"key": key} if key else {},
    )  # fmt: skip
    return Launched(round, job)


@transaction.atomic
def round_start(
    *, project: Project, seed: int, now: datetime, requested_by: User | None = None, **plan: Any
) -> Launched:
    """This function will make and launch a round in one; asked again with the same seed, it gives the one that stands.

    A form carries the seed, so that sending it twice launches once. `plan` is what `round_create` takes. Raises
    RoundInvalid with the fault at `seed` where the round of this seed was launched with another plan.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if standing := round_of_seed(project, seed):
        if not asks_the_same(standing[0], plan):
            raise RoundInvalid({"seed": seed_taken(seed, standing[0])})
        return Launched(*standing)
    made = round_create(project=project, seed=seed, created_by=requested_by, now=now, **plan)
    return round_launch(round=made, now=now, requested_by=requested_by)


@transaction.atomic
def round_deliver(
    *, project: Project, key: str, seed: int, now: datetime, requested_by: User | None = None, **plan: Any
) -> Launched:
    """This function will make and launch a round; delivered again under the same `key`, it gives the one that stands.

    Without a key every delivery is a round of its own. Raises RoundRefused where the key's round has another plan.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if key and (standing := round_of_key(project, key)):
        if standing[0].seed != seed or not asks_the_same(standing[0], plan):
            raise RoundRefused(
                _("This key belongs to round %(number)d, which was launched with another plan; choose another.")
                % {"number": standing[0].number}
            )
        return Launched(*standing)
    made = round_create(project=project, seed=seed, created_by=requested_by, now=now, **plan)
    return round_launch(round=made, now=now, requested_by=requested_by, key=key)


def seed_taken(seed: int, round: Round) -> str:
    """That a seed launches once, and has."""
    return _("Seed %(seed)d belongs to round %(number)d, which was launched with another plan; choose another.") % {
        "seed": seed,
        "number": round.number,
    }


def round_collect(*, round: Round) -> Built:
    """This function will make the tasks of a round whose responses are there, and open it to raters."""
    if round.state not in {State.GENERATING, State.COLLECTING}:
        raise RoundRefused(_refusal(round))
    built = tasks_build(round=round)
    if round.state == State.GENERATING:
        _move(round, [State.GENERATING], State.COLLECTING)
    return built


@transaction.atomic
def round_cancel(*, round: Round, now: datetime) -> Round:
    """This function will end a round without figures, and its jobs with it. What was said stays, and is not read."""
    _move(
        round,
        [State.DRAFT, State.GENERATING, State.COLLECTING, State.LEARNING],
        State.CANCELLED,
        closed_at=now,
    )
    Job.objects.filter(round=round, state__in=LIVE).update(state=Job.State.CANCELLED, finished_at=now, lease_until=None)
    return round


@transaction.atomic
def round_pause(*, round: Round, paused: bool) -> Round:
    """This function will stop (or resume) generating and handing out; who holds a task may still answer it."""
    if not Round.objects.filter(pk=round.pk, state__in=[State.GENERATING, State.COLLECTING]).update(paused=paused):
        raise RoundRefused(_refusal(round))
    round.paused = paused
    return round


def rounds_settle(*, project: Project, round: Round | None = None) -> None:
    """This function will wait for the answers that were on their way when a project's rounds, or one, were closed.

    An answer shares its round's row until it is stored, so whoever may lock that row alone knows that none is under
    way; one that comes later finds the round closed. Each round in a transaction of its own, as nobody holds two.
    """
    closed = Round.objects.answered().filter(project=project)
    for pk in (closed.filter(pk=round.pk) if round else closed).values_list("pk", flat=True):
        with transaction.atomic():
            Round.objects.select_for_update().filter(pk=pk).first()


def _move(round: Round, origin: Sequence[str], target: str, **changes: object) -> None:
    """Changes the state if it is still one of `origin`: of two people pressing at once, one is told."""
    if not Round.objects.filter(pk=round.pk, state__in=origin).update(state=target, **changes):
        round.refresh_from_db()
        raise RoundRefused(_refusal(round))
    round.refresh_from_db()


def _refusal(round: Round) -> str:
    return _("Round %(number)d is %(state)s, so this cannot be done with it now.") % {
        "number": round.number,
        "state": lowered(round.get_state_display()),
    }


def _plan_faults(
    project: Project,
    versions: Sequence[TemplateVersion],
    endpoint: Endpoint,
    temperatures: Sequence[float],
    samples: int,
    judges: Sequence[Rater],
) -> dict[str, str]:
    faults = {}
    if not versions:
        faults["versions"] = _("Choose at least one template version.")
    elif any(one.template.project_id != project.pk for one in versions):
        faults["versions"] = _("A template version belongs to another project.")
    elif any(one.template.purpose != PromptTemplate.Purpose.ANSWER for one in versions):
        faults["versions"] = _("A judge's template does not answer items; choose one that does.")
    if endpoint.project_id not in {None, project.pk}:
        faults["endpoint"] = _("The endpoint belongs to another project.")
    if not 1 <= len(temperatures) <= MOST_TEMPERATURES or not all(0 <= one <= 2 for one in temperatures):
        faults["temperatures"] = _("Give one to %(most)d temperatures between 0 and 2.") % {"most": MOST_TEMPERATURES}
    if not 1 <= samples <= MOST_SAMPLES:
        faults["samples"] = _("Choose 1 to %(most)d samples.") % {"most": MOST_SAMPLES}
    if any(judge.project_id != project.pk or judge.kind != Rater.Kind.JUDGE for judge in judges):
        faults["judges"] = _("A judge is not one of this project.")
    elif any(judge.endpoint_id is None for judge in judges):
        faults["judges"] = _("A judge that was imported has no endpoint, so it cannot judge here.")
    return faults


def _temperature_faults(plan: Mapping[str, Sequence[float]], temperatures: Sequence[float]) -> dict[str, str]:
    """A plan by category names temperatures of the round's own alone, and each category has some."""
    if all(listed and set(listed) <= set(temperatures) for listed in plan.values()):
        return {}
    return {"temperature_plan": _("Every category needs temperatures, each one of the round's own.")}


def _rubric_faults(project: Project, kinds: Sequence[str]) -> dict[str, str]:
    """Rating without a dimension would show people a form without a question."""
    if Task.Kind.RATING not in kinds or Dimension.objects.visible().filter(rubric__project=project).exists():
        return {}
    return {"kinds": _("The rubric has no dimension to rate yet. Add one, or let people compare or rank.")}


def _judging_faults(
    kinds: Sequence[str], overlap: int, judges: Sequence[Rater], candidates: int | None
) -> dict[str, str]:
    faults = {}
    unknown = [kind for kind in kinds if kind not in Task.Kind.values]
    if not kinds or unknown:
        faults["kinds"] = _("Choose at least one of %(kinds)s.") % {"kinds": ", ".join(Task.Kind.values)}
    elif candidates and (short := [kind for kind in kinds if LEAST[kind] > candidates]):
        faults["kinds"] = _(
            "%(kind)s needs at least %(least)d candidates per item, and this plan makes %(n)d. "
            "Add a version, a temperature or a sample."
        ) % {"kind": short[0], "least": LEAST[short[0]], "n": candidates}
    if not 0 <= overlap <= MOST_OVERLAP:
        faults["overlap"] = _("Choose 0 to %(most)d answers per task.") % {"most": MOST_OVERLAP}
    elif overlap == 0 and not judges:
        faults["overlap"] = _("Nobody would answer: choose at least one answer per task, or a judge.")
    return faults


def _item_faults(project: Project, split: str, item_limit: int | None) -> dict[str, str]:
    splits = [one for one in Item.Split.values if one != Item.Split.GOLD]
    if split == Item.Split.GOLD:
        return {"split": _("Gold items are there to check raters. Choose another split.")}
    if split and split not in splits:
        return {"split": _("Choose one of %(splits)s.") % {"splits": ", ".join(splits)}}
    items = Item.objects.visible().filter(project=project).exclude(split=Item.Split.GOLD)
    if not (items.filter(split=split) if split else items).exists():
        return {"split": _("The project has no items there. Import some, or choose another split.")}
    if item_limit is not None and item_limit < 1:
        return {"item_limit": _("Choose at least one item, or leave it empty for all.")}
    return {}


def _chosen_faults(project: Project, split: str, chosen: Sequence[int]) -> dict[str, str]:
    wanted = set(chosen)
    if not wanted:
        return {}
    if len(wanted) > MOST_CHOSEN:
        return {"chosen": _("Choose at most %(most)d items.") % {"most": MOST_CHOSEN}}
    items = Item.objects.visible().filter(project=project, pk__in=wanted).exclude(split=Item.Split.GOLD)
    found = (items.filter(split=split) if split else items).count()
    if found < len(wanted):
        return {"chosen": _("Some of the chosen items are not there, or not of the split.")}
    return {}
