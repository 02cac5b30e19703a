"""Checks, with how annotators fare on each: a check that nearly everybody misses is likely wrong itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from annotations.models import Assignment, Gold, Project, Response
from annotations.selectors.sheets import WORDED, Question, Sheet, number_text, rubric_questions, sheet_made
from annotations.telling import number

State = Assignment.State
# With fewer answers a low share says little about the check.
ENOUGH = 4
DOUBTFUL = 0.5


@dataclass(frozen=True)
class GoldLine:
    """One check in the list: what is right in words, how many answered it, and how well."""

    gold: Gold
    said: list[tuple[str, str]]
    answers: int
    right: float | None
    used: bool

    @property
    def doubtful(self) -> bool:
        """Whether so many miss it that the check itself is in doubt."""
        return self.answers >= ENOUGH and self.right is not None and self.right < DOUBTFUL


def in_order(project_id: int) -> QuerySet[Gold]:
    """A project's checks, in the order in which training goes through them."""
    return Gold.objects.filter(project=project_id).order_by("position", "pk")


def gold_of(project: Project, pk: int) -> Gold | None:
    """One check of the project."""
    return Gold.objects.filter(project=project, pk=pk).select_related("item", "project").first()


def gold_used(gold: Gold) -> bool:
    """Whether anybody has answered it, or has it in hand."""
    return Assignment.objects.filter(task__gold=gold, state__in=[State.OPEN, State.DONE]).exists()


def responses_in(gold: Gold) -> list[Response]:
    """Its responses in canonical order: as written or generated."""
    return sorted(gold.responses.all(), key=lambda response: response.pk)


def gold_sheet(gold: Gold) -> Sheet:
    """A check as the page of a task, lettered in canonical order."""
    responses = [(response.pk, response.text) for response in responses_in(gold)]
    return sheet_made(
        kind=gold.kind, item=gold.item, responses=responses, per_dimension="rankings" in gold.answer
    )  # fmt: skip


def gold_lines(project: Project) -> dict[str, list[GoldLine]]:
    """The checks by purpose; shares are of people's first answers."""
    marked = Q(tasks__assignments__state=State.DONE, tasks__assignments__correct__isnull=False)
    hands = Assignment.objects.filter(task__gold=OuterRef("pk"), state__in=[State.OPEN, State.DONE])
    rows = in_order(project.pk).select_related("item")
    rows = rows.prefetch_related(Prefetch("responses", queryset=Response.objects.only("pk", "text")))
    rows = rows.annotate(
        n=Count("tasks__assignments", filter=marked, distinct=True),
        share=Avg("tasks__assignments__correct", filter=marked),
        used=Exists(hands),
    )
    labels = {question.name: question for question in rubric_questions(project)}
    found: dict[str, list[GoldLine]] = {purpose: [] for purpose in Gold.Purpose.values}
    for gold in rows:
        line = GoldLine(gold, answer_words(gold, labels), answers=gold.n, right=gold.share, used=gold.used)
        found[gold.purpose].append(line)
    return found


def answer_words(gold: Gold, questions: dict[str, Any]) -> list[tuple[str, str]]:
    """This function will put what is right into words, by dimension; responses by their canonical letters."""
    if gold.answer.get("none_acceptable"):
        return [("", _("none acceptable"))]
    said = [
        (_label(questions, name), _score(value, questions.get(name)))
        for name, value in gold.answer.get("scores", {}).items()
    ]
    orders = {"": gold.answer["ranking"]} if "ranking" in gold.answer else gold.answer.get("rankings", {})
    letters = {response.pk: "ABCDEFGHIJ"[place] for place, response in enumerate(responses_in(gold))}
    return said + [(_label(questions, name), order_words(order, letters)) for name, order in orders.items()]


def order_words(order: Sequence[Sequence[int]], letters: dict[int, str]) -> str:
    """An order by letters, best first."""
    return " › ".join(" = ".join(letters.get(pk, "?") for pk in tied) for tied in order)


def _label(questions: dict[str, Any], name: str) -> str:
    return str(questions[name].label) if name in questions else name


def _score(value: Any, question: Question | None) -> str:
    if value is None:
        return _("not applicable")
    if isinstance(value, int | float) and (question is None or question.kind not in WORDED):
        return number(value)
    text = number_text(value) if isinstance(value, int | float) else str(value)
    if question is None:
        return text
    return next((option.text for option in question.options if option.value == text), text)
