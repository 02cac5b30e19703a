"""What is said of a task, read strictly and written: by raters and by reviewers alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotations.handout.answer import Answer, AnswerInvalid, read_answer
from annotations.models import Assignment, Ballot, Dimension, Score
from annotations.prepared import PreparedInsert
from annotations.selectors.answers import question_of
from annotations.services.answer_words import sentences
from annotations.services.errors import Invalid

LONGEST_TEXT = 100_000
MOST_FLAGS = 20
LONGEST_FLAG = 100
LONGEST_SECONDS = 24 * 3600

_SCORES = PreparedInsert(Score, "assignment_id", "dimension_id", "value", "code", "not_applicable")
_BALLOTS = PreparedInsert(Ballot, "assignment_id", "dimension_id", "ranking", "none_acceptable")


class AnswerNotTaken(Invalid):
    """The answer has faults; `fields` names them."""


def said_read(assignment: Assignment, dimensions: Sequence[Dimension], raw: Mapping[str, Any]) -> Answer:
    """This function will read an answer as the assignment asks; AnswerNotTaken names every fault."""
    try:
        return read_answer(question_of(assignment, dimensions), raw)
    except AnswerInvalid as error:
        raise AnswerNotTaken(sentences(error.faults)) from error


def extras_read(given: Mapping[str, Any]) -> dict[str, Any]:
    """This function will check what stands beside the answer."""
    faults = {}
    for name in ("comment", "rewrite"):
        if len(given.get(name, "")) > LONGEST_TEXT:
            faults[name] = _("The text is longer than %(most)d characters.") % {"most": LONGEST_TEXT}
        elif "\x00" in given.get(name, ""):
            faults[name] = _("The text has a null character in it, which cannot be stored.")
    flags = given.get("flags", ())
    if len(flags) > MOST_FLAGS or any(len(flag) > LONGEST_FLAG or "\x00" in flag for flag in flags):
        faults["flags"] = _("At most %(most)d flags of a few words each.") % {"most": MOST_FLAGS}
    seconds = given.get("seconds")
    if seconds is not None and not 0 <= seconds <= LONGEST_SECONDS:
        faults["seconds"] = _("The time on a task lies between 0 and a day, in seconds.")
    if faults:
        raise AnswerNotTaken(faults)
    return {name: list(value) if name == "flags" else value for name, value in given.items()}


def said_write(assignment: Assignment, dimensions: Sequence[Dimension], said: Answer) -> None:
    """This function will write the scores or the ballots of an assignment."""
    keys = {dimension.name: dimension.pk for dimension in dimensions}
    scores = [
        {
            "assignment_id": assignment.pk,
            "dimension_id": keys[name],
            "value": mark.value,
            "code": mark.code,
            "not_applicable": mark.not_applicable,
        }
        for name, mark in said.marks.items()
    ]
    if scores:
        _SCORES.many(scores)
    ballots = [
        {"assignment_id": assignment.pk, "dimension_id": keys.get(name), "ranking": ranking, "none_acceptable": False}
        for name, ranking in said.rankings.items()
    ]
    if said.none_acceptable:
        ballots.append(
            {"assignment_id": assignment.pk, "dimension_id": None, "ranking": [], "none_acceptable": True}
        )  # fmt: skip
    if ballots:
        _BALLOTS.many(ballots)
