"""What people's scores say of temperatures: the figures of the page, the API, and the evidence of a policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import fsum
from statistics import fmean
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from annotations.models import Dimension, Feedback, Project, PromptTemplate
from annotations.selectors.materials import dimensions_of, primary_dimension
from ranking.models import LiveStep, PolicyActivation, TemperaturePolicy
from ranking.selectors.arrays.temperatures import Scored, rows_of, scored_of
from ranking.stats.temperature.choosing import Choice, choices, p_best
from ranking.stats.temperature.curves import REST, Curves, curves_fit
from ranking.stats.temperature.lexical import distinct, likeness

# A category with fewer items has no temperature of its own: it is served like the rest.
MIN_ITEMS = 8
WEIGHT, MOST_WEIGHT = 0.0, 10.0
USUAL_GRID = (0.0, 0.3, 0.6, 0.9, 1.2)


@dataclass(frozen=True)
class Question:
    """What is looked for: coherence plus `weight` (lambda) times diversity, each as a part of its scale.

    Both are dimensions that people score; without one for diversity only coherence counts.
    """

    coherence: Dimension
    diversity: Dimension | None = None
    weight: float = WEIGHT

    @property
    def dimensions(self) -> list[Dimension]:
        """Those that a response must have been scored on."""
        both = [self.coherence, self.diversity] if self.diversity is not None else [self.coherence]
        return list({one.pk: one for one in both}.values())

    def value(self, scores: dict[int, float]) -> float:
        """The objective of one response."""
        found = _share(self.coherence, scores[self.coherence.pk])
        if self.diversity is None:
            return found
        return found + self.weight * _share(self.diversity, scores[self.diversity.pk])


@dataclass(frozen=True)
class Cell:
    """One temperature in one category: the objective with its 95 % interval over `n` items, and what stands beside it.

    `coherence` and `diversity` are people's means in points, `alike` how alike samples of one item are (0 to 1),
    `distinct` the part of pairs of words that are new; None where nothing was made there.
    """

    temperature: float
    mean: float
    low: float
    high: float
    n: int
    p_best: float
    coherence: float | None
    diversity: float | None
    answers: int
    alike: float | None
    distinct: float | None


@dataclass(frozen=True)
class Category:
    """A category's temperatures, the best of them, and how many of its items were scored."""

    name: str
    cells: tuple[Cell, ...]
    best: Choice
    items: int

    @property
    def own(self) -> bool:
        """Whether it has enough items for a temperature of its own."""
        return self.items >= MIN_ITEMS


@dataclass(frozen=True)
class Temperatures:
    """All that is found for a question."""

    question: Question
    categories: tuple[Category, ...]
    curves: Curves = field(repr=False)
    items: int
    responses: int
    answers: int

    @property
    def rules(self) -> dict[str, float]:
        """The policy that follows: the best temperature of each category that has one of its own, and of the rest."""
        return {one.name: one.best.temperature for one in self.categories if one.own or one.name == REST}


def temperatures_look(
    *, template: PromptTemplate, question: Question, grid: Sequence[float] = (), seed: int = 0
) -> Temperatures:
    """What people's scores of a template's responses say. Raises StatsError where they say nothing."""
    scored = scored_of(template, question.dimensions)
    curves = curves_fit(rows_of(scored, [question.value(one.scores) for one in scored], grid), seed=seed)
    parts: dict[tuple[str, float], list[Scored]] = defaultdict(list)
    for one in scored:
        parts[one.category, one.temperature].append(one)
    return Temperatures(
        question=question, categories=_categories(curves, parts, question), curves=curves,
        items=len({one.block[0] for one in scored}), responses=len(scored),
        answers=sum(one.answers for one in scored),
    )  # fmt: skip


def evidence_json(found: Temperatures) -> dict[str, Any]:
    """The evidence as a policy keeps it: the question, and every category's temperatures with all figures."""
    question = found.question
    return {
        "coherence": question.coherence.name,
        "diversity": question.diversity.name if question.diversity else None,
        "lambda": question.weight, "items": found.items, "responses": found.responses, "answers": found.answers,
        "categories": [
            {
                "category": one.name, "temperature": one.best.temperature, "p_best": one.best.p_best,
                "loss": one.best.loss, "items": one.items, "own": one.own,
                "cells": [asdict(cell) for cell in one.cells],
            }
            for one in found.categories
        ],
    }  # fmt: skip


