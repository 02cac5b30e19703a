"""Builds the questions that a judge is asked about one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from annotations.prompts.template import variables
from annotations.prompts.version import PromptVersion, render

from .case import Candidate, Case, Scale, Shown
from .fence import draw_code, fence, notice
from .strategies import Order, Strategy
from .verdict import Verdict

DEFAULT_SYSTEM = (
    "You are a careful and impartial judge of answers. You judge by the rubric alone. The length of an answer, its "
    "place in the list and who may have written it do not count."
)
# The rubric first: it is the same in every question of a round, and servers keep what questions begin with alike.
DEFAULT_USER = """{{rubric}}

{{task}}

Input:
{{prompt}}
{{reference}}
{{candidates}}

{{answer_form}}"""
DEFAULT_VERSION = PromptVersion(system=DEFAULT_SYSTEM, user=DEFAULT_USER)
VARIABLES = ("task", "rubric", "prompt", "reference", "candidates", "answer_form")
NEEDED = ("prompt", "candidates", "answer_form")


class BadJudgeTemplate(ValueError):
    """A judge's template that cannot work; the message says what it lacks."""


@dataclass(frozen=True)
class Question:
    """One question in one shown order; `variant` names the strategy and that order."""

    case: Case
    strategy: Strategy
    shown: Shown
    variant: str
    messages: tuple[Mapping[str, str], ...]
    schema: Mapping[str, Any]

    def read(self, text: str) -> tuple[Verdict, ...]:
        return self.strategy.read(self.case, self.shown, text)


def check_template(version: PromptVersion) -> None:
    """This function will raise BadJudgeTemplate unless the version can carry a judge's question."""
    named = variables(version.user)
    if lacking := [name for name in NEEDED if name not in named]:
        raise BadJudgeTemplate("A judge's user text must hold " + _braced(lacking) + ".")
    if strange := [name for name in version.variables if name not in VARIABLES]:
        raise BadJudgeTemplate(f"A judge's template knows no {_braced(strange)}; it knows {_braced(VARIABLES)}.")


def variants(strategy: Strategy, count: int) -> tuple[tuple[str, Order], ...]:
    """This function will list (variant, order) for `count` candidates: one question each."""
    return tuple((variant_name(strategy, order), order) for order in strategy.orders(count))


def variant_name(strategy: Strategy, order: Order) -> str:
    return f"{strategy.name}:{'-'.join(map(str, order))}"


def question(
    case: Case,
    strategy: Strategy,
    order: Order,
    *,
    version: PromptVersion = DEFAULT_VERSION,
    draw: Callable[[int], str] = token_hex,
) -> Question:
    """This function will build the question that shows the candidates in `order` (canonical positions)."""
    check_template(version)
    shown = Shown(tuple(case.candidates[place] for place in order))
    values = _values(case, strategy, shown, draw)
    variant = variant_name(strategy, order)
    return Question(case, strategy, shown, variant, render(version, values), strategy.schema(case, shown))


def _values(case: Case, strategy: Strategy, shown: Shown, draw: Callable[[int], str]) -> dict[str, str]:
    texts = [case.prompt, case.reference, *(one.text for one in case.candidates), *(one.text for one in case.earlier)]
    code = draw_code(texts, draw=draw)
    return {
        "task": strategy.task(case),
        "rubric": _rubric(case),
        "prompt": _input(case, code),
        "reference": f"\nReference answer:\n{fence('REFERENCE', case.reference, code)}\n" if case.reference else "",
        "candidates": _candidates(shown.labelled, code),
        "answer_form": strategy.form(case, shown),
    }


def _input(case: Case, code: str) -> str:
    asked = fence("INPUT", case.prompt, code)
    if not case.earlier:
        return asked
    # Each turn in a fence of its own: no turn can pass part of its text off as another speaker's.
    turns = [fence(f"TURN {place} {one.role.upper()}", one.text, code) for place, one in enumerate(case.earlier, 1)]
    return "\n".join(["The conversation before it:", *turns, "The message to be answered:", asked])


def _candidates(labelled: Mapping[str, Candidate], code: str) -> str:
    fenced = [fence(f"CANDIDATE {label}", candidate.text, code) for label, candidate in labelled.items()]
    return "\n\n".join([notice(code), *fenced])


def _rubric(case: Case) -> str:
    parts = ["Rubric:", case.instructions.strip(), *(_scale(scale) for scale in case.scales)]
    return "\n".join(part for part in parts if part)


def _scale(scale: Scale) -> str:
    head = f"{scale.name}: {scale.description}".strip().rstrip(":")
    return "\n".join([f"- {head}", *(f"  {_level(scale, level.value)} = {level.text}" for level in scale.levels)])


def _level(scale: Scale, value: float | str) -> str:
    if scale.kind == "binary":
        return "yes" if value == scale.maximum else "no"
    return f"{value:g}" if isinstance(value, int | float) else value


def _braced(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join("{{" + name + "}}" for name in names)
