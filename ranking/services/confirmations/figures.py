"""What a look found, as a look keeps it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ranking.models import Confirmation
from ranking.selectors.confirming import Question, Standing
from ranking.services.confirmations.needs import need_beyond, need_kept
from ranking.services.confirmations.words import answers_needed

# What a question of the plan says of itself beside its measure.
ASKED = ("dimension", "attribute", "values", "margin", "old", "new")


def figures_of(confirmation: Confirmation, standing: Standing) -> dict[str, Any]:
    """The figures of a look, as plain JSON."""
    return {
        "primary": _question(standing.primary),
        "guards": [_question(one) for one in standing.guards if one.kind == "guard"],
        "gaps": [_question(one) for one in standing.guards if one.kind == "gap"],
        "more_answers": answers_needed(standing),
        "needs": need_kept(need_beyond(confirmation, standing)),
        "chance": standing.verdict.chance,
        "short": standing.over and not standing.final,
    }


def _question(question: Question) -> dict[str, Any]:
    own = {name: question.asked[name] for name in ASKED if name in question.asked}
    if question.found is None:
        return {"name": question.name, **own, "estimate": None, "passed": False, "broken": False,
                "silence": question.silence}  # fmt: skip
    measured = {name: value for name, value in asdict(question.found).items() if name != "tested"}
    tested = question.found.tested
    return {
        "name": question.name, **own, **measured, "alpha": tested.alpha, "evidence": list(tested.evidence),
        "crossed": tested.crossed, "p_value": tested.p_value, "passed": tested.passed,
        "broken": question.found.broken,
    }  # fmt: skip
