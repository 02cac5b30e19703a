"""What is left to a judge only if it may stand in for a rater at all."""

from __future__ import annotations

from typing import Any

from annotations.said import Said
from ranking.selectors.clear import goes_against
from ranking.selectors.rules import COMPARISONS

# Why there is no test at all.
NO_ANSWERS = Said("The test needs people's first answers to what the judge answered; there are none.")
OTHER_KIND = Said("The judge gave verdicts where people gave scores, and the test holds like against like.")


def gate_judges(judges: dict[str, Any], tests: dict[str, Any]) -> None:
    """Write into every `abstention` of the key `judges` whether the judge is `allowed` to decide alone.

    It is where it carries a signal, does not clearly go against people, and the alternative annotator test says that it
    may stand in for a rater. A test that could not be made allows nothing: the other figures tell what would be.
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
    may, signal, against = test["may_stand_in"] if test else None, bool(entry["mapping"]["signal"]), goes_against(entry)
    alone["allowed"] = signal and may is True and not against
    if against and signal and not alone["n"]:
        alone["sentence"] = Said(
            "The judge goes against people here: until its direction has been checked, all of it goes to people."
        )
    elif against and signal:
        alone["sentence"] = Said(
            "By its sureness alone {share:.0%} could be left to the judge, but it goes against people here: until its "
            "direction has been checked, all of it goes to people.",
            share=alone[share],
        )  # fmt: skip
    elif signal and alone["n"] and may is False:
        alone["sentence"] = Said(
            "By its sureness alone {share:.0%} could be left to the judge, but it may not stand in for a rater here: "
            "all of it goes to people.",
            share=alone[share],
        )  # fmt: skip
    elif signal and alone["n"] and may is None:
        alone["sentence"] = Said(
            "By its sureness alone {share:.0%} could be left to the judge, but nobody has tested whether it may stand "
            "in for a rater here: all of it goes to people. {why}",
            share=alone[share], why=test["gate"] if test else NO_ANSWERS,
        )  # fmt: skip
