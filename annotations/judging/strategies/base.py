"""What a judging strategy must offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from annotations.judging.case import Case, Shown
from annotations.judging.verdict import Verdict

Order = tuple[int, ...]
OVERALL = "overall"


class Strategy(Protocol):
    """One way to ask a judge; `kinds` are the kinds of task that it answers."""

    name: str
    kinds: frozenset[str]

    def orders(self, count: int) -> tuple[Order, ...]:
        """The orders in which `count` candidates are shown, one question each; the canonical one first."""

    def task(self, case: Case) -> str:
        """What the judge is to do, in words."""

    def form(self, case: Case, shown: Shown) -> str:
        """The form of the answer, in words."""

    def schema(self, case: Case, shown: Shown) -> Mapping[str, Any]:
        """The form of the answer, as a JSON schema."""

    def read(self, case: Case, shown: Shown, text: str) -> tuple[Verdict, ...]:
        """The verdicts, one per thing asked, unreadable ones included; never raises on any text."""


def object_schema(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A closed object with all fields required: the only form that every server's strict mode takes."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def order_keys(case: Case) -> dict[str, str | None]:
    """The fields of an answer that gives orders: key -> scale, None for the one order over all.

    Categories have no order, so neither people nor judges rank on them.
    """
    ordered = [scale.name for scale in case.scales if scale.kind != "category"] if case.per_dimension else []
    return {name: name for name in ordered} or {OVERALL: None}
