"""Feedback on its way into the database: named things are looked up at once, repeats change nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Feedback, Project, Response, TemplateVersion
from annotations.services.errors import Invalid
from annotations.services.feedback.reading import MOST_ROWS, Row, rows_read

# SQLite takes at most 250,000 parameters in one statement, PostgreSQL's driver 65,535.
CHUNK = 2_000


class FeedbackInvalid(Invalid):
    """Rows have faults, and nothing was stored; `fields` names them as `rows.PLACE.FIELD`."""


@dataclass(frozen=True)
class Taken:
    """What became of the rows; `faults` is by `rows.PLACE.FIELD`."""

    stored: int
    present: int
    refused: int
    faults: Mapping[str, str] = field(default_factory=dict)


def feedback_add(*, project: Project, raw: Sequence[Any], now: datetime, partial: bool = False) -> Taken:
    """This function will store what users said; a key that is there already counts as present and changes nothing.

    Without `partial` one bad row keeps all out (FeedbackInvalid); with it the good rows are stored and the bad told.
    """
    if len(raw) > MOST_ROWS:
        raise FeedbackInvalid({"rows": _("Send at most %(most)d rows at once.") % {"most": MOST_ROWS}})
    rows, faults = rows_read(raw, now=now)
    found = _Named.of(project, list(rows.values()))
    for place, row in list(rows.items()):
        if wrong := found.faults(row):
            faults[place] = wrong
            del rows[place]
    told = {
        ".".join(filter(None, ("rows", str(place), name))): text
        for place in sorted(faults) for name, text in faults[place].items()
    }  # fmt: skip
    if faults and not partial:
        raise FeedbackInvalid(told)
    # Of two rows with one key the first counts, as of two requests.
    unique = {row.key: row for row in reversed(rows.values())}
    stored = _store(project, [found.made(row, now) for row in reversed(unique.values())])
    return Taken(stored, len(rows) - stored, len(faults), told)


@transaction.atomic
def _store(project: Project, rows: Sequence[Feedback]) -> int:
    """How many are new. Two senders of one key at once are told so both; the row is stored once."""
    stored = 0
    for chunk in _chunks(rows):
        known = Feedback.objects.filter(project=project, key__in=[row.key for row in chunk])
        present = set(known.values_list("key", flat=True))
        fresh = [row for row in chunk if row.key not in present]
        Feedback.objects.bulk_create(fresh, ignore_conflicts=True)
        stored += len(fresh)
    return stored


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


@dataclass(frozen=True)
class _Named:
    """What rows name, by name: responses to their versions, versions of templates to their keys."""

    project: Project
    responses: Mapping[int, int | None]
    versions: Mapping[tuple[str, int], int]

    @classmethod
    def of(cls, project: Project, rows: Sequence[Row]) -> "_Named":
        keys = sorted({row.response for row in rows if row.response is not None})
        responses: dict[int, int | None] = {}
        for chunk in _chunks(keys):
            found = Response.objects.visible().filter(item__project=project, pk__in=chunk)
            responses |= dict(found.values_list("pk", "version"))
        named = {row.version for row in rows if row.version is not None}
        versions: dict[tuple[str, int], int] = {}
        if named:
            rows_of = TemplateVersion.objects.filter(
                template__project=project, template__name__in={name for name, _number in named}
            )
            versions = {
                (name, number): pk for name, number, pk in rows_of.values_list("template__name", "number", "pk")
            }
        return cls(project, responses, versions)

    def faults(self, row: Row) -> dict[str, str]:
        wrong = {}
        if row.response is not None and row.response not in self.responses:
            wrong["response"] = _("The project has no such response.")
        if row.version is not None and row.version not in self.versions:
            wrong["version"] = _("The project has no such version of a template.")
        elif row.version is not None and row.response is not None and not wrong:
            own = self.responses[row.response]
            if own is not None and own != self.versions[row.version]:
                wrong["version"] = _("The response was made by another version.")
        return wrong

    def made(self, row: Row, now: datetime) -> Feedback:
        version = self.responses.get(row.response) if row.response is not None else None
        if version is None and row.version is not None:
            version = self.versions[row.version]
        return Feedback(
            project=self.project, key=row.key, response_id=row.response, version_id=version, trace=row.trace,
            thumb=row.thumb, score=row.score, correction=row.correction, text=row.text, metadata=row.metadata,
            said_at=row.said_at, received_at=now,
        )  # fmt: skip
