"""A look at all that a project watches: each watch is read on from its cursor in one transaction with its alarm."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from annotations.models import (
    Assignment,
    Endpoint,
    Feedback,
    Item,
    Job,
    Project,
    Rater,
    Response,
    Round,
)
from annotations.said import Said, kept
from annotations.selectors.feedback import feedback_complete
from annotations.services.jobs import job_create
from ranking.models import Alarm, Watch
from ranking.selectors.drift.charts import chart_of
from ranking.selectors.drift.due import WATCH
from ranking.selectors.drift.models import answered_as
from ranking.selectors.drift.streams import STREAMS, Read, Source
from ranking.services.drift.watches import watches_make
from ranking.services.drift.words import drift_sentence, model_sentence
from ranking.stats.drift import Chart, Signal, State, followed

# Keys that an alarm keeps of the rows it rests on.
MOST_KEYS = 500
# And of the items: a link to the form of a new round names them all.
MOST_ITEMS = 300


@dataclass(frozen=True)
class Looked:
    """The alarms that a look raised, and whether rows are left for the next."""

    alarms: list[Alarm]
    more: bool


def drift_look(*, project: Project, now: datetime) -> Looked:
    """This function will read every watch on and raise alarms. Looking again at the same rows changes nothing."""
    watches = watches_make(project=project, now=now)
    live = set(Alarm.objects.filter(project=project).exclude(state=Alarm.State.CLOSED).values_list("watch", flat=True))
    chart = chart_of(project)
    source, alarms, more = Source(feedback_complete()), [], False
    for watch in watches:
        if watch.pk in live:
            continue
        if watch.kind == Watch.Kind.MODEL:
            raised = _model_read(watch, now)
        else:
            read = STREAMS[watch.kind](watch, source)
            raised = _read_on(watch, chart, read, now)
            more = more or (read.more and raised is None)
        alarms += [raised] if raised else []
    return Looked(alarms, more)


def drift_request(*, project: Project, trace: str, now: datetime) -> Job:
    """This function will leave a job waiting that looks at what came in; `trace` tells what that was."""
    return job_create(
        celery_name=WATCH, key=f"watch:{project.pk}", project=project, arguments={"trace": trace}, now=now
    )


def drift_tidy(*, job: Job) -> None:
    """This function will remove the finished jobs before this one: there is one whenever something comes in."""
    Job.objects.filter(celery_name=WATCH, project=job.project_id, state=Job.State.DONE, pk__lt=job.pk).delete()


@transaction.atomic
def _read_on(watch: Watch, chart: Chart, read: Read, now: datetime) -> Alarm | None:
    # Two looks at once: whoever comes second finds the cursor moved and leaves it.
    locked = Watch.objects.select_for_update(of=("self",)).get(pk=watch.pk)
    if locked.cursor != watch.cursor or (not read.observations and read.cursor == watch.cursor):
        return None
    state, signal = followed(chart, State.read({"seed": watch.pk} | watch.state), read.observations)
    cursor = dict(read.cursor)
    if signal is not None and watch.kind == Watch.Kind.FEEDBACK:
        # What came after the signal is read when the alarm is closed.
        cursor["feedback"] = state.last
    Watch.objects.filter(pk=watch.pk).update(state=state.as_json(), cursor=cursor, looked_at=now)
    if signal is None:
        return None
    if watch.kind != Watch.Kind.FEEDBACK:
        # The rest of the round is not read any more, and may have moved with it.
        signal = replace(signal, last=read.observations[-1].row)
    return _raise(watch, chart, state, signal, now)


def _raise(watch: Watch, chart: Chart, state: State, signal: Signal, now: datetime) -> Alarm:
    sentence = drift_sentence(watch, signal)
    rows, items = _rests_on(watch, signal)
    facts = asdict(signal) | {
        "height": round(chart.height, 3),
        "read": state.rows,
        "size_of_mean": chart.size,
        "watches": chart.watches,
    }
    return Alarm.objects.create(
        project=watch.project, watch=watch, sentence=sentence, said=kept(sentence), facts=facts,
        path=[[row[0], row[3], row[5], row[6]] for row in state.path], rows=rows, items=items,
        since=parse_datetime(signal.at) if signal.at else None, raised_at=now,
    )  # fmt: skip


def _rests_on(watch: Watch, signal: Signal) -> tuple[list[int], list[int]]:
    """Keys of the feedback or the responses since the sum was zero, and of their items that a round may ask."""
    first, last = sorted((signal.first, signal.last))
    found: list[tuple[int, Any]]
    if watch.kind == Watch.Kind.FEEDBACK:
        said = Feedback.objects.filter(project=watch.project_id, pk__gte=first, pk__lte=last).order_by("-pk")
        found = list(said.values_list("pk", "response__item")[: MOST_KEYS * 4])
    else:
        rows = _watched(watch).filter(pk__gte=first, pk__lte=last)
        found = list(rows.order_by("-pk").values_list("pk", "item").distinct()[: MOST_KEYS * 4])
    keys: dict[int, None] = dict.fromkeys(item for _row, item in found if item)
    there = Item.objects.visible().filter(project=watch.project_id).exclude(split=Item.Split.GOLD)
    askable = set(there.filter(pk__in=list(keys)).values_list("pk", flat=True))
    items = [item for item in keys if item in askable][:MOST_ITEMS]
    return sorted({row for row, _item in found})[-MOST_KEYS:], sorted(items)


def _watched(watch: Watch) -> QuerySet[Response]:
    """The responses that a watch reads, as its stream does: keys between two of these may be anything else's.

    Of finished rounds and whole imports alone, answered by people; of a judge's watch by that judge too, of a rater's
    on anchor items by that rater.
    """
    finished = Round.objects.answered().filter(project=watch.project_id)
    rows = Response.objects.visible().filter(item__in=Item.objects.visible().filter(project=watch.project_id))
    given = {"tasks__round__in": finished, "tasks__gold": None, "tasks__assignments__state": Assignment.State.DONE}
    people = {"tasks__assignments__rater__kind": Rater.Kind.PERSON}
    if watch.kind == Watch.Kind.RATER:
        named = {"tasks__assignments__rater__name": watch.of} if watch.of else {}
        return rows.filter(**given, **people, **named, item__split=Item.Split.ANCHOR)
    judged = rows.filter(**given, tasks__assignments__rater=watch.mapping.judge_id) if watch.mapping else rows
    return judged.filter(**given, **people)


@transaction.atomic
def _model_read(watch: Watch, now: datetime) -> Alarm | None:
    """Pins the first name under which an endpoint's model answers, and alarms at another."""
    locked = Watch.objects.select_for_update(of=("self",)).get(pk=watch.pk)
    seen = list(locked.cursor.get("rounds", []))
    endpoint = Endpoint.objects.filter(name=watch.of, project__in=[watch.project_id]).first()
    endpoint = endpoint or Endpoint.objects.filter(name=watch.of, project=None).first()
    if endpoint is None:
        return None
    pinned = locked.state.get("model", "")
    rounds = Round.objects.visible().filter(project=watch.project_id, origin=Round.Origin.HERE).exclude(pk__in=seen)
    raised = None
    for round in rounds.exclude(state__in=[Round.State.DRAFT, Round.State.GENERATING]).order_by("number"):
        for name, key, how in answered_as(round, endpoint):
            pinned = pinned or name
            if name != pinned and raised is None:
                raised = _another(watch, pinned, name, round, key, how, now)
        if round.state != Round.State.COLLECTING and raised is None:
            seen.append(round.pk)
    state, cursor = {"model": pinned}, {"rounds": seen}
    if (state, cursor) != (locked.state, locked.cursor):
        Watch.objects.filter(pk=watch.pk).update(state=state, cursor=cursor, looked_at=now)
    return raised


def _another(watch: Watch, pinned: str, name: str, round: Round, key: int, how: str, now: datetime) -> Alarm:
    sentence: Said = model_sentence(watch.of, pinned, name)
    made = Response.objects.filter(round=round, model=name).order_by("pk")[:MOST_KEYS]
    pairs = list(made.values_list("pk", "item")) if how == "responses" else []
    facts: dict[str, Any] = {"pinned": pinned, "now": name, "round": round.number, "how": how, "first": key}
    return Alarm.objects.create(
        project=watch.project, watch=watch, sentence=sentence, said=kept(sentence), facts=facts,
        rows=[row for row, _item in pairs], items=sorted({item for _row, item in pairs})[:MOST_ITEMS],
        since=round.launched_at or round.created_at, raised_at=now,
    )  # fmt: skip


def model_pinned(watch: Watch, name: str) -> None:
    """This function will pin another model of an endpoint: what answers now is what is meant."""
    Watch.objects.filter(pk=watch.pk).update(state={"model": name})


def state_restarted(watch: Watch, state: State) -> None:
    """This function will put a watch's chart where an answered alarm leaves it."""
    Watch.objects.filter(pk=watch.pk).update(state=replace(state, path=[]).as_json())
