"""My answers: seen by oneself alone, changed until the round closes."""

from uuid import uuid4

import pytest
from django.test import Client

from annotations.models import Assignment, Dimension, Project, Round, User
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from annotations.services.members import rater_of
from tests.annotations.world import NOW, full_scores, open_round

pytestmark = pytest.mark.django_db
LIST = "/projects/tea/answers/"


@pytest.fixture
def page(client_of, annotator: User) -> Client:
    return client_of(annotator)


@pytest.fixture
def answer(project: Project, annotator: User) -> Assignment:
    """Ayşe's answer in an open round."""
    open_round(project, items=1)
    return answered(project, annotator, full_scores(2), comment="Too <b>short</b>")


def answered(project: Project, user: User, answer: dict, **extras: object) -> Assignment:
    rater = rater_of(project=project, user=user)
    assignment = assignment_next(rater=rater, now=NOW)
    return answer_submit(
        assignment_id=assignment.pk,
        rater=rater,
        key=uuid4(),
        shown=assignment.shown,
        answer=answer(assignment.shown) if callable(answer) else answer,
        now=NOW,
        **extras,
    ).assignment


def test_it_lists_what_i_said_escaped(page: Client, answer: Assignment) -> None:
    html = page.get(LIST).content.decode()
    assert "Too &lt;b&gt;short&lt;/b&gt;" in html
    assert f"{LIST}{answer.pk}/" in html


def test_it_says_an_order_in_the_letters_i_saw(page: Client, project: Project, annotator: User) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING",))
    answered(project, annotator, lambda shown: {"ranking": [[shown[2]], [shown[0], shown[1]]]})
    assert "C › A = B" in page.get(LIST).content.decode()


def test_it_invites_to_start_where_nothing_was_given(page: Client, project: Project) -> None:
    text = page.get(LIST).content.decode()
    assert "No answers yet" in text
    assert "Start annotating" in text
    assert "Continue annotating" not in text


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", True),
        ("?only=commented", True),
        ("?only=flagged", False),
        ("?only=changed", False),
        ("?only=open&round=1", True),
        ("?round=2", False),
        ("?round=x", True),
    ],
)
def test_it_lists_what_i_ask_for(page: Client, answer: Assignment, query: str, listed: bool) -> None:
    html = page.get(LIST + query).content.decode()
    assert (f"{LIST}{answer.pk}/" in html) is listed
    assert ("None of your answers is like that" in html) is not listed


def test_the_form_shows_what_was_given(page: Client, answer: Assignment) -> None:
    html = page.get(f"{LIST}{answer.pk}/").content.decode()
    assert html.count("checked") == 2
    assert "Save the change" in html


def test_a_change_replaces_what_was_given(page: Client, answer: Assignment) -> None:
    fields = {f"score-{pk}": "5" for pk in Dimension.objects.values_list("pk", flat=True)}
    assert page.post(f"{LIST}{answer.pk}/", fields | {"comment": "On second thought"}).url == LIST
    answer.refresh_from_db()
    assert [score.value for score in answer.scores.all()] == [5, 5]
    assert answer.comment == "On second thought"
    assert answer.edited_at is not None


def test_a_change_out_of_scale_is_refused(page: Client, answer: Assignment) -> None:
    fields = {f"score-{pk}": "9" for pk in Dimension.objects.values_list("pk", flat=True)}
    assert page.post(f"{LIST}{answer.pk}/", fields).status_code == 400
    assert [score.value for score in answer.scores.all()] == [2, 2]


def test_a_closed_round_lets_nothing_be_changed(page: Client, answer: Assignment) -> None:
    Round.objects.update(state=Round.State.CLOSED)
    assert page.get(f"{LIST}{answer.pk}/").url == LIST
    fields = {f"score-{pk}": "5" for pk in Dimension.objects.values_list("pk", flat=True)}
    page.post(f"{LIST}{answer.pk}/", fields)
    assert [score.value for score in answer.scores.all()] == [2, 2]
    assert "Round closed" in page.get(LIST).content.decode()


def test_nobody_sees_another_s_answer(client_of, answer: Assignment, lead: User) -> None:
    assert client_of(lead).get(f"{LIST}{answer.pk}/").status_code == 404
    assert "short" not in client_of(lead).get(LIST).content.decode()


def test_an_answer_not_given_yet_is_not_there(page: Client, project: Project, annotator: User) -> None:
    open_round(project, items=1)
    open_one = assignment_next(rater=rater_of(project=project, user=annotator), now=NOW)
    assert page.get(f"{LIST}{open_one.pk}/").status_code == 404


def test_numbers_in_the_list_are_written_as_the_reader_writes_them(
    page: Client, project: Project, annotator: User
) -> None:
    annotator.language = "tr"
    annotator.save(update_fields=["language"])
    Dimension.objects.filter(name="helpfulness").update(kind="percent", minimum=0, maximum=10, levels=[])
    open_round(project, items=1)
    answered(project, annotator, {"scores": {"helpfulness": 7.5, "correctness": 2}})
    assert "7,5</b>" in page.get(LIST).content.decode()


@pytest.mark.parametrize(("score", "status"), [("5", 204), ("9", 400)])
def test_the_page_s_script_sends_a_change_and_goes_to_the_list_by_itself(
    page: Client, answer: Assignment, annotator: User, score: str, status: int
) -> None:
    fields = {f"score-{pk}": score for pk in Dimension.objects.values_list("pk", flat=True)}
    response = page.post(f"{LIST}{answer.pk}/", fields, headers={"HX-Request": "true"})
    assert response.status_code == status
    assert response["X-Kalibre-Reader"] == str(annotator.pk)
    assert ("The change is saved." in page.get(LIST).content.decode()) is (status == 204)


def test_the_page_s_script_is_told_that_the_round_has_closed(page: Client, answer: Assignment) -> None:
    Round.objects.update(state=Round.State.CLOSED)
    fields = {f"score-{pk}": "5" for pk in Dimension.objects.values_list("pk", flat=True)}
    assert page.post(f"{LIST}{answer.pk}/", fields, headers={"HX-Request": "true"}).status_code == 409


def test_a_text_keeps_its_line_ends_however_a_browser_sends_them(page: Client, answer: Assignment) -> None:
    page.post(f"{LIST}{answer.pk}/", {"comment": "one\r\ntwo", "rewrite": "a\r\n\r\nb"})
    answer.refresh_from_db()
    assert (answer.comment, answer.rewrite) == ("one\ntwo", "a\n\nb")
