"""Policies: each made once, numbered, never changed. One at most is served, and every change of that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from annotations.models import Item, PromptTemplate, User
from annotations.services.rounds import MOST_TEMPERATURES
from annotations.telling import told
from ranking.models import PolicyActivation, TemperaturePolicy
from ranking.selectors.temperatures import Question, evidence_json, temperatures_look
from ranking.services.temperatures.errors import PolicyInvalid, PolicyRefused
from ranking.services.temperatures.live import live_follow
from ranking.stats.errors import StatsError
from ranking.stats.temperature.live import LEAST, MOST
from ranking.stats.texts.rules import LONGEST

Because = PolicyActivation.Because


def temperature_policy_propose(
    *,
    template: PromptTemplate,
    question: Question,
    now: datetime,
    seed: int = 0,
    rules: Mapping[str, float] | None = None,
    note: str = "",
    by: User | None = None,
) -> TemperaturePolicy:
    """This function will make a template's next policy out of people's scores, without serving it.

    `rules` ({category: temperature}) are what a lead chose instead; the evidence says which differ from it
    (`by_hand`), and which are for a category that no item has (`no_items`).
    Raises PolicyRefused where the scores tell nothing, PolicyInvalid for rules that are none, or more than a test
    could ask at.
    """
    if rules is not None and (faults := _faults(rules)):
        raise PolicyInvalid(faults)
    # Computed before anything is written, so that the write is short.
    try:
        found = temperatures_look(template=template, question=question, seed=seed)
    except StatsError as error:
        raise PolicyRefused(told(str(error))) from error
    chosen = {name: float(one) for name, one in (found.rules if rules is None else rules).items()}
    by_hand = sorted(name for name, one in chosen.items() if found.rules.get(name) != one)
    if faults := _faults(chosen):
        raise PolicyInvalid(faults)
    evidence = evidence_json(found) | {"seed": seed, "by_hand": by_hand, "no_items": _no_items(template, chosen)}
    return _create(template, chosen, evidence, note, by, now)


@transaction.atomic
def _create(
    template: PromptTemplate,
    rules: dict[str, float],
    evidence: dict[str, Any],
    note: str,
    by: User | None,
    now: datetime,
) -> TemperaturePolicy:
    locked = PromptTemplate.objects.select_for_update().get(pk=template.pk)
    last = TemperaturePolicy.objects.filter(template=locked).aggregate(last=Max("number"))["last"] or 0
    return TemperaturePolicy.objects.create(
        template=locked, number=last + 1, rules=rules, evidence=evidence, note=note, created_by=by, created_at=now
    )


@transaction.atomic
def temperature_policy_activate(
    *, policy: TemperaturePolicy, now: datetime, by: User | None = None, reason: str = ""
) -> TemperaturePolicy:
    """This function will serve a policy, and keep who did it, when and why. One that is served stays so."""
    template = PromptTemplate.objects.select_for_update().get(pk=policy.template_id)
    former = TemperaturePolicy.objects.filter(template=template, active=True).first()
    if former is None or former.pk != policy.pk:
        _serve(template, policy, former, because=Because.CHOSEN, reason=reason, by=by, at=now)
    policy.refresh_from_db()
    return policy


@transaction.atomic
def temperature_policy_rollback(
    *, template: PromptTemplate, now: datetime, by: User | None = None, reason: str = ""
) -> PolicyActivation:
    """This function will serve again what was served before the active policy, which may be none at all.

    Raises PolicyRefused where no policy is served.
    """
    locked = PromptTemplate.objects.select_for_update().get(pk=template.pk)
    present = TemperaturePolicy.objects.filter(template=locked, active=True).first()
    if present is None:
        raise PolicyRefused(_("No policy is served, so there is nothing to go back from."))
    came = PolicyActivation.objects.filter(template=locked, policy=present, because=Because.CHOSEN).first()
    return _serve(
        locked, came.former if came else None, present, because=Because.ROLLED_BACK, reason=reason, by=by, at=now
    )


def _serve(
    template: PromptTemplate, policy: TemperaturePolicy | None, former: TemperaturePolicy | None, *, at: datetime,
    by: User | None, reason: str, because: str,
) -> PolicyActivation:  # fmt: skip
    """Writes all of it; the template is locked."""
    TemperaturePolicy.objects.filter(template=template, active=True).update(active=False)
    if policy is not None:
        TemperaturePolicy.objects.filter(pk=policy.pk).update(active=True)
    live_follow(template=template, policy=policy, by=by, now=at)
    return PolicyActivation.objects.create(
        template=template, policy=policy, former=former, because=because, reason=reason.strip(), by=by, at=at
    )


def _no_items(template: PromptTemplate, rules: Mapping[str, float]) -> list[str]:
    """The categories with a rule that no item has; calls may name them all the same."""
    there = Item.objects.visible().filter(project=template.project_id, category__in=rules)
    return sorted({*rules} - {""} - {*there.values_list("category", flat=True)})


def _faults(rules: Mapping[str, float]) -> dict[str, str]:
    if not rules:
        return {"rules": _("Name a temperature for at least one category; the empty one is the rest.")}
    if any(len(name) > LONGEST for name in rules):
        return {"rules": _("Name the category, in up to %(most)d letters.") % {"most": LONGEST}}
    if not all(isfinite(one) and LEAST <= one <= MOST for one in rules.values()):
        return {"rules": _("A temperature lies between 0 and 2.")}
    # A test asks the rest at a temperature of its own where no rule is for it.
    distinct = len(set(rules.values())) + ("" not in rules)
    if distinct > MOST_TEMPERATURES:
        return {
            "rules": _(
                "A policy has at most %(most)d different temperatures, that of the rest among them: "
                "no test could ask at more. These are %(n)d."
            )
            % {"most": MOST_TEMPERATURES, "n": distinct}
        }
    return {}
