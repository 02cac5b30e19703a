"""The annotation page without a script: what it shows, to whom, and what it takes."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from annotations.models import Assignment, Dimension, Membership, Project, Response, Round, User
from annotations.services.members import member_pause
from tests.annotations.services.test_checks import checked_round, make_gold
from tests.annotations.world import NOW, member, open_round

pytestmark = pytest.mark.django_db
PAGE = "/projects/tea/annotate/"
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def page(client_of, annotator: User) -> Client:
    return client_of(annotator)


def in_hand() -> Assignment:
    return Assignment.objects.get(state=Assignment.State.OPEN)


def filled(assignment: Assignment, **fields: str) -> dict[str, str]:
    """The form as a browser sends it: every dimension at 4, unless said otherwise."""
    scores = {f"score-{pk}": "4" for pk in Dimension.objects.values_list("pk", flat=True)}
    shown = ",".join(map(str, assignment.shown))
    return {"key": str(uuid4()), "shown": shown, "seconds": "3.5", **scores, **fields}


def submit(page: Client, assignment: Assignment, headers: dict[str, str] | None = None, **fields: str):
    return page.post(f"{PAGE}{assignment.pk}/submit/", filled(assignment, **fields), headers=headers)


def test_it_sends_the_signed_out_to_the_login_page(client: Client, project: Project) -> None:
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_it_is_not_there_for_outsiders(client_of, project: Project, outsider: User) -> None:
    assert client_of(outsider).get(PAGE).status_code == 404


def test_it_shows_the_response_whole_as_safe_markdown(page: Client, project: Project) -> None:
    round = open_round(project, items=1)
    long = "**Start** <script>alert(1)</script> " + "word " * 3000 + "the very end"
    Response.objects.filter(round=round).update(text=long)
    html = page.get(PAGE).content.decode()
    assert "<strong>Start</strong>" in html
    assert "<script>alert" not in html
    assert "the very end" in html


def test_it_tells_nothing_of_model_temperature_or_template(page: Client, project: Project) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING",))
    html = page.get(PAGE).content.decode()
    for secret in ("secret-model", "0.7", "temperature", "sample"):
        assert secret not in html


@pytest.mark.parametrize(("kind", "each"), [("RATING", 1), ("COMPARISON", 2), ("BEST_WORST", 3), ("RANKING", 3)])
def test_it_asks_what_the_kind_of_task_asks(page: Client, project: Project, kind: str, each: int) -> None:
    open_round(project, items=1, each=each, kinds=(kind,))
    html = page.get(PAGE).content.decode()
    assert f'data-kind="{kind}"' in html
    assert html.count("<article") == each


def test_it_says_so_when_nothing_waits(page: Client, project: Project) -> None:
    assert "Nothing to annotate right now" in page.get(PAGE).content.decode()


def test_it_says_so_when_the_lead_has_paused_somebody(page: Client, project: Project, annotator: User) -> None:
    open_round(project)
    membership = Membership.objects.get(project=project, user=annotator)
    member_pause(membership=membership, because=Membership.Because.LEAD, now=timezone.now())
    assert "You are paused in this project" in page.get(PAGE).content.decode()


def test_it_stores_the_answer_with_the_order_shown_and_the_time(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    assert submit(page, in_hand(), comment=" Clear. ", **{"flag-unsafe": "on"}).url == PAGE
    answer = Assignment.objects.get(state=Assignment.State.DONE)
    assert (answer.seconds, answer.comment, answer.flags) == (3.5, "Clear.", ["unsafe"])
    assert [score.value for score in answer.scores.all()] == [4, 4]


def test_it_answers_the_page_s_script_with_the_next_task_in_the_same_trip(page: Client, project: Project) -> None:
    open_round(project, items=2)
    page.get(PAGE)
    before = in_hand()
    response = submit(page, before, FRAGMENT)
    html = response.content.decode()
    assert response.status_code == 201
    assert "<html" not in html
    assert f'data-assignment="{in_hand().pk}"' in html


def test_the_same_answer_twice_is_one_answer(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    assignment = in_hand()
    body = filled(assignment)
    for _attempt in range(2):
        assert page.post(f"{PAGE}{assignment.pk}/submit/", body, headers=FRAGMENT).status_code == 201
    assert Assignment.objects.filter(state=Assignment.State.DONE).count() == 1


def test_it_gives_an_incomplete_form_back_with_what_was_filled_in(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    correctness = Dimension.objects.get(name="correctness").pk
    response = submit(page, in_hand(), comment="half done", **{f"score-{correctness}": ""})
    html = response.content.decode()
    assert response.status_code == 400
    assert "Correctness: Choose a level" in html
    assert "half done" in html
    assert in_hand().scores.count() == 0


def test_it_takes_a_dimension_as_not_applicable(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    first = Dimension.objects.get(name="helpfulness")
    submit(page, in_hand(), **{f"score-{first.pk}": "na"})
    assert first.scores.get().not_applicable


def test_it_explains_kindly_when_the_form_is_not_the_one_handed_out(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    response = submit(page, in_hand(), FRAGMENT, shown="999")
    assert response.status_code == 409
    assert "perhaps in an old tab" in response.content.decode()


def test_it_refuses_a_damaged_form(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    assert submit(page, in_hand(), key="no key").status_code == 400


def test_it_knows_nobody_else_s_assignment(page: Client, project: Project, client_of, lead: User) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    assert submit(client_of(lead), in_hand()).status_code == 404


def test_a_skip_goes_to_others_and_never_comes_back(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    response = page.post(f"{PAGE}{in_hand().pk}/skip/", {"reason": "I cannot judge this"}, headers=FRAGMENT)
    assert "Nothing to annotate right now" in response.content.decode()
    assert Assignment.objects.get().skip_reason == "I cannot judge this"


def test_a_skip_needs_a_reason(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    assert page.post(f"{PAGE}{in_hand().pk}/skip/", {}).status_code == 400


def test_undo_opens_the_last_answer_as_it_was_given(page: Client, project: Project) -> None:
    open_round(project, items=2)
    page.get(PAGE)
    first = in_hand()
    submit(page, first, comment="my reason")
    html = page.post(f"{PAGE}undo/", headers=FRAGMENT).content.decode()
    assert f'data-assignment="{first.pk}"' in html
    assert "my reason" in html
    assert html.count("checked") == 2


def test_undo_says_when_there_is_nothing_to_undo(page: Client, project: Project) -> None:
    assert page.post(f"{PAGE}undo/", headers=FRAGMENT).status_code == 409


def test_a_heartbeat_prolongs_the_lease(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    before = in_hand().lease_until
    assert page.post(f"{PAGE}{in_hand().pk}/heartbeat/").status_code == 204
    assert in_hand().lease_until > before


def test_a_heartbeat_says_when_the_round_no_longer_collects(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    Round.objects.update(state=Round.State.CANCELLED)
    assert page.post(f"{PAGE}{in_hand().pk}/heartbeat/").status_code == 409


@pytest.mark.parametrize("action", ["submit/", "skip/", "heartbeat/"])
def test_it_does_nothing_on_get(page: Client, project: Project, action: str) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    assert page.get(f"{PAGE}{in_hand().pk}/{action}").status_code == 405


def test_it_speaks_turkish_to_whom_reads_turkish(page: Client, project: Project, annotator: User) -> None:
    annotator.language = "tr"
    annotator.save(update_fields=["language"])
    open_round(project, items=1)
    html = page.get(PAGE).content.decode()
    assert '<html lang="tr"' in html
    assert "Gönder ve ilerle" in html


def test_it_says_whose_page_it_is_so_that_a_script_sends_nothing_as_somebody_else(
    page: Client, project: Project, annotator: User
) -> None:
    open_round(project, items=1)
    assert page.get(PAGE)["X-Kalibre-Reader"] == str(annotator.pk)
    assert submit(page, in_hand(), FRAGMENT)["X-Kalibre-Reader"] == str(annotator.pk)


def test_another_answer_from_an_old_tab_is_offered_as_a_change(page: Client, project: Project) -> None:
    open_round(project, items=2)
    page.get(PAGE)
    first = in_hand()
    submit(page, first, FRAGMENT)
    response = submit(page, first, FRAGMENT, comment="A second thought")
    assert response.status_code == 409
    assert f'href="/projects/tea/answers/{first.pk}/?kept=1"' in response.content.decode()


def test_the_same_answer_from_an_old_tab_is_one_answer_and_offers_nothing(page: Client, project: Project) -> None:
    open_round(project, items=2)
    page.get(PAGE)
    first = in_hand()
    submit(page, first, FRAGMENT)
    html = submit(page, first, FRAGMENT).content.decode()
    assert "It counts once" in html
    assert "kept=1" not in html


def test_an_undo_sent_twice_takes_back_one_answer(page: Client, project: Project) -> None:
    open_round(project, items=3)
    for _answer in range(2):
        page.get(PAGE)
        submit(page, in_hand())
    last = Assignment.objects.filter(state=Assignment.State.DONE).latest("submitted_at", "pk")
    for _attempt in range(2):
        html = page.post(f"{PAGE}undo/", {"assignment": last.pk}, headers=FRAGMENT).content.decode()
        assert f'data-assignment="{last.pk}"' in html
    assert Assignment.objects.filter(state=Assignment.State.DONE).count() == 1


def test_undo_goes_on_with_the_seconds_spent_before(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    submit(page, in_hand())
    assert 'name="seconds" value="3.5"' in page.post(f"{PAGE}undo/", headers=FRAGMENT).content.decode()


@pytest.mark.parametrize("named", ["x", "9" * 40, "0"])
def test_undo_of_an_answer_that_is_not_one_s_own_takes_nothing_of_others(
    page: Client, project: Project, named: str
) -> None:
    open_round(project, items=1)
    assert page.post(f"{PAGE}undo/", {"assignment": named}, headers=FRAGMENT).status_code == 409


def test_a_skip_may_be_in_one_s_own_words(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    address = f"{PAGE}{in_hand().pk}/skip/"
    assert page.post(address, {"reason": "other", "skip_words": " "}).status_code == 400
    page.post(address, {"reason": "other", "skip_words": "Half of it is missing"})
    assert Assignment.objects.get().skip_reason == "Half of it is missing"


def test_it_tells_how_far_how_much_and_how_fast_from_the_totals(page: Client, project: Project) -> None:
    open_round(project, items=5)
    for _answer in range(3):
        page.get(PAGE)
        submit(page, in_hand(), seconds="41")
    html = page.get(PAGE).content.decode()
    assert "3 done · about 2 left · ~40 s each" in html
    assert 'title="Question' in html  # what undo would open


def test_practice_says_so_and_shows_what_was_expected_before_the_next_task(page: Client, project: Project) -> None:
    for number in range(2):
        make_gold(project, purpose="training", position=number, explanation="It **solves** it.")
    checked_round(project, items=1, training=True)
    assert "Practice 1 of 2" in page.get(PAGE).content.decode()
    helpfulness = Dimension.objects.get(name="helpfulness").pk
    html = submit(page, in_hand(), FRAGMENT, **{f"score-{helpfulness}": "2"}).content.decode()
    assert "Not quite" in html
    assert "<strong>solves</strong>" in html
    lesson, next_task = html.split("<template data-next>")
    assert "Practice 2 of 2" in next_task
    assert lesson.index('data-response="') < lesson.index("Expected")  # what it was about stands beside it
    html = submit(page, in_hand()).content.decode()  # without a script too
    assert "That is right" in html
    assert "Practice 3" not in html


def test_a_pause_by_checks_is_told_kindly(page: Client, project: Project, annotator: User) -> None:
    open_round(project)
    member_pause(membership=member(annotator, project), because=Membership.Because.ACCURACY, now=NOW)
    html = page.get(PAGE).content.decode()
    assert "A short break, please" in html
    assert "Look again" not in html


@pytest.mark.parametrize("name", ["shown", "best-all", "rank-all"])
def test_a_number_of_thousands_of_digits_is_refused(page: Client, project: Project, name: str) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING" if name == "rank-all" else "BEST_WORST",))
    page.get(PAGE)
    given = {f"rank-all-{pk}": "1" for pk in in_hand().shown} | {"best-all": "1", "worst-all": "2"}
    name = f"rank-all-{in_hand().shown[0]}" if name == "rank-all" else name
    assert submit(page, in_hand(), **given | {name: "9" * 5000}).status_code == 400
