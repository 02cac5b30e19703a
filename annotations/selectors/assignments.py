"""What is told of an assignment to whoever holds it: texts and questions, nothing of where they came from."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from annotations.models import Assignment, Dimension, Item, Membership, Rater, User
from annotations.prepared import PreparedSelect, integer
from annotations.selectors.answers import answer_raw, dimensions_of, question_of

_RATER = PreparedSelect(lambda: Rater.objects.filter(user=integer("user"), assignments=integer("assignment")))
_MEMBER = PreparedSelect(
    lambda: Rater.objects.filter(
        Exists(Membership.objects.filter(user=integer("user"), project=OuterRef("project"))),
        user=integer("user"),
        assignments=integer("assignment"),
    )
)


def rater_of_assignment(*, user: User, assignment_id: int) -> Rater | None:
    """The rater that holds an assignment, if it is this person's and they still work in the project."""
    return (_RATER if user.is_superuser else _MEMBER).first(user=user.pk, assignment=assignment_id)


def assignment_payload(assignment: Assignment) -> dict[str, Any]:
    """An assignment as the API gives it. Blind: no model, template, temperature, judge, or others' answers."""
    task = assignment.task
    texts = {row.response_id: row.response.text for row in task.task_responses.all()}
    dimensions = dimensions_of(task.round.project_id)
    by_dimension = question_of(assignment, dimensions).ranks_each
    return {
        "id": assignment.pk,
        "task": {"id": task.pk, "kind": task.kind, "per_dimension": by_dimension},
        "item": item_payload(task.item),
        "responses": [{"id": pk, "text": texts[pk]} for pk in assignment.shown or []],
        "dimensions": [dimension_payload(one) for one in dimensions],
        "lease_until": assignment.lease_until,
    }


def item_payload(item: Item) -> dict[str, Any]:
    """An item as its rater sees it; one that has variables only is told as those."""
    told = "\n".join(f"{name}: {value}" for name, value in item.variables.items())
    return {
        "prompt": item.prompt or told,
        "messages": item.messages,
        "reference": item.reference,
        "language": item.language,
    }


def dimension_payload(dimension: Dimension) -> dict[str, Any]:
    """A dimension in the active language."""
    words: Mapping[str, Any] = dimension.translations.get(get_language() or "", {})
    number = dimension.kind != Dimension.Kind.CATEGORY
    return {
        "name": dimension.name,
        "label": words.get("label") or dimension.label or dimension.name,
        "description": words.get("description") or dimension.description,
        "kind": dimension.kind,
        "min": dimension.minimum if number else None,
        "max": dimension.maximum if number else None,
        "levels": _levels(dimension.levels, words.get("levels", [])),
    }


def _levels(levels: Sequence[Mapping[str, Any]], translated: Sequence[str]) -> list[dict[str, Any]]:
    words = [*translated, *[""] * len(levels)]
    return [{**level, "text": words[place] or level.get("text", "")} for place, level in enumerate(levels)]


def answer_payload(assignment: Assignment) -> dict[str, Any]:
    """A rater's own answer, as it was sent."""
    return {
        "id": assignment.pk,
        "task": {"id": assignment.task_id, "kind": assignment.task.kind},
        "shown": assignment.shown or [],
        **answer_raw(assignment),
        "comment": assignment.comment,
        "flags": assignment.flags,
        "rewrite": assignment.rewrite,
        "seconds": assignment.seconds,
        "submitted_at": assignment.submitted_at,
        "edited_at": assignment.edited_at,
    }
