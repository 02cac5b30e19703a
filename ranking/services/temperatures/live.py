"""Draws around a policy's temperatures while serving: off until a lead turns it on, always within the lead's bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.models import Feedback, PromptTemplate, User
from annotations.selectors.feedback import feedback_complete
from ranking.models import LiveStep, TemperaturePolicy
from ranking.selectors.temperatures import feedback_since
from ranking.services.temperatures.errors import PolicyInvalid, PolicyRefused
from ranking.stats.temperature.live import Bounds, arms, weights

Because = LiveStep.Because
Arms = dict[str, dict[str, list[float]]]
WORDS = {
    "number": gettext_lazy("This is no number."),
    "order": gettext_lazy("The bounds lie between 0 and 2, the lower one first."),
    "reach": gettext_lazy("Choose a reach above 0, up to 2."),
    "share": gettext_lazy("Choose a share from 0 to 1."),
}
CHUNK = 5000


@transaction.atomic
def live_set(*, template: PromptTemplate, on: bool, bounds: Bounds, now: datetime, by: User | None = None) -> LiveStep:
    """This function will turn adjusting on live feedback on or off, within these bounds.

    Raises PolicyInvalid for bounds that hold nothing, PolicyRefused where no policy is served to draw around.
    """
    if faults := bounds.faults():
        raise PolicyInvalid({name: str(WORDS[code]) for name, code in faults.items()})
    locked = PromptTemplate.objects.select_for_update().get(pk=template.pk)
    policy = TemperaturePolicy.objects.filter(template=locked, active=True).first()
    if policy is None:
        raise PolicyRefused(_("No policy is served, so there is nothing to draw around."))
    former = LiveStep.objects.filter(template=locked).first()
    told = former.arms if former and former.policy_id == policy.pk else {}
    seen = former.seen if former else _newest(locked)
    return _step(locked, policy, on, bounds, _arms_of(policy, bounds, told), seen, because=Because.SET, by=by, now=now)


@transaction.atomic
def live_update(*, template: PromptTemplate, now: datetime, seed: int = 0) -> LiveStep | None:
    """This function will read the feedback that came since the last step; None where there is none, or it is off.

    What is still being written with a lower key is waited for, or nothing is read this time.

    A row counts that names the policy, a category of it and one of its temperatures, as `resolve` gave them out.
    """
    locked = PromptTemplate.objects.select_for_update().get(pk=template.pk)
    step = LiveStep.objects.filter(template=locked).select_related("policy").first()
    if step is None or not step.on:
        return None
    upto = feedback_complete()
    if upto is None:
        return None
    since = feedback_since(locked, step.seen).filter(pk__lte=upto).order_by("pk")
    rows = list(since.values_list("pk", "thumb", "score", "metadata")[:CHUNK])
    if not rows:
        return None
    told: Arms = {name: {arm: list(one) for arm, one in arms.items()} for name, arms in step.arms.items()}
    for _pk, thumb, score, metadata in rows:
        _count(told, step.policy.number, thumb, score, metadata)
    return _step(
        locked, step.policy, True, bounds_of(step), told, rows[-1][0], because=Because.FEEDBACK, by=None, now=now,
        seed=seed,
    )  # fmt: skip


def live_follow(*, template: PromptTemplate, policy: TemperaturePolicy | None, by: User | None, now: datetime) -> None:
    """This function will move the draws to another policy, which starts anew; without one they stop."""
    step = LiveStep.objects.filter(template=template).select_related("policy").first()
    if step is None or not step.on:
        return
    bounds, seen = bounds_of(step), _newest(template)
    served = policy or step.policy
    _step(
        template, served, policy is not None, bounds, _arms_of(served, bounds, {}), seen, because=Because.POLICY, by=by,
        now=now,
    )  # fmt: skip


def bounds_of(step: LiveStep) -> Bounds:
    """The bounds of a step."""
    return Bounds(step.low, step.high, step.reach, step.share)


def _newest(template: PromptTemplate) -> int:
    newest = Feedback.objects.filter(project=template.project_id).order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def _arms_of(policy: TemperaturePolicy, bounds: Bounds, told: Arms) -> Arms:
    """What may be drawn for each category, with what was said so far of those that may still be."""
    found: Arms = defaultdict(dict)
    for name, centre in policy.rules.items():
        for arm in arms(float(centre), bounds):
            found[name][key_of(arm)] = told.get(name, {}).get(key_of(arm), [0, 0.0])
    return dict(found)


def key_of(temperature: float) -> str:
    """A temperature as text."""
    return f"{temperature:g}"


def _count(told: Arms, policy: int, thumb: int | None, score: float | None, metadata: Any) -> None:
    """Adds one remark where it belongs; whatever names nothing that was given out is passed over."""
    said = score if score is not None else None if thumb is None else (thumb + 1) / 2
    if not isinstance(metadata, Mapping) or metadata.get("policy") != policy or said is None or not 0 <= said <= 1:
        return
    category, temperature = metadata.get("category"), metadata.get("temperature")
    if not isinstance(category, str) or isinstance(temperature, bool) or not isinstance(temperature, int | float):
        return
    named = told.get(category) or told.get("") or {}
    if (one := named.get(key_of(float(temperature)))) is not None:
        one[0] += 1
        one[1] += said


def _weights(told: Arms, seed: int) -> dict[str, dict[str, float]]:
    found = {}
    for name, each in told.items():
        chances = weights([(int(n), float(total)) for n, total in each.values()], seed=seed)
        found[name] = dict(zip(each, chances, strict=True))
    return found


def _step(
    template: PromptTemplate, policy: TemperaturePolicy, on: bool, bounds: Bounds, told: Arms, seen: int, *,
    because: str, by: User | None, now: datetime, seed: int = 0,
) -> LiveStep:  # fmt: skip
    return LiveStep.objects.create(
        template=template, policy=policy, on=on, low=bounds.low, high=bounds.high, reach=bounds.reach,
        share=bounds.share, because=because, arms=told, weights=_weights(told, seed), seen=seen, by=by, at=now,
    )  # fmt: skip
