"""At which temperatures a test asks: what would be served, unless whoever plans it chooses one for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotations.models import TemplateVersion
from annotations.said import Said
from ranking.models import TemperaturePolicy
from ranking.selectors.temperatures import policy_active, rules_in_order
from ranking.services.confirmations.design import Design
from ranking.services.temperatures.asking import own_or_usual


@dataclass(frozen=True)
class Asked:
    """The temperatures of a test: `by_category`, `{category: temperature}`, where a policy says them, else `one`.

    With `own`, a version that names its own is asked at that in place of `one`, or of the rest. `policy` is the number
    of the one that is served, whether it is followed or not."""

    one: float | None
    by_category: Mapping[str, float]
    own: bool
    policy: int | None
    sentence: Said

    @property
    def temperatures(self) -> list[float]:
        """All that may be asked."""
        return sorted(set(self.by_category.values())) if self.one is None else [self.one]

    @property
    def plan(self) -> dict[str, list[float]]:
        """As a round takes it: each item has all its samples at its category's one temperature."""
        return {name: [at] for name, at in self.by_category.items()}


def asked_of(design: Design) -> Asked:
    """This function will find what a test asks at: what would be served, in the order of `resolve`.

    A policy goes before a version's own temperature, so both versions are asked alike where it has a rule; elsewhere
    each is asked at its own. One that names none would be left to the server: it is asked at `Design.asked_at`.
    """
    policy = policy_active(design.new.template)
    at = design.asked_at
    if policy is None:
        return Asked(at, {}, True, None, _one_sentence(design, at))
    if design.temperature is not None:
        sentence = Said(
            "Both are asked at {temperature:g} in place of the temperatures that policy {number} serves: "
            "the test speaks of this one alone.",
            temperature=at, number=policy.number,
        )  # fmt: skip
        return Asked(at, {}, False, policy.number, sentence)
    return _followed(policy, design)


def _followed(policy: TemperaturePolicy, design: Design) -> Asked:
    rules = {name: float(at) for name, at in policy.rules.items()}
    named = [
        Said("{category} {temperature:g}", category=name, temperature=at)
        if name
        else Said("the rest {temperature:g}", temperature=at)
        for name, at in rules_in_order(rules)
    ]
    sentence = Said(
        "Both are asked at the temperatures that policy {number} serves, by category: {rules}.",
        number=policy.number, rules=named,
    )  # fmt: skip
    if "" in rules:
        return Asked(None, rules, False, policy.number, sentence)
    versions = [one for one in (design.old, design.new) if one is not None]
    differ = len({_at(design, one) for one in versions}) > 1
    parts = {"policy": sentence, "each": [_each(design, one) for one in versions]}
    sentence = (
        Said(
            "{policy} It leaves other items open: {each}. What they differ in there is part of what is tested.", **parts
        )
        if differ
        else Said("{policy} It leaves other items open: {each}.", **parts)
    )
    if not differ or any(one.temperature is None for one in versions):
        rules[""] = design.asked_at if differ else _at(design, design.new)
    return Asked(None, rules, differ, policy.number, sentence)


def _one_sentence(design: Design, at: float) -> Said:
    new, old = design.new, design.old
    of_new, of_old = (at if one is None else _at(design, one) for one in (new, old))
    if of_new == of_old or old is None:
        return Said("Both are asked at temperature {temperature:g}.", temperature=of_new)
    sentence = Said(
        "{new} is asked at temperature {of_new:g} and {old} at {of_old:g}: a version’s own is part of what is tested.",
        new=str(new), old=str(old), of_new=of_new, of_old=of_old,
    )  # fmt: skip
    silent = [_each(design, one) for one in (old, new) if one.temperature is None]
    return Said("{sentence} {each}.", sentence=sentence, each=silent) if silent else sentence


def _at(design: Design, version: TemplateVersion) -> float:
    """What is asked of a version where no policy says it."""
    old = design.old.temperature if design.old else None
    return own_or_usual(version.temperature, old=old, chosen=design.temperature)


def _each(design: Design, version: TemplateVersion) -> Said:
    """The same in words, and why."""
    names = {"version": str(version), "temperature": _at(design, version)}
    if version.temperature is not None:
        return Said("{version} is asked at its own temperature, {temperature:g}", **names)
    if design.temperature is not None:
        return Said("{version} names none and is asked at {temperature:g}, which was chosen for this test", **names)
    if design.old is not None and design.old.temperature is not None:
        return Said("{version} names none and is asked at {temperature:g}, like {old}", old=str(design.old), **names)
    return Said("{version} names none and is asked at {temperature:g}, as is usual in a test", **names)
