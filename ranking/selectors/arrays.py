"""The one place where rows of the database become arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

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
from annotations.selectors.counted import counted
from ranking.selectors.answers import (
    AnswerRows,
    Answers,
    BallotRows,
    DimensionFacts,
    Entities,
    ItemFacts,
    PairRows,
    RaterFacts,
    ResponseFacts,
    ScoreRows,
)
from ranking.selectors.beside import beside_load
from ranking.selectors.draws import Draw, draws_of
from ranking.selectors.numbers import number_said
from ranking.stats.arrays import Bools, Ints
from ranking.stats.traits import traits_of

Places = dict[int, int]
# The task of an assignment, its kind, and the responses in the order shown.
_Handed = tuple[int, str, list[int] | None]
# The place of scores and ballots that stand in another answer than their assignment's.
_Parted = dict[tuple[type[Score | Ballot], int], int]


def answers_load(*, project: Project, round: Round | None = None, part_by: str | None = None) -> Answers:
    """All answers of a project's finished rounds, or of one of them, people's and judges'.

    With `part_by`, scores of one assignment that differ in that metadata field stand in answers of their own.
    """
    rounds = Round.objects.answered().filter(project=project)
    if round is not None:
        rounds = rounds.filter(pk=round.pk)
    entities = _entities(project)
    items = {item.id: place for place, item in enumerate(entities.items)}
    responses = {response.id: place for place, response in enumerate(entities.responses)}
    dimensions = {dimension.id: place for place, dimension in enumerate(entities.dimensions)}
    draws = draws_of(rounds)
    answers, places, tasks = _answers(rounds, entities, items, draws)
    answers, parted = _part(rounds, part_by, answers, places, tasks) if part_by else (answers, {})
    shown_in = _task_responses(rounds)
    under_look = _done(project).filter(Q(round=None) | Q(round__in=rounds))
    pairs, ballots = _ballots(rounds, places, parted, tasks, shown_in, responses, dimensions, entities, answers)
    codes = _Codes()
    loaded = Answers(
        entities=entities,
        answers=answers,
        scores=_scores(rounds, places, parted, tasks, shown_in, responses, dimensions, entities, answers, codes),
        ballots=ballots,
        pairs=pairs,
        n_items=under_look.values("item").distinct().count(),
        n_responses=under_look.count(),
        codes=tuple(code for _dimension, code in codes.seen),
        draws=sorted(draws.values(), key=lambda draw: draw.number),
    )
    loaded = loaded if round is None else loaded.of_answers(np.ones(len(answers.item), dtype=bool))
    return replace(loaded, beside=beside_load(rounds, {each.id: place for place, each in enumerate(entities.raters)}))


def _entities(project: Project) -> Entities:
    items = [
        ItemFacts(
            item.pk,
            item.external_id,
            item.group,
            item.language,
            item.category,
            item.dataset,
            item.metadata,
            item.counterfactual_set_id,
            item.counterfactual_set.attribute if item.counterfactual_set else "",
            item.attribute_value,
        )
        for item in _items(project).select_related("counterfactual_set").order_by("pk").defer("variables", "reference")
    ]
    places = {item.id: place for place, item in enumerate(items)}
    return Entities(
        items=items,
        responses=list(_responses(project, places)),
        raters=_raters(project),
        dimensions=[
            DimensionFacts(
                each.pk, each.name, each.kind, each.minimum, each.maximum, each.is_primary, each.acceptance_threshold
            )
            for each in Dimension.objects.visible().filter(rubric__project=project)
        ],
    )


def _raters(project: Project) -> list[RaterFacts]:
    """People of one name in two datasets are two people and keep their dataset; judges of one name are one model."""
    raters = list(Rater.objects.visible().filter(project=project).order_by("pk"))
    people = Counter(rater.name for rater in raters if rater.kind == Rater.Kind.PERSON)

    def name(rater: Rater) -> str:
        doubled = rater.kind == Rater.Kind.PERSON and people[rater.name] > 1 and rater.dataset
        return f"{rater.dataset}:{rater.name}" if doubled else rater.name

    return [RaterFacts(each.pk, name(each), each.kind == Rater.Kind.JUDGE, each.simulated) for each in raters]


def _responses(project: Project, items: Places) -> Iterator[ResponseFacts]:
    rows = (
        _done(project)
        .order_by("pk")
        .values_list(
            "pk", "item_id", "external_id", "model",
            "version__template__name", "version__number", "temperature", "confidence", "text",
        )
    )  # fmt: skip
    for pk, item, name, model, template, number, temperature, confidence, text in rows.iterator(chunk_size=2000):
        if item in items:
            version = f"{template} v{number}" if template else ""
            warmth = "" if temperature is None else f"{temperature:g}"
            traits = traits_of(text)
            yield ResponseFacts(pk, items[item], name, model, version, warmth, len(text), traits, confidence)


def _items(project: Project) -> QuerySet[Item]:
    return Item.objects.visible().filter(project=project).exclude(split=Item.Split.GOLD)


def _done(project: Project) -> QuerySet[Response]:
    of_project = Response.objects.visible().filter(item__project=project, state=Response.State.DONE)
    return of_project.exclude(item__split=Item.Split.GOLD)


def _answers(
    rounds: QuerySet[Round], entities: Entities, items: Places, draws: Mapping[int, Draw]
) -> tuple[AnswerRows, Places, list[_Handed]]:
    """The answers, the place of each assignment, and its task with the order shown."""
    raters = {rater.id: place for place, rater in enumerate(entities.raters)}
    rows = list(
        Assignment.objects.filter(counted(), task__round__in=rounds, state=Assignment.State.DONE)
        .order_by("repeat", "pk")
        .values_list(
            "pk", "task_id", "task__item_id", "task__round__number", "rater_id", "shown", "metadata", "task__kind",
            "task__round__overlap", "task__round__policy__overlap_cap", "task__round_id", "task__probability",
        )
    )  # fmt: skip
    rows = [row for row in rows if row[2] in items and row[4] in raters]
    rater = _ints(raters[row[4]] for row in rows)
    judges = np.array([each.is_judge for each in entities.raters], dtype=bool)
    table = AnswerRows(
        item=_ints(items[row[2]] for row in rows),
        rater=rater,
        round=_ints(row[3] for row in rows),
        by_judge=judges[rater] if len(rows) else np.zeros(0, dtype=bool),
        taken=np.ones(len(rows), dtype=bool),
        planned=_planned(
            (row[1], row[8] if row[9] and not judges[place] else None) for row, place in zip(rows, rater, strict=True)
        ),
        random=_random(((row[1], row[10], row[8]) for row in rows), judges[rater] if len(rows) else rater > 0, draws),
        probability=np.array([np.nan if row[11] is None else row[11] for row in rows], dtype=float),
        metadata=[row[6] or {} for row in rows],
    )
    return table, {row[0]: place for place, row in enumerate(rows)}, [(row[1], row[7], row[5]) for row in rows]


def _planned(rows: Iterable[tuple[int, int | None]]) -> Bools:
    """Of each task's answers, in the order they came, as many as were planned from the first (None: any number)."""
    seen: Counter[int] = Counter()
    flags = []
    for task, overlap in rows:
        seen[task] += overlap is not None
        flags.append(overlap is None or seen[task] <= overlap)
    return np.array(flags, dtype=bool)


