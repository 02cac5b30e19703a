"""The rows behind figures: addresses of the list of responses, narrowed to what a figure came from."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from ranking.views.parts.base import Reading


def rows_of(reading: Reading, **filters: str | None) -> str:
    """The responses that a figure came from; filters are those of the list, empty ones are left out."""
    chosen = {name: value for name, value in filters.items() if value}
    if reading.fit.round is not None:
        chosen = {"round": str(reading.fit.round.number)} | chosen
    address = reverse("responses", args=[reading.project.slug])
    return f"{address}?{urlencode(chosen)}" if chosen else address


def rows_of_name(reading: Reading, factor: str, name: str, **filters: str | None) -> str:
    """The same of one model, version or temperature, as the report names them."""
    if factor == "version":
        template, _space, number = name.rpartition(" v")
        return rows_of(reading, template=template, version=number, **filters)
    return rows_of(reading, **{factor: name} if factor else {}, **filters)


def rows_of_side(reading: Reading, of: str, **filters: str | None) -> str:
    """The same of what people, or one judge, answered; a judge's label is no part of its name."""
    judges = reading.report["judge_pairwise"].keys() | reading.report["judges"].keys()
    if of == "people":
        return rows_of(reading, answered="people", **filters)
    judge = of.rsplit("/", 1)[0] if of in judges and "/" in of and of not in reading.report["judges"] else of
    return rows_of(reading, judge=judge, **filters)
