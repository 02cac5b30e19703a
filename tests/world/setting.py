"""What a project in the world begins with: a rubric, items, a model and a judge at an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from annotations.models import CounterfactualSet, Dimension, Endpoint, Item, Project, PromptTemplate, Rubric
from annotations.services.judges import judge_create
from tests.world.server import JUDGE, WRITER
from tests.world.speech import heard_in, prompt_of
from tests.world.truth import CATEGORIES, DIMENSIONS, GROUPS

LEVELS = {name: [f"{name} level {value}" for value in range(1, 6)] for name in DIMENSIONS}


@dataclass(frozen=True)
class Size:
    """How much of everything there is."""

    people: int = 6
    develop: int = 24
    evaluate: int = 200
    anchor: int = 0
    overlap: int = 2
    # Sets of two items that differ in who asks, in each of develop and evaluate.
    sets: int = 0


@dataclass(frozen=True)
class Setting:
    """Where model and judge answer, what customers write, how good people find a text, what a lead might try.

    Without `ideas` they are the truth's.
    """

    base_url: str
    writer: str = WRITER
    judge: str = JUDGE
    system: str = "You answer customers."
    prompt: Callable[[int, str, str], str] = prompt_of
    hears: Callable[[str], Mapping[str, float]] = heard_in
    levels: Mapping[str, Sequence[str]] = field(default_factory=lambda: LEVELS)
    ideas: Sequence[str] = ()
    max_tokens: int = 512
    concurrency: int = 8


@dataclass(frozen=True)
class Settled:
    """What was made."""

    project: Project
    template: PromptTemplate
    writer: Endpoint


def settle(size: Size, setting: Setting, slug: str) -> Settled:
    """A project with all of it."""
    project = Project.objects.create(slug=slug, name="World", languages=["en"])
    _ask(project, setting)
    number = _fill(project, size, setting)
    _pair(project, size, setting, number)
    writer, judge = (
        Endpoint.objects.create(
            project=project, name=name, base_url=setting.base_url, model=model, concurrency=setting.concurrency,
            max_tokens=setting.max_tokens,
        )
        for name, model in ((WRITER, setting.writer), (JUDGE, setting.judge))
    )  # fmt: skip
    template = PromptTemplate.objects.create(project=project, name="answer")
    judge_create(project=project, name="judge", endpoint=judge)
    return Settled(project, template, writer)


def _ask(project: Project, setting: Setting) -> None:
    rubric = Rubric.objects.create(project=project)
    for position, name in enumerate(DIMENSIONS):
        levels = [{"value": value, "text": text} for value, text in enumerate(setting.levels[name], start=1)]
        Dimension.objects.create(
            rubric=rubric, name=name, label=name.title(), levels=levels, acceptance_threshold=4,
            is_primary=position == 0, position=position,
        )  # fmt: skip


def _fill(project: Project, size: Size, setting: Setting) -> int:
    """Items of their own; how many."""
    number = 0
    for split in ("develop", "evaluate", "anchor"):
        items = []
        for _ in range(getattr(size, split)):
            category = CATEGORIES[number % len(CATEGORIES)]
            prompt = setting.prompt(number, category, "")
            items.append(Item(project=project, external_id=f"t{number}", prompt=prompt, category=category, split=split))
            number += 1
        Item.objects.bulk_create(items)
    return number


def _pair(project: Project, size: Size, setting: Setting, number: int) -> None:
    """Sets of two items that differ in who asks."""
    for split in ("develop", "evaluate"):
        for _ in range(size.sets):
            pair = CounterfactualSet.objects.create(project=project, external_id=f"s{number}", attribute="gender")
            category = CATEGORIES[number % len(CATEGORIES)]
            Item.objects.bulk_create(
                Item(
                    project=project, external_id=f"t{number}-{group}", prompt=setting.prompt(number, category, group),
                    category=category, split=split, counterfactual_set=pair, attribute_value=group,
                )
                for group in GROUPS
            )  # fmt: skip
            number += 1
