"""What somebody has filled in of a task and not sent yet: kept here too, so that it follows them to another device."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import Assignment, Rater
from annotations.services.errors import Invalid

# Characters of JSON: a comment and a rewrite of full length, and a ranking of many.
LONGEST_DRAFT = 250_000
State = Assignment.State


class DraftInvalid(Invalid):
    """The draft cannot be kept; `fields` says why."""


def draft_keep(
    *, assignment_id: int, rater: Rater, fields: Mapping[str, str], ranked: Sequence[bool], now: datetime
) -> bool:
    """This function will keep the fields of a form as they stand, instead of what was kept of them before.

    `ranked` tells, list by list, whether an order was touched. Returns False, and keeps nothing, where the task is
    answered or skipped by now, or never was the rater's: one conditional update, so that a draft that arrives late
    cannot outlive its answer.
    """
    draft: dict[str, Any] = {"fields": dict(fields), "ranked": list(ranked), "at": now.isoformat()}
    if len(json.dumps(draft, ensure_ascii=False)) > LONGEST_DRAFT:
        raise DraftInvalid({"draft": _("The text is longer than %(most)d characters.") % {"most": LONGEST_DRAFT}})
    if any("\x00" in text for text in draft["fields"].values()):
        raise DraftInvalid({"draft": _("The text has a null character in it, which cannot be stored.")})
    open_still = {"state__in": [State.OPEN, State.RETURNED], "variant": ""}
    return bool(Assignment.objects.filter(pk=assignment_id, rater=rater, **open_still).update(draft=draft))
