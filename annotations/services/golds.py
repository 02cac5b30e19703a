"""Checks: tasks whose right answer is known. Made from what was generated or answered, or written by hand.

A check begins as a draft (not in use, nothing known) or whole. Once somebody has answered it, what is right stays:
their accuracy was measured by it. Then it can be taken out of use, and another made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from annotations.handout.answer import RATING, AnswerInvalid, Question, read_answer
from annotations.handout.order import LEAST
from annotations.models import Assignment, Gold, Item, Project, Response, Task, User
from annotations.selectors.answers import answer_raw, dimensions_of, scale_of
from annotations.selectors.golds import gold_used, in_order
from annotations.services.answer_words import sentences
from annotations.services.errors import Invalid, Refused
from annotations.services.handout import end_keep
from annotations.services.retrying import retried

DATASET = "gold"
MOST = {"RATING": 1, "COMPARISON": 2, "BEST_WORST": 10, "RANKING": 10}
LONGEST_TEXT = 100_000
LARGEST_POSITION = 2**15 - 1
PARTS = ("scores", "ranking", "rankings", "none_acceptable")


class GoldInvalid(Invalid):
    """The check cannot be taken; `fields` names why."""


class GoldUsed(Refused):
    """People have answered the check, so what is right about it stays."""


@transaction.atomic
def gold_draft(
    *,
    project: Project,
    kind: str,
    responses: Sequence[Response],
    now: datetime,
    purpose: str = Gold.Purpose.GOLD,
    per_dimension: bool = False,
    created_by: User | None = None,
) -> Gold:
    """This function will make a check of responses to one item, without its answer and so not yet in use."""
    faults = _task_faults(project, kind, responses) | _purpose_faults(purpose)
    if faults:
        raise GoldInvalid(faults)
    last = Gold.objects.filter(project=project).aggregate(last=Max("position"))["last"]
    gold = Gold.objects.create(
        project=project,
        purpose=purpose,
        kind=kind,
        item=responses[0].item,
        answer={"rankings": {}} if per_dimension and kind != Task.Kind.RATING else {},
        position=0 if last is None else min(last + 1, LARGEST_POSITION),
        active=False,
        created_by=created_by,
        created_at=now,
    )
    gold.responses.set(responses)
    return gold


@transaction.atomic
def gold_write(
    *,
    project: Project,
    kind: str,
    prompt: str,
    texts: Sequence[str],
    now: datetime,
    reference: str = "",
    language: str = "",
    purpose: str = Gold.Purpose.GOLD,
    per_dimension: bool = False,
    created_by: User | None = None,
) -> Gold:
    """This function will make a draft of a check by hand. Its item is of split GOLD, which enters no round's plan."""
    faults = _count_faults(kind, len(texts))
    if any(len(text) > LONGEST_TEXT or "\x00" in text for text in (prompt, reference, *texts)):
        faults["prompt"] = _("A text has at most %(most)d characters, and no null character.") % {"most": LONGEST_TEXT}
    elif not prompt.strip():
        faults["prompt"] = _("Write what was asked.")
    if faults:
        raise GoldInvalid(faults)
    name = f"gold-{uuid4().hex[:12]}"
    item = Item.objects.create(
        project=project,
        dataset=DATASET,
        external_id=name,
        prompt=prompt,
        reference=reference,
        language=language,
        split=Item.Split.GOLD,
        created_at=now,
    )
    responses = [
        Response.objects.create(item=item, external_id=f"{name}-{place}", text=text, created_at=now, finished_at=now)
        for place, text in enumerate(texts, start=1)
    ]
    return gold_draft(
        project=project, kind=kind, responses=responses, now=now, purpose=purpose, per_dimension=per_dimension,
        created_by=created_by,
    )  # fmt: skip


@transaction.atomic
def gold_create(
    *,
    project: Project,
    kind: str,
    responses: Sequence[Response],
    answer: Mapping[str, Any],
    now: datetime,
    purpose: str = Gold.Purpose.GOLD,
    tolerance: float = 0,
    explanation: str = "",
    created_by: User | None = None,
) -> Gold:
    """This function will make a check that is in use at once."""
    gold = gold_draft(
        project=project, kind=kind, responses=responses, now=now, purpose=purpose, created_by=created_by
    )  # fmt: skip
    return gold_update(gold=gold, answer=answer, purpose=purpose, tolerance=tolerance, explanation=explanation)


@transaction.atomic
def gold_from_answer(
    *, assignment: Assignment, now: datetime, purpose: str = Gold.Purpose.GOLD, created_by: User | None = None
) -> Gold:
    """This function will make a draft of an answered task, with what was said as the answer to be confirmed."""
    rows = assignment.task.task_responses.select_related("response__item").order_by("position")
    gold = gold_draft(
        project=assignment.task.round.project,
        kind=assignment.task.kind,
        responses=[row.response for row in rows],
        now=now,
        purpose=purpose,
        created_by=created_by,
    )
    gold.answer = answer_raw(assignment)
    gold.save(update_fields=["answer"])
    return gold


