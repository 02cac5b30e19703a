"""A person's own answers, put into words."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from annotations.models import Assignment, Participation, Project, Round, Score, User
from annotations.selectors.sheets import LETTERS, Question, number_text
from annotations.telling import number

ONLY = {
    "open": Q(task__round__state=Round.State.COLLECTING),
    "commented": ~Q(comment=""),
    "flagged": ~Q(flags=[]),
    "changed": Q(edited_at__isnull=False),
}


@dataclass(frozen=True)
class AnswerLine:
    """One answer in the list: what was asked, what was said, and whether it may still be changed."""

    assignment: Assignment
    said: list[tuple[str, str]]
    editable: bool


def own_answers(*, project: Project, user: User, only: str = "", round: int | None = None) -> QuerySet[Assignment]:
    """A person's answers in a project, the last first; `only` is one of `ONLY`, `round` a round's number."""
    rows = Assignment.objects.filter(
        rater__user=user, rater__project=project, state=Assignment.State.DONE, variant=""
    ).select_related("task__item", "task__round")
    if round is not None:
        rows = rows.filter(task__round__number=round)
    if only in ONLY:
        rows = rows.filter(ONLY[only])
    return rows.prefetch_related("scores", "ballots").order_by("-submitted_at", "-pk")


def own_rounds(*, project: Project, user: User) -> list[int]:
    """The numbers of the rounds in which a person took part, the last first."""
    rows = Participation.objects.filter(rater__user=user, round__project=project)
    return list(rows.order_by("-round__number").values_list("round__number", flat=True))


def own_answer_lines(answers: list[Assignment], questions: list[Question]) -> list[AnswerLine]:
    """This function will put a page of answers into words."""
    by_pk = {int(question.field): question for question in questions}
    return [
        AnswerLine(answer, _said(answer, by_pk), editable=answer.task.round.state == Round.State.COLLECTING)
        for answer in answers
    ]


def _said(answer: Assignment, questions: dict[int, Question]) -> list[tuple[str, str]]:
    scores = {score.dimension_id: score for score in answer.scores.all()}
    said = [(question.label, _score(scores[pk], question)) for pk, question in questions.items() if pk in scores]
    for ballot in answer.ballots.all():
        question = questions.get(ballot.dimension_id or 0)
        words = _("none acceptable") if ballot.none_acceptable else _order(answer, ballot.ranking)
        said.append((question.label if question else "", words))
    return said


def _score(score: Score, question: Question) -> str:
    if score.not_applicable:
        return _("not applicable")
    value = score.code or ("" if score.value is None else number_text(score.value))
    worded = score.code or question.kind == "binary"
    plain = value if score.code or score.value is None else number(score.value)
    return next((option.text for option in question.options if worded and option.value == value), plain)


def _order(answer: Assignment, ranking: list[list[int]]) -> str:
    letters = {pk: LETTERS[index] for index, pk in enumerate(answer.shown or [])}
    return " › ".join(" = ".join(letters.get(pk, "?") for pk in tied) for tied in ranking)