def question_named(
    project: Project, *, coherence: str = "", diversity: str = "", weight: float = WEIGHT
) -> Question | None:
    """A question by the names of its dimensions; the primary one where none is named. None where one is not there."""
    there = {one.name: one for one in scored_dimensions(project)}
    primary = primary_dimension(project)
    first = there.get(coherence) if coherence else primary
    if first is None or (diversity and diversity not in there):
        return None
    return Question(first, there.get(diversity) if diversity else None, weight if diversity else WEIGHT)


def scored_dimensions(project: Project) -> list[Dimension]:
    """The dimensions with a scale of numbers."""
    return [one for one in dimensions_of(project) if one.kind != Dimension.Kind.CATEGORY]


def rules_in_order(rules: Mapping[str, float]) -> list[tuple[str, float]]:
    """(category, temperature) by name, the rest last."""
    return sorted(rules.items(), key=lambda one: (one[0] == "", one[0]))


def policies_of(template: PromptTemplate) -> list[TemperaturePolicy]:
    """The policies of a template, the newest first."""
    return list(
        TemperaturePolicy.objects.filter(template=template).select_related("created_by", "template").order_by("-number")
    )


def policy_active(template: PromptTemplate) -> TemperaturePolicy | None:
    """The policy that is served."""
    return TemperaturePolicy.objects.filter(template=template, active=True).first()


def policy_history(template: PromptTemplate) -> list[PolicyActivation]:
    """When which policy was served, the newest first."""
    rows = PolicyActivation.objects.filter(template=template).select_related("policy", "former", "by")
    return list(rows)


def live_steps(template: PromptTemplate) -> list[LiveStep]:
    """What was drawn while serving, the newest first; the first holds."""
    return list(LiveStep.objects.filter(template=template).select_related("policy", "by")[:50])


def live_now(template: PromptTemplate) -> LiveStep | None:
    """The step that holds."""
    return LiveStep.objects.filter(template=template).select_related("policy").first()


def feedback_since(template: PromptTemplate, seen: int) -> QuerySet[Feedback]:
    """The feedback on a template's versions after one row, in numbers."""
    rows = Feedback.objects.filter(project=template.project_id, version__template=template, pk__gt=seen)
    return rows.exclude(thumb=None, score=None)


def live_waiting() -> list[PromptTemplate]:
    """Templates whose draws are on, and on which users have said something since."""
    newest = LiveStep.objects.filter(template=OuterRef("template")).order_by("-pk").values("pk")[:1]
    steps = LiveStep.objects.filter(pk=Subquery(newest), on=True).select_related("template")
    return [step.template for step in steps if feedback_since(step.template, step.seen).exists()]


def _categories(
    curves: Curves, parts: dict[tuple[str, float], list[Scored]], question: Question
) -> tuple[Category, ...]:
    chances, best = p_best(curves), choices(curves)
    found = []
    for place, name in enumerate(curves.categories):
        cells = tuple(
            Cell(
                temperature=temperature, mean=float(curves.mean[place, at]), low=float(curves.low[place, at]),
                high=float(curves.high[place, at]), n=int(curves.n[place, at]), p_best=float(chances[place, at]),
                **_beside(parts.get((name, temperature), []), question),
            )
            for at, temperature in enumerate(curves.temperatures)
        )  # fmt: skip
        items = len({one.block[0] for key, some in parts.items() if key[0] == name for one in some})
        found.append(Category(name, cells, best[place], items))
    return tuple(found)


def _beside(scored: list[Scored], question: Question) -> dict[str, Any]:
    """What stands beside the objective; of each item's samples how alike they are, then the mean over items."""
    samples: dict[tuple[str, int], list[str]] = defaultdict(list)
    for one in scored:
        samples[one.block].append(one.text)
    alike = [found for texts in samples.values() if (found := likeness(texts)) is not None]
    return {
        "coherence": _mean(scored, question.coherence), "diversity": _mean(scored, question.diversity),
        "answers": sum(one.answers for one in scored), "alike": fmean(alike) if alike else None,
        "distinct": distinct([one.text for one in scored], 2),
    }  # fmt: skip


def _mean(scored: list[Scored], dimension: Dimension | None) -> float | None:
    if dimension is None or not scored:
        return None
    return fsum(one.scores[dimension.pk] for one in scored) / len(scored)


def _share(dimension: Dimension, value: float) -> float:
    return (value - dimension.minimum) / (dimension.maximum - dimension.minimum)