def _random(rows: Iterable[tuple[int, int, int]], by_judge: Bools, draws: Mapping[int, Draw]) -> Bools:
    """Whether each answer stands for all tasks of its round; rows are (task, round, planned answers), as they came."""
    seen: Counter[int] = Counter()
    flags = np.ones(len(by_judge), dtype=bool)
    for place, (task, round, planned) in enumerate(rows):
        if round in draws and not by_judge[place]:
            seen[task] += 1
            flags[place] = draws[round].counts(task, seen[task], planned)
    return flags


def _part(
    rounds: QuerySet[Round], field: str, answers: AnswerRows, places: Places, tasks: list[_Handed]
) -> tuple[AnswerRows, _Parted]:
    """The answers and, after them, one for each value of the field that only some rows of an assignment have."""
    parted: _Parted = {}
    added: dict[tuple[int, str], int] = {}
    origins: list[int] = []
    metadata = list(answers.metadata)
    for model in (Score, Ballot):
        said = model.objects.filter(assignment__task__round__in=rounds, raw__metadata__has_key=field)
        for pk, assignment, own in said.order_by("pk").values_list("pk", "assignment_id", "raw__metadata"):
            if (place := places.get(assignment)) is None:
                continue
            key = (place, repr(own[field]))
            if key not in added:
                added[key] = len(metadata)
                origins.append(place)
                tasks.append(tasks[place])
                metadata.append({**answers.metadata[place], field: own[field]})
            parted[model, pk] = added[key]
    columns = ("item", "rater", "round", "by_judge", "taken", "planned", "random", "probability")
    longer = {name: np.append(column := getattr(answers, name), column[_ints(origins)]) for name in columns}
    return replace(answers, **longer, metadata=metadata), parted


