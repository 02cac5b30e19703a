"""A request that comes again is given the round that it launched; another one under the same name is refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.handout.policy import STOPPED, Policy
from annotations.models import Job, Project, Round
from annotations.services.jobs import GENERATE

# Of a plan as `round_create` takes it, and what holds where it is not named. The note asks nothing, and temperatures
# by category are drawn from what is known at the time, so that the same request may find others.
USUAL: dict[str, Any] = {
    "per_dimension": False, "own_temperatures": False, "across_versions": False, "item_limit": None,
}  # fmt: skip
PLAIN = ("samples", "split", "overlap", *USUAL)


def round_of_seed(project: Project, seed: int) -> tuple[Round, Job] | None:
    """The round made here that has the seed, and the job that launched it."""
    round = Round.objects.filter(project=project, seed=seed, origin=Round.Origin.HERE).order_by("pk").first()
    job = Job.objects.filter(round=round, celery_name=GENERATE).order_by("pk").first() if round else None
    return (round, job) if round and job else None


def round_of_key(project: Project, key: str) -> tuple[Round, Job] | None:
    """The round that was launched under a sender's key, and the job that launched it."""
    rows = Job.objects.filter(project=project, celery_name=GENERATE, arguments__key=key, round__isnull=False)
    job = rows.select_related("round").order_by("pk").first()
    return (job.round, job) if job and job.round else None


def asks_the_same(round: Round, plan: Mapping[str, Any]) -> bool:
    """Whether a plan, as `round_create` takes it, is the one that the round was launched with."""
    given = {**USUAL, **plan}
    return (
        all(getattr(round, name) == given[name] for name in PLAIN)
        and round.endpoint_id == given["endpoint"].pk
        and _keys(round.versions.all()) == _keys(given["versions"])
        and _keys(round.judges.all()) == _keys(given.get("judges", ()))
        and round.kinds == list(dict.fromkeys(given["kinds"]))
        and round.chosen == sorted(set(given.get("chosen", ())))
        and bool(round.temperature_plan) == bool(given.get("temperature_plan"))
        and (bool(round.temperature_plan) or set(round.temperatures) == set(map(float, given["temperatures"])))
        and _asked(round.policy) == _asked(policy.as_json() if (policy := given.get("policy")) else {})
    )


def _keys(rows: Sequence[Any] | Any) -> set[int]:
    return {one.pk for one in rows}


def _asked(policy: Mapping[str, Any]) -> dict[str, Any]:
    """A policy without what a lead may change while the round runs."""
    read = Policy.read(policy)
    return {name: value for name, value in read.as_json().items() if name != "labelling" or value != STOPPED}
