"""Tasks on which raters part, as a reviewer reads them: every answer side by side, without names unless asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotations.models import Adjudication, Assignment, Dimension, Project, Task, User
from annotations.selectors.answers import answer_raw
from annotations.selectors.golds import order_words
from annotations.selectors.sheets import Question, Sheet, given_known, number_text, sheet_made

State = Adjudication.State
DECIMALS = {Dimension.Kind.LIKERT, Dimension.Kind.PERCENT}


@dataclass(frozen=True)
class Voice:
    """One rater's answer: who, in which order they saw the responses, and what stands beside the answer."""

    label: str
    name: str
    answer: Assignment
    saw: str
    said: dict[str, str]


@dataclass(frozen=True)
class Line:
    """One question and what each rater said of it; `parts` where they do not all say the same."""

    label: str
    said: list[str]

    @property
    def parts(self) -> bool:
        """Whether the raters part here."""
        return len(set(self.said)) > 1


@dataclass(frozen=True)
class SideBySide:
    """Everything a reviewer needs to decide."""

    adjudication: Adjudication
    sheet: Sheet
    voices: list[Voice]
    lines: list[Line]
    decision: dict[str, str]
    own: bool


def adjudications_of(project: Project, *, state: str = State.OPEN) -> QuerySet[Adjudication]:
    """A project's adjudications in a state: what waits longest first, what was dealt with last first."""
    rows = Adjudication.objects.filter(task__round__project=project, state=state)
    rows = rows.select_related("task__item", "task__round", "settled_by")
    return rows.order_by("pk") if state == State.OPEN else rows.order_by("-settled_at", "-pk")


def adjudication_of(project: Project, pk: int) -> Adjudication | None:
    """One adjudication of the project."""
    rows = Adjudication.objects.filter(task__round__project=project, pk=pk)
    return rows.select_related("task__item", "task__round", "settled_by", "decision__rater").first()


def task_of(project: Project, pk: int) -> Task | None:
    """One task of the project."""
    return Task.objects.filter(round__project=project, pk=pk).select_related("round").first()


def neighbours(adjudication: Adjudication, project: Project) -> tuple[int | None, int | None]:
    """The open adjudications before and after one."""
    rows = adjudications_of(project).values_list("pk", flat=True)
    return rows.filter(pk__lt=adjudication.pk).last(), rows.filter(pk__gt=adjudication.pk).first()


def side_by_side(adjudication: Adjudication, *, reader: User) -> SideBySide:
    """This function will gather a task and its raters' first answers, lettered in canonical order."""
    task = adjudication.task
    rows = task.task_responses.select_related("response").order_by("position")
    responses = [(row.response_id, row.response.text) for row in rows]
    sheet = sheet_made(kind=task.kind, item=task.item, responses=responses, per_dimension=task.round.per_dimension)
    answers = list(_answers(task))
    voices = [_voice(sheet, answer, place) for place, answer in enumerate(answers, start=1)]
    decision = adjudication.decision
    return SideBySide(
        adjudication=adjudication,
        sheet=sheet,
        voices=voices,
        lines=_lines(sheet, [voice.said for voice in voices]),
        decision=given_known(sheet, answer_raw(decision)) if decision else {},
        own=any(answer.rater.user_id == reader.pk for answer in answers),
    )


def _answers(task: Task) -> QuerySet[Assignment]:
    done = Assignment.objects.filter(task=task, state=Assignment.State.DONE, variant="", repeat=0, rater__kind="person")
    return done.select_related("rater").prefetch_related("scores", "ballots").order_by("submitted_at", "pk")


def _voice(sheet: Sheet, answer: Assignment, place: int) -> Voice:
    letters = {candidate.id: candidate.letter for candidate in sheet.candidates}
    return Voice(
        label=_("Rater %(number)d") % {"number": place},
        name=answer.rater.name,
        answer=answer,
        saw=" ".join(letters.get(pk, "?") for pk in answer.shown or []) if len(letters) > 1 else "",
        said=_said(sheet, answer, letters),
    )


def _said(sheet: Sheet, answer: Assignment, letters: dict[int, str]) -> dict[str, str]:
    """What was said, in words, by the field of the question."""
    fields = {question.field: question for question in sheet.questions}
    said = {}
    for score in answer.scores.all():
        question = fields.get(str(score.dimension_id))
        if question:
            said[question.field] = _score(question, score.value, score.code)
    for ballot in answer.ballots.all():
        words = _("none acceptable") if ballot.none_acceptable else order_words(ballot.ranking, letters)
        wanted = str(ballot.dimension_id) if ballot.dimension_id else ""
        for order in sheet.orders:
            if ballot.none_acceptable or order.field == wanted or not (wanted or order.name):
                said[order.field] = words
    return said


def _score(question: Question, value: float | None, code: str) -> str:
    if value is None and not code:
        return _("not applicable")
    text = code or number_text(value or 0)
    if question.kind in DECIMALS:
        return text
    return next((option.text for option in question.options if option.value == text), text)


def _lines(sheet: Sheet, said: Sequence[dict[str, str]]) -> list[Line]:
    asked = [*sheet.questions, *sheet.orders]
    return [Line(question.label, [one.get(question.field, "–") for one in said]) for question in asked]
