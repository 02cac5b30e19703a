"""What a round would take: model calls, tasks, people's time, money. Estimates, and said to be so.

It reads only; it stands beside the services whose rules it counts by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.db.models import Avg
from django.db.models.functions import Length

from annotations.handout.order import groups, pairs
from annotations.models import Assignment, Endpoint, Item, Project, Rater, Response, Task, TemplateVersion
from annotations.selectors.materials import item_languages, items_of, languages_unknown_to
from annotations.services.tasks import LEAST, PAIRS_PER_ITEM
from annotations.telling import language_name

# Seconds of an answer where nobody has answered here yet: reading some 150 words, and the choice.
SECONDS = {"RATING": 45.0, "COMPARISON": 60.0, "BEST_WORST": 75.0, "RANKING": 90.0}
CHARACTERS_PER_TOKEN = 4
LATEST = 200


@dataclass(frozen=True)
class Estimate:
    """A round in numbers; `cost` is null where the endpoint names no price."""

    items: int
    candidates: int
    responses: int
    tasks: int
    answers: int
    seconds: float
    tokens: int
    cost: Decimal | None
    unknown_languages: list[str]


def round_estimate(
    *,
    project: Project,
    versions: Sequence[TemplateVersion],
    endpoint: Endpoint,
    temperatures: Sequence[float],
    samples: int,
    split: str,
    kinds: Sequence[str],
    overlap: int,
    item_limit: int | None = None,
    chosen: Sequence[int] = (),
    across_versions: bool = False,
) -> Estimate:
    """This function will count what a plan makes, before anything is made."""
    asked = items_of(project, split=split).exclude(split=Item.Split.GOLD)
    found = (asked.filter(pk__in=set(chosen)) if chosen else asked).count()
    items = min(found, item_limit) if item_limit else found
    candidates = len(set(versions)) * len(set(temperatures)) * samples
    tasks = {kind: items * tasks_per_item(kind, candidates) for kind in kinds}
    if across_versions and Task.Kind.COMPARISON in tasks:
        sides = len(set(versions))
        tasks[Task.Kind.COMPARISON] = items * (candidates // max(sides, 1)) * (sides * (sides - 1) // 2)
    tokens_in, tokens_out = _tokens(project, versions, endpoint, split)
    responses = items * candidates
    return Estimate(
        items=items,
        candidates=candidates,
        responses=responses,
        tasks=sum(tasks.values()),
        answers=sum(tasks.values()) * overlap,
        seconds=sum(count * overlap * _seconds(project, kind) for kind, count in tasks.items()),
        tokens=round(responses * (tokens_in + tokens_out)),
        cost=_cost(endpoint, responses * tokens_in, responses * tokens_out),
        unknown_languages=[
            language_name(one) for one in languages_unknown_to(endpoint, item_languages(project, split=split))
        ],
    )


def tasks_per_item(kind: str, candidates: int) -> int:
    """How many tasks of a kind an item with so many candidates gives."""
    if kind not in Task.Kind.values or candidates < LEAST[Task.Kind(kind)]:
        return 0
    if kind == Task.Kind.RATING:
        return candidates
    values = range(candidates)
    return len(pairs(values, PAIRS_PER_ITEM, kind) if kind == Task.Kind.COMPARISON else groups(values, kind))


def _seconds(project: Project, kind: str) -> float:
    """The median time of people's latest answers of the kind in this project, else a guess."""
    rows = Assignment.objects.filter(
        task__round__project=project, task__kind=kind, state=Assignment.State.DONE, rater__kind=Rater.Kind.PERSON,
        rater__simulated=False, seconds__gt=0, variant="",
    ).order_by("-submitted_at")  # fmt: skip
    times = [one for one in rows.values_list("seconds", flat=True)[:LATEST] if one is not None]
    return median(times) if times else SECONDS.get(kind, 60.0)


def _tokens(
    project: Project, versions: Sequence[TemplateVersion], endpoint: Endpoint, split: str
) -> tuple[float, float]:
    """Tokens in and out of one call: as measured on this endpoint here, else by length and the endpoint's limit."""
    measured = Response.objects.filter(
        round__project=project, endpoint=endpoint, completion_tokens__isnull=False
    ).aggregate(given=Avg("prompt_tokens"), taken=Avg("completion_tokens"))
    item = items_of(project, split=split).aggregate(mean=Avg(Length("prompt")))["mean"] or 0
    written = [
        len(one.system) + len(one.user_text) + len(str(one.principles)) + len(str(one.exemplars)) for one in versions
    ]
    guessed = (item + (sum(written) / len(written) if written else 0)) / CHARACTERS_PER_TOKEN
    taken = measured["taken"]
    return guessed, float(endpoint.max_tokens if taken is None else taken)


def _cost(endpoint: Endpoint, tokens_in: float, tokens_out: float) -> Decimal | None:
    if endpoint.price_input is None or endpoint.price_output is None:
        return None
    price = endpoint.price_input * Decimal(tokens_in) + endpoint.price_output * Decimal(tokens_out)
    return (price / Decimal(1_000_000)).quantize(Decimal("0.01"))
