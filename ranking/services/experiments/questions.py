"""What an experiment asks of models: an item put to a version that nobody has stored yet, and a judge's question."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.judging.case import Candidate, Case, turns_of
from annotations.judging.questions import Question, question
from annotations.judging.strategies import strategy_for
from annotations.judging.verdict import ScoreVerdict
from annotations.llm.types import ChatRequest
from annotations.models import Dimension, Endpoint, Item, Project, Rater, TemplateVersion
from annotations.prompts.template import missing
from annotations.prompts.version import PromptVersion, render
from annotations.services.generation import item_values
from annotations.services.judging import instructions_of, item_text, judge_request, judge_version, scale_of
from ranking.models import ExperimentCall
from ranking.services.experiments.bench import Ask, key_of

CONTENT = ("system", "user_text", "principles", "exemplars", "output_format")
RATING = "RATING"
Kind = ExperimentCall.Kind


def fields_of(version: TemplateVersion) -> dict[str, Any]:
    """A version's content as JSON holds it."""
    return {name: getattr(version, name) for name in (*CONTENT, "temperature")}


def prompt_of(fields: Mapping[str, Any]) -> PromptVersion:
    """The fields of a version as the plain value that renders."""
    return PromptVersion.build(
        system=fields["system"], user=fields["user_text"], principles=fields["principles"],
        exemplars=fields["exemplars"], output_format=fields["output_format"],
    )  # fmt: skip


def fits(item: Item, *prompts: PromptVersion) -> bool:
    """Whether the item fills every variable of the prompts."""
    return not any(missing(item_values(item), one.system, one.user) for one in prompts)


def answer_ask(
    prompt: PromptVersion,
    item: Item,
    endpoint: Endpoint,
    *,
    temperature: float | None,
    sample: int,
    seed: int,
    arm: str,
) -> Ask:
    """The question that a version puts to a model for one item."""
    request = ChatRequest(
        messages=render(prompt, item_values(item), item.messages),
        temperature=temperature,
        seed=seed + sample,
        max_tokens=endpoint.max_tokens,
        schema=prompt.output_format.schema,
    )
    key = key_of(Kind.ANSWER, item.pk, sample, request.messages, temperature, endpoint.pk)
    return Ask(key, Kind.ANSWER, request, item.pk, arm, sample)


class Judging:
    """One judge's questions about single answers, and how its words are read."""

    def __init__(self, project: Project, judge: Rater, dimensions: Sequence[Dimension], endpoint: Endpoint) -> None:
        self.judge = judge
        self.endpoint = endpoint
        self.scales = tuple(scale_of(one) for one in dimensions)
        self.instructions = instructions_of(project)
        self.version = judge_version(judge)

    def ask(self, item: Item, text: str, *, arm: str, sample: int) -> Ask:
        """The question about one answer; the same answer to the same item is judged once."""
        request = judge_request(self._question(item, text), self.judge, self.endpoint.max_tokens)
        return Ask(key_of(Kind.JUDGE, item.pk, text, self.judge.pk), Kind.JUDGE, request, item.pk, arm, sample)

    def read(self, item: Item, text: str, said: str | None) -> dict[str, float | None]:
        """{dimension: the judge's score, None where it cannot be read}; categories are left out."""
        verdicts = self._question(item, text).read(said or "")
        return {
            one.scale: one.value for one in verdicts if isinstance(one, ScoreVerdict) and not one.code
        }  # fmt: skip

    def _question(self, item: Item, text: str) -> Question:
        case = Case(
            prompt=item_text(item), candidates=(Candidate(item.pk, text),), scales=self.scales,
            reference=item.reference, instructions=self.instructions, earlier=turns_of(item.messages),
        )  # fmt: skip
        return question(case, strategy_for(RATING, self.judge.mode), (0,), version=self.version)
