"""Answers whose mappings are known: a kind judge, one that guesses, and one that compares."""

from copy import deepcopy
from itertools import count

import numpy as np
from django.utils import timezone

from annotations.models import (
    Assignment,
    Ballot,
    Dimension,
    Item,
    Project,
    Rater,
    Response,
    Round,
    Score,
    Task,
    TaskResponse,
)
from ranking.models import Fit, Mapping
from ranking.selectors.arrays import answers_load
from ranking.selectors.report import report_build
from ranking.services.fits import fit_run
from tests.ranking.made import make_template

PEOPLE = ("Ann", "Ben", "Cem")


class Bulk:
    """A finished round whose answers are written at once."""

    def __init__(self, project: Project, names: list[str], prompts: int) -> None:
        self.project, self.seq = project, count(1)
        self.round = Round.objects.create(project=project, number=project.rounds.count() + 1, state="CLOSED")
        self.dimensions = {one.name: one for one in Dimension.objects.filter(rubric__project=project)}
        items = [Item(project=project, external_id=f"i{n}", prompt=f"question {n}") for n in range(prompts)]
        self.items = Item.objects.bulk_create(items)
        self.responses = {
            name: Response.objects.bulk_create(
                [Response(item=item, external_id=name, model=name, text=f"{name} {item.pk}") for item in self.items]
            )
            for name in names
        }
        self.raters: dict[str, Rater] = {}
        self.tasks, self.shown, self.assignments, self.scores, self.ballots = [], [], [], [], []

    def rater(self, name: str, judge: bool) -> Rater:
        if name not in self.raters:
            self.raters[name] = Rater.objects.create(
                project=self.project, name=name, kind="judge" if judge else "person"
            )
        return self.raters[name]

    def rate(self, place: int, response: str, rater: str, *, judge: bool = False, raw=None, **scores: float) -> None:
        made = self._answer(place, [response], rater, judge, "RATING", "", None)
        for name, value in scores.items():
            self.scores.append(
                Score(assignment=made, dimension=self.dimensions[name], value=value, raw=(raw or {}).get(name, {}))
            )

    def order(self, place: int, ranking: list[str], rater: str, *, judge: bool = False, shown=None) -> None:
        kind = "COMPARISON" if len(ranking) == 2 else "RANKING"
        made = self._answer(place, sorted(ranking), rater, judge, kind, "-".join(shown or []), shown)
        self.ballots.append(Ballot(assignment=made, ranking=[[self.responses[name][place].pk] for name in ranking]))

    def _answer(self, place, names, rater, judge, kind, variant, shown) -> Assignment:
        task = Task(round=self.round, item=self.items[place], kind=kind, seq=next(self.seq), overlap=0)
        rows = [self.responses[name][place] for name in names]
        self.tasks.append(task)
        self.shown += [TaskResponse(task=task, response=row, position=at) for at, row in enumerate(rows)]
        order = [self.responses[name][place].pk for name in shown] if shown else None
        made = Assignment(
            task=task, rater=self.rater(rater, judge), variant=variant if judge else "", state="DONE", shown=order
        )
        self.assignments.append(made)
        return made

    def write(self) -> None:
        Task.objects.bulk_create(self.tasks, batch_size=500)
        for rows in (self.shown, self.assignments, self.scores, self.ballots):
            if rows:
                type(rows[0]).objects.bulk_create(rows, batch_size=500)


def mapped(project: Project, *, prompts: int = 60, extra: int = 30) -> Bulk:
    """Three people rate and compare; `kind` scores a point too high, also `extra` responses that people did not see;
    `guesser` scores at random; `comparer` gives verdicts in both orders, a fifth of them for what stands first. A
    template version wrote four of the responses, three of which people scored."""
    made, version, rng = Bulk(project, ["a", "b"], prompts + extra), make_template(project), np.random.default_rng(5)
    for place in range(prompts + extra):
        truth = place % 4 + 1
        made.rate(place, "a", "kind", judge=True, helpfulness=float(truth + 1))
        if place >= prompts:
            continue
        for name in PEOPLE:
            made.rate(place, "a", name, helpfulness=float(np.clip(truth + rng.integers(-1, 2), 1, 5)))
            made.order(place, ["a", "b"] if rng.random() < truth / 5 else ["b", "a"], name)
        made.rate(place, "a", "guesser", judge=True, helpfulness=float(rng.integers(1, 6)))
        for shown in (["a", "b"], ["b", "a"]):
            better = ["a", "b"] if truth > 2 else ["b", "a"]
            made.order(place, better if place % 5 else shown, "comparer", judge=True, shown=shown)
    made.write()
    for place in (0, 1, 2, prompts):
        Response.objects.filter(pk=made.responses["a"][place].pk).update(version=version)
    return made


_kept: list[dict] = []


def mapped_fit(project: Project) -> Fit:
    """A fit over such answers. Computed once: later tests get the same mappings, and no answers."""
    if not _kept:
        mapped(project)
        fit = fit_run(project=project, seed=0, now=timezone.now())
        for row in fit.mappings.select_related("judge", "dimension"):
            _kept.append({**_fields(row), "judge": row.judge.name, "dimension": row.dimension and row.dimension.name})
        return fit
    return again(project, version=1)


def again(project: Project, *, version: int) -> Fit:
    """The same mappings as a fit of their own."""
    fit = Fit.objects.create(project=project)
    dimensions = {one.name: one for one in Dimension.objects.filter(rubric__project=project)}
    for row in _kept:
        judge = Rater.objects.get_or_create(project=project, name=row["judge"], kind="judge")[0]
        fields = {**row, "judge": judge, "dimension": dimensions.get(row["dimension"]), "version": version}
        Mapping.objects.create(fit=fit, **fields)
    return fit


def _fields(row: Mapping) -> dict:
    names = ("kind", "label", "version", "method", "parameters", "errors", "document", "n")
    return {name: getattr(row, name) for name in names}


_reports: dict[str, dict] = {}


def mapped_report(project: Project) -> dict:
    """The report over such answers, whose first ninety responses' model was too sure of itself. Built once."""
    if not _reports:
        made = mapped(project)
        for place, response in enumerate(made.responses["a"]):
            Response.objects.filter(pk=response.pk).update(confidence=0.9 + 0.09 * (place % 4) / 3)
        _reports["all"] = report_build(answers=answers_load(project=project), seed=0)
    return deepcopy(_reports["all"])