def _task_responses(rounds: QuerySet[Round]) -> dict[int, list[int]]:
    """The responses of every task, in canonical order."""
    found: dict[int, list[int]] = {}
    rows = TaskResponse.objects.filter(task__round__in=rounds).order_by("task_id", "position")
    for task, response in rows.values_list("task_id", "response_id").iterator(chunk_size=5000):
        found.setdefault(task, []).append(response)
    return found


def _scores(
    rounds: QuerySet[Round],
    places: Places,
    parted: _Parted,
    tasks: list[_Handed],
    shown_in: dict[int, list[int]],
    responses: Places,
    dimensions: Places,
    entities: Entities,
    answers: AnswerRows,
    codes: _Codes,
) -> ScoreRows:
    rows = Score.objects.filter(assignment__task__round__in=rounds).order_by("assignment__repeat", "pk")
    found: list[tuple[Any, ...]] = []
    fields = (
        "pk", "assignment_id", "dimension_id", "value", "code", "unreadable", "label",
        "raw__scale_min", "raw__scale_max", "raw__score_probs",
    )  # fmt: skip
    stored = rows.values_list(*fields).iterator(chunk_size=5000)
    for pk, assignment, dimension, value, code, unreadable, label, low, high, told in stored:
        place = parted.get((Score, pk), places.get(assignment))
        if place is None:
            continue
        response = responses.get(shown_in[tasks[place][0]][0])
        if response is not None:
            rated = dimensions.get(dimension, -1)
            said = number_said(value, (low, high), told, entities.dimensions[rated] if rated >= 0 else None)
            number = codes.place(dimension, code) if code else said.value
            found.append((place, response, rated, number, unreadable, said.doubt, said.claim, label))
    answer, response_places, dimension_places, values, unread, doubts, claims, labels = _columns(found, 8)
    answer, of, on = _ints(answer), _ints(response_places), _ints(dimension_places)
    return ScoreRows(
        answer=answer, response=of, dimension=on,
        value=np.array(values, dtype=float), unreadable=np.array(unread, dtype=bool),
        first=_first(zip(answers.rater[answer].tolist(), of.tolist(), on.tolist(), strict=True)),
        doubt=np.array(doubts, dtype=float), claim=np.array(claims, dtype=float), label=np.array(labels, dtype=object),
    )  # fmt: skip


class _Codes:
    """Categories as numbers, by dimension, in the order met."""

    def __init__(self) -> None:
        self.seen: dict[tuple[int | None, str], float] = {}

    def place(self, dimension: int | None, code: str) -> float:
        return self.seen.setdefault((dimension, code), float(len(self.seen)))


