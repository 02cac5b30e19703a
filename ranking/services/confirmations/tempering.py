"""At which temperatures a test asks: what would be served, unless whoever plans it chooses one for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotations.said import Said
from ranking.models import TemperaturePolicy
from ranking.selectors.temperatures import policy_active, rules_in_order
from ranking.services.confirmations.design import Design


@dataclass(frozen=True)
class Asked:
    """The temperatures of a test. `by_category` is `{category: temperature}` where a policy says them, with the rest;
    else `one` holds, but of versions that name their own, where `own` is true. `policy` is the number of the one that
    is served, whether it is followed or not."""

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
    """This function will find what a test asks at: the served policy's temperatures, or one where none is served.

    A policy goes before a version's own temperature (as in `resolve`), so both versions are asked alike.
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
    return _followed(policy, at)


def _followed(policy: TemperaturePolicy, rest: float) -> Asked:
    """Where the policy has no rule for the rest, its items are asked at `rest`."""
    rules = {"": rest} | {name: float(at) for name, at in policy.rules.items()}
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
    return Asked(None, rules, False, policy.number, sentence)


def _one_sentence(design: Design, at: float) -> Said:
    new, old = design.new, design.old
    of_new, of_old = (at if one is None or one.temperature is None else one.temperature for one in (new, old))
    if of_new == of_old or old is None:
        return Said("Both are asked at temperature {temperature:g}.", temperature=of_new)
    return Said(
        "{new} is asked at temperature {of_new:g} and {old} at {of_old:g}: a version’s own is part of what is tested.",
        new=str(new), old=str(old), of_new=of_new, of_old=of_old,
    )  # fmt: skip
