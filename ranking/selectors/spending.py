"""What rounds took: tokens of candidates and of judges, and money where the endpoints name prices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, IntegerField, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from annotations.models import Assignment, Endpoint, Response, Round


@dataclass(frozen=True)
class Spent:
    """Tokens in and out; `cost` is None where an endpoint that was asked names no price."""

    tokens: int = 0
    cost: Decimal | None = Decimal(0)

    def __add__(self, other: Spent) -> Spent:
        known = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Spent(self.tokens + other.tokens, known)


def spent_in(rounds: Iterable[Round]) -> dict[int, Spent]:
    """What each of some rounds took, by key; one that asked no model took nothing."""
    keys = [round.pk for round in rounds]
    made = Response.objects.filter(round__in=keys, endpoint__isnull=False).order_by()
    sums = list(
        made.values_list("round", "endpoint").annotate(given=Sum("prompt_tokens"), taken=Sum("completion_tokens"))
    )
    judged = Assignment.objects.filter(task__round__in=keys, rater__endpoint__isnull=False).order_by()
    told = judged.annotate(given_one=_number("prompt_tokens"), taken_one=_number("completion_tokens"))
    sums += list(
        told.values_list(F("task__round"), F("rater__endpoint")).annotate(
            given=Sum("given_one"), taken=Sum("taken_one")
        )
    )
    endpoints = {each.pk: each for each in Endpoint.objects.filter(pk__in={row[1] for row in sums})}
    found = dict.fromkeys(keys, Spent())
    for round, endpoint, given, taken in sums:
        found[round] += _spent(endpoints[endpoint], given or 0, taken or 0)
    return found


def _number(name: str) -> Cast:
    return Cast(KT(f"metadata__{name}"), IntegerField())


def _spent(endpoint: Endpoint, given: int, taken: int) -> Spent:
    if endpoint.price_input is None or endpoint.price_output is None:
        return Spent(given + taken, None if given + taken else Decimal(0))
    return Spent(given + taken, (endpoint.price_input * given + endpoint.price_output * taken) / Decimal(1_000_000))
