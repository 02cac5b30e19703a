"""At which temperature a version is asked that is not served yet: tests, trials and searches go one way."""

from __future__ import annotations

from collections.abc import Mapping

from annotations.models import PromptTemplate
from ranking.selectors.temperatures import policy_active

USUAL = 0.7


def own_or_usual(own: float | None, *, old: float | None, chosen: float | None = None) -> float:
    """What a version is asked at where no policy says it: its own, else the chosen one, else the old version's own.

    Where none is named the server would choose, which nobody could repeat; then it is the usual. Never the new
    version's own for the old one: nobody would be served the old one at that.
    """
    return next(one for one in (own, chosen, old, USUAL) if one is not None)


def asked_by_category(template: PromptTemplate, *, own: float | None, old: float | None) -> dict[str, float]:
    """{category: temperature, "": that of all others}, as a test would ask: the served policy's rules go first."""
    policy = policy_active(template)
    rules = {name: float(at) for name, at in policy.rules.items()} if policy else {}
    return {"": own_or_usual(own, old=old)} | rules


def asked_at(planned: Mapping[str, float] | float | None, category: str) -> float | None:
    """What a plan asks an item of the category at; one number of a plan that was made before there were categories."""
    return planned.get(category, planned[""]) if isinstance(planned, Mapping) else planned
