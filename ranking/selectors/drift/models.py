"""Which models answered under an endpoint's name."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.models import Assignment, Endpoint, Response, Round


def answered_as(round: Round, endpoint: Endpoint) -> list[tuple[str, int, str]]:
    """(model, first response's key or 0, "responses" or "judge") of every name under which it answered in a round."""
    return sorted({(name, key, how) for name, key, how in _named(round, endpoint) if name})


def _named(round: Round, endpoint: Endpoint) -> Iterator[tuple[str, int, str]]:
    made = Response.objects.filter(round=round, endpoint=endpoint, state=Response.State.DONE).exclude(model="")
    first: dict[str, int] = {}
    for name, key in made.order_by("-pk").values_list("model", "pk"):
        first[name] = key
    for name, key in first.items():
        yield name, key, "responses"
    judged = Assignment.objects.filter(
        task__round=round, rater__endpoint=endpoint, state=Assignment.State.DONE, metadata__has_key="model"
    ).order_by()
    for name in judged.values_list("metadata__model", flat=True).distinct():
        yield str(name or ""), 0, "judge"