@transaction.atomic
def gold_update(
    *, gold: Gold, answer: Mapping[str, Any], purpose: str, tolerance: float = 0, explanation: str = ""
) -> Gold:
    """This function will set what is right, and take the check into use. A dimension that is not named is unchecked.

    Raises GoldInvalid by the same rules as an annotator's answer, and GoldUsed once people have answered it.
    """
    gold = _locked(gold)
    known = {name: answer[name] for name in PARTS if answer.get(name)}
    if gold_used(gold) and (known, tolerance, purpose) != (gold.answer, gold.tolerance, gold.purpose):
        raise GoldUsed(
            _("People have answered this check, so what is right about it stays. Take it out of use, and make another.")
        )
    faults = _purpose_faults(purpose)
    if not isfinite(tolerance) or tolerance < 0:
        faults["tolerance"] = _("Give 0 or more points.")
    if len(explanation) > LONGEST_TEXT or "\x00" in explanation:
        faults["explanation"] = _("The text is longer than %(most)d characters.") % {"most": LONGEST_TEXT}
    faults |= _answer_faults(gold, known)
    if faults:
        raise GoldInvalid(faults)
    gold.answer, gold.purpose, gold.tolerance, gold.explanation = known, purpose, tolerance, explanation
    gold.active = True
    gold.save(update_fields=["answer", "purpose", "tolerance", "explanation", "active"])
    return gold


@transaction.atomic
def gold_retire(*, gold: Gold, active: bool = False) -> Gold:
    """This function will take a check out of use, or back into it. What people answered stays."""
    gold = _locked(gold)
    if active and (faults := _answer_faults(gold, gold.answer)):
        raise GoldInvalid(faults)
    gold.active = active
    gold.save(update_fields=["active"])
    return gold


@retried
@transaction.atomic
def gold_delete(*, gold: Gold) -> None:
    """This function will delete a check that nobody has answered, and what was written for it alone."""
    gold = _locked(gold)
    if gold_used(gold):
        raise GoldUsed(_("People have answered this check, so it stays. Take it out of use instead."))
    item = gold.item
    for task in gold.tasks.all():
        end_keep(task)
    gold.delete()
    if item.split == Item.Split.GOLD and not item.golds.exists() and not item.tasks.exists():
        item.delete()


@transaction.atomic
def gold_move(*, gold: Gold, up: bool) -> None:
    """This function will change the place of a check among those of its purpose: training comes in that order."""
    Project.objects.select_for_update().get(pk=gold.project_id)
    order = [one.pk for one in in_order(gold.project_id).filter(purpose=gold.purpose)]
    at = order.index(gold.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    for position, pk in enumerate(order):
        Gold.objects.filter(pk=pk).update(position=position)


def _locked(gold: Gold) -> Gold:
    return Gold.objects.select_for_update(of=("self",)).select_related("item").get(pk=gold.pk)


def _task_faults(project: Project, kind: str, responses: Sequence[Response]) -> dict[str, str]:
    faults = _count_faults(kind, len(set(responses)))
    items = {response.item_id for response in responses}
    foreign = Response.objects.visible().filter(pk__in=[one.pk for one in responses], item__project=project)
    if len(items) > 1 or foreign.count() != len(responses):
        faults["responses"] = _("Choose responses to one item of this project.")
    elif any(one.state != Response.State.DONE for one in responses):
        faults["responses"] = _("A response that failed cannot be a check.")
    return faults


def _count_faults(kind: str, count: int) -> dict[str, str]:
    if kind not in Task.Kind.values:
        return {"kind": _("Choose one of %(kinds)s.") % {"kinds": ", ".join(Task.Kind.values)}}
    if not LEAST[kind] <= count <= MOST[kind]:
        words = {"least": LEAST[kind], "most": MOST[kind]}
        return {"responses": _("This kind of task takes %(least)d to %(most)d responses.") % words}
    return {}


def _purpose_faults(purpose: str) -> dict[str, str]:
    if purpose in Gold.Purpose.values:
        return {}
    return {"purpose": _("Choose one of %(purposes)s.") % {"purposes": ", ".join(Gold.Purpose.values)}}


def _answer_faults(gold: Gold, known: Mapping[str, Any]) -> dict[str, str]:
    """The faults that the same answer of an annotator would have, less what it leaves out."""
    if not known or known == {"rankings": {}}:
        return {"answer": _("Say what is right, of one dimension at least.")}
    if not {"ranking", "rankings"} - known.keys():
        return {"answer": _("Give one order, or one by dimension.")}
    try:
        read_answer(_question(gold, known), known)
    except AnswerInvalid as error:
        return sentences(error.faults)
    return {}


def _question(gold: Gold, known: Mapping[str, Any]) -> Question:
    """What the check asks, narrowed to the dimensions that its answer names."""
    named = known.get("scores") or known.get("rankings")
    scales = tuple(scale_of(one) for one in dimensions_of(gold.project_id))
    whole = Question(
        kind=gold.kind,
        responses=tuple(gold.responses.order_by("pk").values_list("pk", flat=True)),
        scales=scales,
        per_dimension=gold.kind != RATING and "rankings" in known,
    )
    if not isinstance(named, Mapping):
        return whole
    chosen = tuple(scale for scale in scales if scale.name in named)
    return replace(whole, scales=chosen) if chosen else whole
