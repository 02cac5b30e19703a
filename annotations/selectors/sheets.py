"""What an annotator may see of an assignment: the texts, the questions, and nothing of where they came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from annotations.models import Assignment, Dimension, Item, Project, Task
from annotations.selectors.answers import answer_raw, dimensions_of

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NOT_APPLICABLE = "na"
# Kinds whose levels are told by their words alone.
WORDED = {Dimension.Kind.BINARY, Dimension.Kind.CATEGORY}


@dataclass(frozen=True)
class Option:
    """One thing that may be picked; `place` is also its key."""

    place: int
    value: str
    text: str

    @property
    def numbered_otherwise(self) -> bool:
        """Whether the level's own number differs from its place, so that both must be shown."""
        return self.value.lstrip("-").replace(".", "", 1).isdigit() and self.value != str(self.place)


@dataclass(frozen=True)
class Question:
    """A dimension in the reader's language; `field` names its form fields."""

    field: str
    name: str
    label: str
    description: str
    kind: str
    options: list[Option]
    minimum: str
    maximum: str

    @property
    def worded(self) -> bool:
        """Whether some level has words, so that the options need a line each."""
        return any(option.text != option.value for option in self.options)


@dataclass(frozen=True)
class Candidate:
    """A response as an annotator sees it: a letter by its place on this screen, and its text."""

    id: int
    letter: str
    text: str


@dataclass(frozen=True)
class Turn:
    """A turn of the conversation before the prompt, under its speaker's name."""

    role: str
    speaker: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """An assignment as a page."""

    assignment: int
    kind: str
    prompt: str
    variables: dict[str, Any]
    reference: str
    language: str
    candidates: list[Candidate]
    questions: list[Question]
    orders: list[Question]
    turns: list[Turn] = field(default_factory=list)

    @property
    def folded(self) -> list[Turn]:
        """The turns to be opened by whoever wants them: of a long conversation, all but the latest exchange."""
        return self.turns[:-LATEST] if sum(len(turn.text) for turn in self.turns) > LONG_CONVERSATION else []

    @property
    def unfolded(self) -> list[Turn]:
        """The turns that are always in sight."""
        return self.turns[len(self.folded) :]

    @property
    def reference_beside(self) -> bool:
        """Whether the reference stands beside the response: one response and one text to hold it against."""
        return bool(self.reference) and self.kind == Task.Kind.RATING

    @property
    def reference_short(self) -> bool:
        """Whether the reference fits on a screen, so that it may stay in sight while the response is read."""
        return len(self.reference) < SHORT_REFERENCE

    @property
    def shown(self) -> list[int]:
        """The response ids in the order of this screen."""
        return [candidate.id for candidate in self.candidates]


WHOLE = "all"
# In characters. Below the first, all turns are in sight; a reference below the second fits on most screens.
LONG_CONVERSATION = 3_000
SHORT_REFERENCE = 1_000
LATEST = 2


def sheet_of(assignment: Assignment) -> Sheet:
    """This function will gather what the page of an assignment shows, in the active language."""
    task = assignment.task
    texts = {row.response_id: row.response.text for row in task.task_responses.select_related("response")}
    shown = assignment.shown or list(texts)
    return sheet_made(
        kind=task.kind,
        item=task.item,
        responses=[(pk, texts[pk]) for pk in shown],
        per_dimension=task.round.per_dimension,
        assignment=assignment.pk,
    )


def sheet_made(
    *, kind: str, item: Item, responses: Sequence[tuple[int, str]], per_dimension: bool = False, assignment: int = 0
) -> Sheet:
    """This function will make a page of an item and its responses (id and text), whether or not anybody holds it."""
    questions = rubric_questions(item.project_id)
    rated = kind == Task.Kind.RATING
    return Sheet(
        assignment=assignment,
        kind=kind,
        prompt=item.prompt,
        variables={} if item.prompt else item.variables,
        reference=item.reference,
        language=item.language,
        candidates=[Candidate(pk, LETTERS[index], text) for index, (pk, text) in enumerate(responses)],
        questions=questions if rated else [],
        orders=[] if rated else _orders(questions, per_dimension=per_dimension),
        turns=turns_of(item),
    )


def turns_of(item: Item) -> list[Turn]:
    """The turns of a conversation before the prompt."""
    return [Turn(one["role"], _speaker(one["role"]), one["content"]) for one in item.messages]


def level_words(project: Project) -> dict[int, dict[str, str]]:
    """What the levels of yes-or-no questions and of categories are called, by dimension."""
    return {
        int(question.field): {option.value: option.text for option in question.options}
        for question in rubric_questions(project)
        if question.kind in WORDED
    }


