"""What people's scores say of temperatures, computed once for as long as what it rests on stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Max

from annotations.models import Assignment, Item, PromptTemplate, Round
from ranking.selectors.temperatures import Question, Temperatures, temperatures_look
from ranking.stats.errors import StatsError

# In seconds: longer than one sits before the page.
KEPT = 6 * 3600


@dataclass(frozen=True)
class Kept:
    """What was found and when; None where the scores say nothing, with the reason.

    The curves come without their draws, which are for those that choose by them.
    """

    found: Temperatures | None
    reason: str
    at: datetime


def temperatures_kept(*, template: PromptTemplate, question: Question, now: datetime, seed: int = 0) -> Kept:
    """What `temperatures_look` says, out of the cache where neither answers, rounds nor items have changed since."""
    key = _key(template, question, seed)
    kept: Kept | None = cache.get(key)
    if kept is None:
        kept = _looked(template, question, seed, now)
        cache.set(key, kept, KEPT)
    # Its dimensions may have other names by now.
    return replace(kept, found=kept.found and replace(kept.found, question=question))


def _looked(template: PromptTemplate, question: Question, seed: int, now: datetime) -> Kept:
    try:
        found = temperatures_look(template=template, question=question, seed=seed)
    except StatsError as error:
        return Kept(None, error.args[0], now)
    curves = replace(found.curves, draws=np.empty((0, *found.curves.mean.shape)))
    return Kept(replace(found, curves=curves), "", now)


def _key(template: PromptTemplate, question: Question, seed: int) -> str:
    """A fingerprint of all that the figures rest on, without reading a score."""
    asked = [(one.pk, one.minimum, one.maximum) for one in (question.coherence, question.diversity) if one]
    told = (template.pk, asked, question.weight, seed, *_state(template))
    return f"temperatures:{sha256(repr(told).encode()).hexdigest()}"


def _state(template: PromptTemplate) -> tuple[Any, ...]:
    """Finished rounds, the newest answer and edit in them, and the project's items by split and category."""
    rounds = Round.objects.answered().filter(project=template.project_id, versions__template=template).distinct()
    keys = list(rounds.order_by("pk").values_list("pk", "overlap"))
    answers = Assignment.objects.filter(task__round__in=[pk for pk, _ in keys], state=Assignment.State.DONE).aggregate(
        n=Count("pk"), last=Max("pk"), given=Max("submitted_at"), edited=Max("edited_at")
    )
    items = Item.objects.visible().filter(project=template.project_id).order_by("split", "category")
    return keys, answers, list(items.values_list("split", "category").annotate(n=Count("pk"), newest=Max("pk")))
