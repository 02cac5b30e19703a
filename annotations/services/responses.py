"""Response rows as the plan of a round: planned, leased, then done or failed. Each step is a conditional update."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice, product

from django.db import transaction
from django.db.models import F, Q, QuerySet

from annotations.handout.order import shuffled
from annotations.llm.errors import ErrorKind, ModelCallError
from annotations.llm.types import ChatAnswer
from annotations.models import Item, Response, Round
from annotations.services.retrying import retried

State = Response.State

CHUNK = 1000
LEASE = timedelta(seconds=60)
ATTEMPTS = 6
# A server that says "later" is not a failing one.
RATE_LIMIT_ATTEMPTS = 30
LONGEST_WAIT = 60.0
SEED_SPACE = 2**31


@dataclass(frozen=True)
class Written:
    """What became of one leased response; `attempt` fences off a writer that was thought dead."""

    response_id: int
    attempt: int
    answer: ChatAnswer | None = None
    error: ModelCallError | None = None


def responses_plan(*, round: Round) -> int:
    """This function will make the rows that the round's plan asks for and that are not there; returns all of them."""
    planned = _planned(round)
    while rows := list(islice(planned, CHUNK)):
        Response.objects.bulk_create(rows, ignore_conflicts=True)
    return Response.objects.filter(round=round).count()


def _planned(round: Round) -> Iterator[Response]:
    versions = list(round.versions.order_by("pk").values_list("pk", "temperature"))
    for (item, category), (version, own) in product(_items(round), versions):
        for temperature, sample in _asked(round, item, category, own):
            yield Response(
                round=round,
                item_id=item,
                version_id=version,
                endpoint_id=round.endpoint_id,
                temperature=temperature,
                sample=sample,
                seed=_seed(round.seed, item, version, temperature, sample),
                state=State.PLANNED,
            )


def _asked(round: Round, item: int, category: str, own: float | None) -> Iterator[tuple[float, int]]:
    """(temperature, sample) of each response of one version to an item."""
    # In a plan by category a version's own goes before the rest, and a category's before that.
    ruled = category != "" and category in round.temperature_plan
    if round.own_temperatures and own is not None and not ruled:
        yield from product([own], range(round.samples))
    elif round.temperature_plan:
        seen: Counter[float] = Counter()
        for temperature in temperatures_of(round, item, category):
            yield temperature, seen[temperature]
            seen[temperature] += 1
    else:
        yield from product(round.temperatures, range(round.samples))


def temperatures_of(round: Round, item: int, category: str) -> list[float]:
    """This function will give the temperatures of a round's responses to an item, where categories have their own.

    They stand side by side in the category's list, from a place that hangs on the item alone: an item that is imported
    later moves no other.
    """
    listed = round.temperature_plan.get(category) or round.temperature_plan.get("") or round.temperatures
    start = _seed("temperatures", round.seed, item)
    return [float(listed[(start + step) % len(listed)]) for step in range(round.samples)]


def _items(round: Round) -> list[tuple[int, str]]:
    """(key, category) of the items that are asked."""
    items = Item.objects.visible().filter(project=round.project_id).exclude(split=Item.Split.GOLD)
    items = items.filter(split=round.split) if round.split else items
    items = items.filter(pk__in=round.chosen) if round.chosen else items
    found = list(items.order_by("pk").values_list("pk", "category"))
    if round.item_limit is None or round.item_limit >= len(found):
        return found
    kept = set(shuffled([pk for pk, _ in found], "items", round.seed)[: round.item_limit])
    return [one for one in found if one[0] in kept]