def _speaker(role: str) -> str:
    names = {"user": _("User"), "assistant": _("Assistant"), "system": _("System")}
    return names.get(role, role)


def rubric_questions(project: Project | int) -> list[Question]:
    """This function will give a project's rubric in the active language."""
    pk = project.pk if isinstance(project, Project) else project
    return [_question(dimension) for dimension in dimensions_of(pk)]


def _orders(questions: list[Question], *, per_dimension: bool) -> list[Question]:
    # Categories have no order.
    ordered = [question for question in questions if question.kind != Dimension.Kind.CATEGORY]
    return ordered if per_dimension and ordered else [Question(WHOLE, "", "", "", "order", [], "", "")]


def _question(dimension: Dimension) -> Question:
    words: Mapping[str, Any] = dimension.translations.get(get_language() or "", {})
    return Question(
        field=str(dimension.pk),
        name=dimension.name,
        label=words.get("label") or dimension.label or dimension.name,
        description=words.get("description") or dimension.description,
        kind=dimension.kind,
        options=_options(dimension, words.get("levels", [])),
        minimum=number_text(dimension.minimum),
        maximum=number_text(dimension.maximum),
    )


def _options(dimension: Dimension, translated: list[str]) -> list[Option]:
    if dimension.kind == Dimension.Kind.PERCENT:
        return []
    values = _values(dimension)
    own = {_level_value(level): str(level.get("text", "")) for level in dimension.levels}
    words = {_level_value(level): text for level, text in zip(dimension.levels, translated, strict=False)}
    fallback = {"1": _("Yes"), "0": _("No")} if dimension.kind == Dimension.Kind.BINARY else {}
    return [
        Option(place, value, words.get(value) or own.get(value) or fallback.get(value) or value)
        for place, value in enumerate(values, start=1)
    ]


def _values(dimension: Dimension) -> list[str]:
    if dimension.kind == Dimension.Kind.CATEGORY:
        return [_level_value(level) for level in dimension.levels]
    if dimension.kind == Dimension.Kind.BINARY:
        return [number_text(dimension.maximum), number_text(dimension.minimum)]
    # Levels in steps of one from the minimum, which need not be a whole number.
    count = int(dimension.maximum - dimension.minimum) + 1
    return [number_text(dimension.minimum + step) for step in range(count)]


def _level_value(level: Mapping[str, Any]) -> str:
    return str(level["code"]) if "code" in level else number_text(float(level["value"]))


def number_text(value: float) -> str:
    """This function will write a number as a form field holds it: no needless decimals."""
    return f"{value:g}"


def given_of(sheet: Sheet, assignment: Assignment, raw: Mapping[str, Any] | None = None) -> dict[str, str]:
    """This function will give an answer as the fields of its form; `raw` is what was said where it is not stored."""
    said = answer_raw(assignment) if raw is None else raw
    given = {"comment": assignment.comment, "rewrite": assignment.rewrite}
    given |= {f"flag-{flag}": "on" for flag in assignment.flags}
    return given | given_known(sheet, said)


def given_known(sheet: Sheet, said: Mapping[str, Any]) -> dict[str, str]:
    """This function will give what is said of a task, in the shape in which it is sent, as the fields of its form."""
    given: dict[str, str] = {}
    if said.get("none_acceptable"):
        return {"none_acceptable": "on", f"choice-{WHOLE}": "n"}
    for question in sheet.questions:
        if question.name in said.get("scores", {}):
            given[f"score-{question.field}"] = _score_text(said["scores"][question.name])
    for question in sheet.orders:
        ranking = said.get("rankings", {}).get(question.name) or (said.get("ranking") if not question.name else None)
        given |= _order_fields(sheet, question.field, ranking or [])
    return given


def _score_text(value: float | str | None) -> str:
    if value is None:
        return NOT_APPLICABLE
    return value if isinstance(value, str) else number_text(value)


def _order_fields(sheet: Sheet, field: str, ranking: list[list[int]]) -> dict[str, str]:
    if not ranking:
        return {}
    if sheet.kind == Task.Kind.BEST_WORST:
        return {f"best-{field}": str(ranking[0][0]), f"worst-{field}": str(ranking[-1][0])}
    if sheet.kind == Task.Kind.COMPARISON:
        better = "a" if ranking[0][0] == sheet.shown[0] else "b"
        return {f"choice-{field}": "e" if len(ranking) == 1 else better}
    return {f"rank-{field}-{pk}": str(place) for place, tied in enumerate(ranking, start=1) for pk in tied}
