"""What check_integrity finds when rows are bent by hand."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from annotations.models import (
    Adjudication,
    Assignment,
    Ballot,
    Dimension,
    Gold,
    Participation,
    Project,
    Response,
    Round,
    Rubric,
    Score,
    Task,
)
from tests.annotations.importers.files import comparison, jsonl, rating, take, verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def _answers(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating()), jsonl(tmp_path / "b.jsonl", comparison(), comparison(annotator="ben")))
    take(jsonl(tmp_path / "c.jsonl", verdict()))


def found() -> str:
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("check_integrity", stdout=io.StringIO(), stderr=errors)
    return errors.getvalue()


@pytest.mark.usefixtures("_answers")
def test_it_finds_nothing_in_sound_answers():
    out = io.StringIO()
    call_command("check_integrity", stdout=out)
    assert "nothing wrong" in out.getvalue()


def lower_taken():
    Task.objects.filter(kind="RATING").update(taken=0)


def drop_the_scores():
    Score.objects.all().delete()


def drop_the_ballots():
    Ballot.objects.all().delete()


def reopen():
    Assignment.objects.filter(task__kind="RATING").update(state="OPEN")


def name_a_stranger():
    Ballot.objects.filter(assignment__rater__name="ada").update(ranking=[[10_000_001]])


def name_a_response_twice():
    first = Response.objects.order_by("pk").first().pk
    Ballot.objects.filter(assignment__rater__name="ada").update(ranking=[[first], [first]])


def show_a_stranger():
    Assignment.objects.filter(rater__name="ben").update(shown=[10_000_001])


def seat_a_judge():
    Assignment.objects.filter(rater__kind="judge").update(holds_place=True)


def leave_the_scale():
    Score.objects.update(value=99)


def move_the_dimension():
    other = Project.objects.create(slug="other", name="Other")
    Dimension.objects.update(rubric=Rubric.objects.create(project=other))


def miscount():
    Participation.objects.filter(rater__name="ben").update(done=7)


def open_the_import():
    Round.objects.filter(number=1).update(state="REVIEW")


def ask_without_a_first_answer():
    Assignment.objects.filter(rater__name="ben").update(repeat=1)


def decide_without_adjudication():
    Assignment.objects.filter(rater__name="ben").update(variant="adjudication")


def settle_without_decision():
    Adjudication.objects.create(task=Task.objects.first(), reason="asked", state="settled")


def give_a_check_places():
    task = Task.objects.get(kind="RATING")
    task.gold = Gold.objects.create(project=task.round.project, kind="RATING", item=task.item)
    task.save()


def go_beyond_the_cap():
    Round.objects.update(policy={"overlap_cap": 2})
    Task.objects.update(overlap=3)


def count_checks_that_are_not():
    Participation.objects.update(checked=2, right=1)


def skip_in_words_only():
    Participation.objects.update(skipped=3)


BENT = {
    lower_taken: "taken is 0, and 1 assignments hold a place",
    drop_the_scores: "is done and has no score",
    drop_the_ballots: "is done and has no ballot",
    reopen: "has an answer and is not done",
    name_a_stranger: "names [10000001], which its task does not show",
    name_a_response_twice: "names a response twice",
    show_a_stranger: "shown order: names [10000001]",
    seat_a_judge: "holds a place, and is a judge's, a repeat, a check or a decision",
    leave_the_scale: "is a person's, and off the scale",
    move_the_dimension: "is on a dimension of another project",
    miscount: "says 7 done, and there are 1",
    open_the_import: "is imported, and not closed",
    ask_without_a_first_answer: "is a repeat, and there is no first answer",
    decide_without_adjudication: "is a decision of no adjudication",
    settle_without_decision: "is settled without a decision",
    give_a_check_places: "is a check, and has places",
    go_beyond_the_cap: "has more places than the round's limit of 2",
    count_checks_that_are_not: "says 1 of 2 checks right, and the rows differ",
    skip_in_words_only: "says 3 skipped, and there are 0",
}


@pytest.mark.usefixtures("_answers")
@pytest.mark.parametrize(("bend", "words"), BENT.items(), ids=[bend.__name__ for bend in BENT])
def test_it_names_what_is_wrong(bend, words):
    bend()
    assert words in found()
