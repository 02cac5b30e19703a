"""Records for Argilla 2: what was asked, the responses, and under each question everybody's answer.

A row is what Argilla's `Dataset.records.to_datasets` gives and `records.log` takes: fields and metadata by name,
and for each question Q the lists `Q.responses`, `Q.responses.users` and `Q.responses.status`, in the same order.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.text import slugify

from annotations.models import Assignment, Ballot, Dimension, Score
from ranking.exporters.agreeing import orders_agreement, scores_agreement
from ranking.exporters.base import (
    LeftOut,
    Row,
    item_facts,
    origin_of,
    prompt_messages,
    prompt_text,
    response_name,
    shown_names,
)
from ranking.selectors.exports import ExportScope, ItemAnswers

# A user is a UUID there; the same pseudonym is always the same one.
USERS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:kalibre:raters")
# The values that its rating questions know.
LOWEST, HIGHEST = 0, 10
PREFERENCE = "preference"


Given = tuple[str, Dimension | None, int | str | list[str] | LeftOut]


def rows(found: ItemAnswers, scope: ExportScope) -> Iterator[Row | LeftOut]:
    """This function will yield a record for each response that was rated, and for each set that was put in order."""
    names = question_names(scope.dimensions)
    tasks: dict[tuple[int, ...], list[Assignment]] = defaultdict(list)
    for answer in found.answers:
        tasks[tuple(sorted(found.shows[answer.task_id]))].append(answer)
    for shown, answers in tasks.items():
        questions: dict[str, Row] = {}
        for answer in answers:
            yield from _add(questions, answer, shown, names)
        if questions:
            yield _record(found, shown, answers, questions)


def question_names(dimensions: Sequence[Dimension]) -> dict[int, str]:
    """The questions' names by dimension, of letters that Argilla takes; no two are the same."""
    names: dict[int, str] = {}
    for dimension in dimensions:
        name = slugify(dimension.name.replace("ı", "i").replace("İ", "i")) or f"dimension-{dimension.pk}"
        names[dimension.pk] = name if name not in {*names.values(), PREFERENCE} else f"{name}-{dimension.pk}"
    return names


def user_of(answer: Assignment) -> str:
    """The rater as a user: made of the pseudonym, so that nobody can tell who it is."""
    return str(uuid.uuid5(USERS, answer.rater.pseudonym))


def _add(
    questions: dict[str, Row], answer: Assignment, shown: tuple[int, ...], names: dict[int, str]
) -> Iterator[LeftOut]:
    given: list[Given] = [
        (names[one.dimension.pk], one.dimension, _value(one)) for one in answer.scores.all() if one.dimension
    ]
    given += [(_preference(one, names), None, _order(one, shown)) for one in answer.ballots.all() if not one.label]
    for name, dimension, value in given:
        question = questions.get(name) or {"responses": [], "users": [], "dimension": dimension}
        if isinstance(value, LeftOut):
            yield value
        elif user_of(answer) in question["users"]:
            yield LeftOut("a repeat: Argilla keeps one answer of a user")
        else:
            questions[name] = question
            question["responses"].append(value)
            question["users"].append(user_of(answer))


def _preference(ballot: Ballot, names: dict[int, str]) -> str:
    return f"{PREFERENCE}-{names[ballot.dimension_id]}" if ballot.dimension_id else PREFERENCE


def _value(score: Score) -> int | str | LeftOut:
    dimension = score.dimension
    if dimension is None or score.not_applicable or (score.value is None and not score.code):
        return LeftOut("called not applicable")
    if score.code or score.value is None:
        return score.code
    if not score.value.is_integer() or not LOWEST <= dimension.minimum < dimension.maximum <= HIGHEST:
        return LeftOut(f"the scale of {dimension.name} is wider than Argilla's ratings, 0 to 10 in whole numbers")
    return int(score.value)


def _order(ballot: Ballot, shown: tuple[int, ...]) -> list[str] | LeftOut:
    if ballot.none_acceptable:
        return LeftOut("none of the responses was acceptable")
    if any(len(tie) > 1 for tie in ballot.ranking):
        return LeftOut("a tie: Argilla's rankings have none")
    return [f"response_{shown.index(tie[0]) + 1}" for tie in ballot.ranking]


def _record(found: ItemAnswers, shown: tuple[int, ...], answers: list[Assignment], questions: dict[str, Row]) -> Row:
    item, responses = found.item, [found.responses[key] for key in shown]
    names = [response_name(one) for one in responses]
    row: Row = {"id": "/".join([item.dataset, item.external_id, *names]), "status": "completed"}
    row["prompt"] = prompt_text(item) if not item.messages else _turns(found)
    for place, response in enumerate(responses, start=1):
        row[f"response_{place}"] = response.text
    for name, question in questions.items():
        row[f"{name}.responses"] = question["responses"]
        row[f"{name}.responses.users"] = question["users"]
        row[f"{name}.responses.status"] = ["submitted"] * len(question["users"])
        row[f"{name}.agreement"] = _agreement(question["dimension"], question["responses"])
    for place, response in enumerate(responses, start=1):
        row |= {f"{key}_{place}": value for key, value in origin_of(response).items()}
        row[f"response_id_{place}"] = response_name(response)
    orders = [shown_names(answer, found.responses) for answer in answers]
    users = {user for question in questions.values() for user in question["users"]}
    told = {"split": item.split, "n_annotators": len(users)}
    return row | item_facts(item) | told | {"shown_orders": [" | ".join(order) for order in orders if order]}


def _turns(found: ItemAnswers) -> str:
    return "\n\n".join(f"{turn['role']}: {turn['content']}" for turn in prompt_messages(found.item))


def _agreement(dimension: Dimension | None, values: list[int | str | list[str]]) -> float | None:
    """As in the project's own formats: of numbers by distance, of everything else the share of equal pairs."""
    numbers = [value for value in values if isinstance(value, int)]
    if dimension is None or len(numbers) < len(values):
        return orders_agreement([str(value) for value in values])
    return scores_agreement(numbers, low=dimension.minimum, high=dimension.maximum)
