"""Training as its page tells it: how far along one is, and what would have been right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotations.handout.policy import Policy
from annotations.models import Assignment, Gold, Project, Round, Task, User
from annotations.selectors.answers import answer_raw
from annotations.selectors.golds import answer_words, gold_sheet, in_order
from annotations.selectors.sheets import LETTERS, Question, Sheet, number_text, rubric_questions
from annotations.telling import number

ALL_RIGHT = 0.999


@dataclass(frozen=True)
class Practice:
    """The how manieth of how many training tasks."""

    number: int
    total: int


@dataclass(frozen=True)
class Compared:
    """One question: what was said beside what was expected, in the words of the page."""

    label: str
    said: str
    expected: str
    met: bool


@dataclass(frozen=True)
class Lesson:
    """What is shown after a training answer: the task again, and the answer beside the known one."""

    sheet: Sheet
    right: bool
    lines: list[Compared]
    explanation: str


@dataclass(frozen=True)
class Example:
    """A task of the training with its known answer, by question and in words, and why."""

    sheet: Sheet
    said: list[tuple[str, str]]
    explanation: str


def examples_of(*, project: Project, practised_by: User | None) -> list[Example]:
    """The training in its order, to be read again beside the guidelines.

    While an open round begins with training, a person reads what they have practised on, so that what is still to
    come is not given away. For nobody in particular it is all of it.
    """
    golds = in_order(project.pk).filter(purpose=Gold.Purpose.TRAINING, active=True)
    if practised_by is not None and _trains(project):
        done = Assignment.objects.filter(rater__user=practised_by, state=Assignment.State.DONE, variant="")
        golds = golds.filter(pk__in=done.values("task__gold"))
    questions = {question.name: question for question in rubric_questions(project)}
    return [
        Example(gold_sheet(gold), _example_words(gold, questions), gold.explanation)
        for gold in golds.select_related("item").prefetch_related("responses")
    ]


def _trains(project: Project) -> bool:
    policies = project.rounds.filter(state=Round.State.COLLECTING).values_list("policy", flat=True)
    return any(Policy.read(policy).training for policy in policies)


def _example_words(gold: Gold, questions: Mapping[str, Question]) -> list[tuple[str, str]]:
    scores = gold.answer.get("scores") or {}
    known = [
        (questions[name].label, _mark_words(questions[name], scores[name])) for name in scores if name in questions
    ]
    return known or answer_words(gold, dict(questions))


def practice_of(assignment: Assignment) -> Practice | None:
    """This function will tell where in the training an assignment stands; None for work that counts."""
    gold = assignment.task.gold
    if gold is None or gold.purpose != Gold.Purpose.TRAINING:
        return None
    tasks = Task.objects.filter(round=assignment.task.round_id, gold__purpose=Gold.Purpose.TRAINING)
    if assignment.task.item.language:
        tasks = tasks.filter(item__language__in=["", assignment.task.item.language])
    total = tasks.count()
    closed = [Assignment.State.DONE, Assignment.State.SKIPPED]
    had = Assignment.objects.filter(task__in=tasks, rater=assignment.rater_id, variant="", state__in=closed)
    return Practice(min(had.exclude(pk=assignment.pk).count() + 1, total), total)


def lesson_of(sheet: Sheet, assignment: Assignment, *, correct: float | None, explanation: str) -> Lesson:
    """This function will set an answer beside the known one, question by question."""
    gold = assignment.task.gold
    expected: Mapping[str, Any] = gold.answer if gold else {}
    said = answer_raw(assignment)
    lines = _scores(sheet, said, expected, gold.tolerance if gold else 0) or _orders(sheet, said, expected)
    right = correct is None or correct >= ALL_RIGHT
    return Lesson(sheet, right, lines, explanation)


def _scores(sheet: Sheet, said: Mapping[str, Any], expected: Mapping[str, Any], tolerance: float) -> list[Compared]:
    known = expected.get("scores") or {}
    given = said.get("scores") or {}
    return [
        Compared(
            label=question.label,
            said=_mark_words(question, given.get(question.name)),
            expected=_mark_words(question, known[question.name]),
            met=_same(given.get(question.name), known[question.name], tolerance),
        )
        for question in sheet.questions
        if question.name in known
    ]


def _same(said: Any, known: Any, tolerance: float) -> bool:
    if isinstance(said, int | float) and isinstance(known, int | float):
        return abs(said - known) <= tolerance + 1e-9
    return bool(said == known)


def _mark_words(question: Question, value: Any) -> str:
    if value is None:
        return _("not applicable")
    text = value if isinstance(value, str) else number_text(value)
    option = next((option for option in question.options if option.value == text), None)
    plain = value if isinstance(value, str) else number(value)
    if option is None or option.text == text:
        return plain
    return f"{plain} · {option.text}" if question.kind == "likert" else option.text


def _orders(sheet: Sheet, said: Mapping[str, Any], expected: Mapping[str, Any]) -> list[Compared]:
    if expected.get("none_acceptable"):
        return [_order_line(sheet, "", said, expected)]
    single = expected.get("ranking")
    known = {"": single} if single else expected.get("rankings") or {}
    labels = {question.name: question.label for question in sheet.orders}
    found = said.get("rankings") or {"": said.get("ranking")}
    none = {"none_acceptable": said.get("none_acceptable")}
    return [
        _order_line(sheet, labels.get(name, ""), none | {"ranking": found.get(name)}, {"ranking": order})
        for name, order in known.items()
    ]


def _order_line(sheet: Sheet, label: str, said: Mapping[str, Any], known: Mapping[str, Any]) -> Compared:
    words = _order_words(sheet, said), _order_words(sheet, known)
    return Compared(label or _("Order"), *words, met=words[0] == words[1])


def _order_words(sheet: Sheet, said: Mapping[str, Any]) -> str:
    if said.get("none_acceptable"):
        return _("none acceptable")
    letters = {pk: LETTERS[place] for place, pk in enumerate(sheet.shown)}
    groups = [sorted(letters.get(pk, "?") for pk in tied) for tied in said.get("ranking") or []]
    return " › ".join(" = ".join(group) for group in groups) or "–"