def _seed(*parts: object) -> int:
    digest = sha256("/".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % SEED_SPACE


@retried
@transaction.atomic
def responses_lease(*, round: Round, most: int, now: datetime) -> list[Response]:
    """This function will lease up to `most` planned responses that may be asked for now."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = Q(not_before=None) | Q(not_before__lte=now)
    rows = _open(round).filter(free, due).order_by("pk").select_for_update(skip_locked=True)
    ids = list(rows.values_list("pk", flat=True)[:most])
    Response.objects.filter(pk__in=ids).update(lease_until=now + LEASE, attempt=F("attempt") + 1)
    return list(Response.objects.filter(pk__in=ids).select_related("item", "version").order_by("pk"))


@retried
def responses_renew(*, held: Mapping[int, int], now: datetime) -> None:
    """This function will prolong the leases of `held` (response id -> attempt)."""
    for attempt in set(held.values()):
        ids = [pk for pk, one in held.items() if one == attempt]
        Response.objects.filter(pk__in=ids, attempt=attempt, state=State.PLANNED).update(lease_until=now + LEASE)


def responses_release(*, held: Mapping[int, int]) -> None:
    """This function will give back what is held; the attempt that was cut short does not count."""
    for pk, attempt in held.items():
        Response.objects.filter(pk=pk, attempt=attempt, state=State.PLANNED).update(
            lease_until=None, attempt=F("attempt") - 1
        )


@retried
@transaction.atomic
def responses_write(*, written: Sequence[Written], now: datetime) -> int:
    """This function will store answers and failures; returns how many responses are done or failed by it."""
    # In the order of their keys: two workers that hold parts of each other's rows wait in turn.
    return sum(_write(one, now) for one in sorted(written, key=lambda one: one.response_id))


@retried
@transaction.atomic
def responses_give_up(*, round: Round, kind: str, message: str, now: datetime) -> int:
    """This function will fail all that is still planned: what stopped one call (a refused key) stops every call."""
    return _open(round).update(state=State.FAILED, error_kind=kind, error=message, finished_at=now, lease_until=None)


@retried
@transaction.atomic
def responses_replan(*, round: Round) -> int:
    """This function will plan failed responses again, from their first attempt; returns how many."""
    return Response.objects.filter(round=round, state=State.FAILED).update(
        state=State.PLANNED, attempt=0, not_before=None, lease_until=None, finished_at=None
    )


def _open(round: Round) -> QuerySet[Response]:
    return Response.objects.filter(round=round, state=State.PLANNED)


def _write(one: Written, now: datetime) -> int:
    row = Response.objects.filter(pk=one.response_id, attempt=one.attempt, state=State.PLANNED)
    if one.answer is not None:
        return row.update(**_answered(one.answer), finished_at=now)
    error = one.error or ModelCallError(ErrorKind.MALFORMED, "no answer and no error")
    told = {"error_kind": error.kind.value, "error": error.message[:2000], "lease_until": None}
    if error.retryable and one.attempt < attempts_of(error.kind):
        row.update(**told, not_before=now + timedelta(seconds=wait_before(one.attempt + 1, error, one.response_id)))
        return 0
    return row.update(**told, state=State.FAILED, finished_at=now)


def _answered(answer: ChatAnswer) -> dict[str, object]:
    return {
        "state": State.DONE,
        "text": answer.text,
        "model": answer.model[:200],
        "finish_reason": answer.finish_reason[:30],
        "prompt_tokens": answer.prompt_tokens,
        "completion_tokens": answer.completion_tokens,
        "latency_ms": answer.latency_ms,
        "confidence": answer.confidence,
        "error_kind": "",
        "error": "",
        "lease_until": None,
        "not_before": None,
    }


def attempts_of(kind: ErrorKind) -> int:
    """This function will say how often a question is asked that fails like this."""
    return RATE_LIMIT_ATTEMPTS if kind == ErrorKind.RATE_LIMIT else ATTEMPTS


def wait_before(attempt: int, error: ModelCallError, salt: int) -> float:
    """This function will give the seconds before an attempt: doubling, spread by `salt`, or what the server asks."""
    spread = 0.5 + _seed("wait", salt, attempt) / SEED_SPACE / 2
    backoff = min(LONGEST_WAIT, 0.5 * 2.0 ** min(attempt - 2, 10)) * spread
    return min(LONGEST_WAIT, max(backoff, error.retry_after or 0.0))
