"""What is left to a judge only if it may stand in for a rater at all."""

from __future__ import annotations

from typing import Any

from annotations.said import Said
from ranking.selectors.clear import goes_against
from ranking.selectors.rules import COMPARISONS


def gate_judges(judges: dict[str, Any], tests: dict[str, Any]) -> None:
    """Write into every `abstention` of the key `judges` whether the judge is `allowed` to decide alone.

    It is not where it carries no signal, where it clearly goes against people, nor where the alternative annotator test
    refuses it; a test that could not be made refuses nothing.
    """
    for judge, entries in judges.items():
        for dimension, entry in entries.items():
            _gate(entry, tests.get(judge, {}).get(dimension), entry["abstention"] or {}, "share_of_judged")


def gate_preferences(preferences: dict[str, Any], tests: dict[str, Any]) -> None:
    """The same for the key `preferences`."""
    for key, entry in preferences.items():
        _gate(entry, tests.get(key, {}).get(COMPARISONS), entry["abstention"] or {}, "share")


def _gate(entry: dict[str, Any], test: dict[str, Any] | None, alone: dict[str, Any], share: str) -> None:
    if not alone:
        return
    refused = test is not None and test["may_stand_in"] is False
    against = goes_against(entry)
    alone["allowed"] = bool(entry["mapping"]["signal"]) and not refused and not against
    if against and entry["mapping"]["signal"] and alone["n"]:
        alone["sentence"] = Said(
            "By its sureness alone {share:.0%} could be left to the judge, but it goes against people here: until its "
            "direction has been checked, all of it goes to people.",
            share=alone[share],
        )  # fmt: skip
        return
    if refused and entry["mapping"]["signal"] and alone["n"]:
        alone["sentence"] = Said(
            "By its sureness alone {share:.0%} could be left to the judge, but it may not stand in for a rater here: "
            "all of it goes to people.",
            share=alone[share],
        )  # fmt: skip