def _ballots(
    rounds: QuerySet[Round],
    places: Places,
    parted: _Parted,
    tasks: list[_Handed],
    shown_in: dict[int, list[int]],
    responses: Places,
    dimensions: Places,
    entities: Entities,
    answers: AnswerRows,
) -> tuple[PairRows, BallotRows]:
    rows = Ballot.objects.filter(assignment__task__round__in=rounds).order_by("assignment__repeat", "pk")
    fields = ("pk", "assignment_id", "dimension_id", "label", "ranking", "none_acceptable", "unreadable")
    ballots: list[tuple[Any, ...]] = []
    pairs: list[tuple[Any, ...]] = []
    canonical = _Canonical(entities, responses)
    for pk, assignment, dimension, label, ranking, none, unread in rows.values_list(*fields).iterator(chunk_size=5000):
        place = parted.get((Ballot, pk), places.get(assignment))
        if place is None:
            continue
        task, kind, shown = tasks[place]
        on = dimensions.get(dimension, -1)
        candidates = [response for response in shown_in[task] if response in responses]
        ballots.append((place, on, len(candidates), unread, frozenset(candidates)))
        name = label or entities.dimension_name(on)
        middle = ranking[1] if kind == Task.Kind.BEST_WORST and len(ranking) == 3 else ()
        for one, two, chose in canonical.pairs(candidates, ranking):
            if one in middle and two in middle:
                continue  # Best-worst says nothing about those between.
            stood, apart = _stood(shown, one, two), _apart(ranking, one, two)
            pairs.append((place, on, responses[one], responses[two], chose, apart, none, stood, name))
    return _pair_rows(pairs, answers), _ballot_rows(ballots, answers)


def _ballot_rows(ballots: list[tuple[Any, ...]], answers: AnswerRows) -> BallotRows:
    answer, on, size, unread, candidates = _columns(ballots, 5)
    answer = _ints(answer)
    return BallotRows(
        answer=answer, dimension=_ints(on), size=_ints(size), unreadable=np.array(unread, dtype=bool),
        first=_first(zip(answers.rater[answer].tolist(), on, candidates, strict=True)),
    )  # fmt: skip


def _pair_rows(pairs: list[tuple[Any, ...]], answers: AnswerRows) -> PairRows:
    answer, on, one, two, chose, apart, none, stood, label = _columns(pairs, 9)
    answer, on, one, two = _ints(answer), _ints(on), _ints(one), _ints(two)
    both = np.stack([one, two], axis=1)
    return PairRows(
        answer=answer, dimension=on, one=one, two=two,
        pair=np.unique(both, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64),
        chose=np.array(chose, dtype=float), apart=np.array(apart, dtype=float),
        neither=np.array(none, dtype=bool), stood=np.array(stood, dtype=float),
        first=_first(zip(answers.rater[answer].tolist(), on.tolist(), one.tolist(), two.tolist(), strict=True)),
        label=np.array(label, dtype=object),
    )  # fmt: skip


class _Canonical:
    """Which of two responses comes first whatever the screen showed: by external id, else by key."""

    def __init__(self, entities: Entities, responses: Places) -> None:
        self.names = {pk: entities.responses[place].name for pk, place in responses.items()}

    def pairs(self, candidates: list[int], ranking: list[list[int]]) -> Iterator[tuple[int, int, float]]:
        """Every two candidates in canonical order, and which the ranking puts higher (nan: it does not say)."""
        level = {response: place for place, tied in enumerate(ranking) for response in tied}
        for one, two in combinations(candidates, 2):
            if self._after(one, two):
                one, two = two, one
            known = one in level and two in level
            yield one, two, float(np.sign(level[two] - level[one])) if known else float("nan")

    def _after(self, one: int, two: int) -> bool:
        names = self.names[one], self.names[two]
        return names[0] > names[1] if all(names) else one > two


def _stood(shown: list[int] | None, one: int, two: int) -> float:
    if not shown or one not in shown or two not in shown:
        return 0.0
    return 1.0 if shown.index(one) < shown.index(two) else -1.0


def _apart(ranking: list[list[int]], one: int, two: int) -> float:
    """By how many places `one` stands above `two`, as a part of all; tied ones share the mean of their places."""
    places: dict[int, float] = {}
    before = 0
    for tied in ranking:
        places |= dict.fromkeys(tied, before + (len(tied) - 1) / 2)
        before += len(tied)
    return (places[two] - places[one]) / (before - 1) if one in places and two in places else float("nan")


def _first(keys: Iterable[tuple[Any, ...]]) -> Bools:
    """Whether each row is the first with its key."""
    seen: set[tuple[Any, ...]] = set()
    flags = []
    for key in keys:
        flags.append(key not in seen)
        seen.add(key)
    return np.array(flags, dtype=bool)


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _columns(rows: list[tuple[Any, ...]], width: int) -> tuple[Any, ...]:
    return tuple(list(column) for column in zip(*rows, strict=True)) if rows else tuple([] for _ in range(width))
