"""Home, sign-in, preferences, guidelines and the pages that say no."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from annotations.models import Dimension, Item, Project, User
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from tests.annotations.world import full_scores, make_rater, open_round
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_from_sign_in_to_the_first_task_are_two_clicks(client: Client, project: Project, annotator: User) -> None:
    open_round(project, items=1)
    signed_in = client.post("/accounts/login/", {"username": "ayse", "password": PASSWORD}, follow=True)
    assert 'href="/projects/tea/annotate/"' in signed_in.content.decode()
    assert "data-task " in client.get("/projects/tea/annotate/").content.decode()


def test_a_wrong_password_is_said_without_telling_which_was_wrong(client: Client, annotator: User) -> None:
    page = client.post("/accounts/login/", {"username": "ayse", "password": "guess"}).content.decode()
    assert "That name and password do not belong together" in page


def test_home_needs_a_sign_in(client: Client) -> None:
    assert client.get("/").url == "/accounts/login/?next=/"


def test_home_shows_no_project_to_who_has_none(client_of, project: Project, outsider: User) -> None:
    page = client_of(outsider).get("/").content.decode()
    assert "No project yet" in page
    assert "Tea shop" not in page


def test_home_escapes_what_leads_write(client_of, project: Project, annotator: User) -> None:
    Project.objects.update(name="<script>x</script>", description="<img src=x>")
    page = client_of(annotator).get("/").content.decode()
    assert "<script>x" not in page
    assert "<img src=x" not in page


def test_language_and_theme_are_kept_with_the_account(client_of, annotator: User) -> None:
    client = client_of(annotator)
    page = client.post("/account/", {"language": "tr", "theme": "dark"}, follow=True).content.decode()
    assert '<html lang="tr" data-theme="dark">' in page
    annotator.refresh_from_db()
    assert (annotator.language, annotator.theme) == ("tr", "dark")


def test_an_unknown_language_is_refused(client_of, annotator: User) -> None:
    page = client_of(annotator).post("/account/", {"language": "xx", "theme": ""})
    assert page.status_code == 200
    annotator.refresh_from_db()
    assert annotator.language == ""


def test_guidelines_are_safe_markdown_with_the_rubric_in_the_reader_s_language(
    client_of, project: Project, annotator: User
) -> None:
    Project.objects.update(guidelines="Be *fair*. <script>x</script>")
    Dimension.objects.filter(name="helpfulness").update(translations={"tr": {"label": "Yararlılık"}})
    annotator.language = "tr"
    annotator.save(update_fields=["language"])
    page = client_of(annotator).get("/projects/tea/guidelines/").content.decode()
    assert "Be <em>fair</em>" in page
    assert "<script>x" not in page
    assert "Yararlılık" in page


def test_guidelines_are_not_for_outsiders(client_of, project: Project, outsider: User) -> None:
    assert client_of(outsider).get("/projects/tea/guidelines/").status_code == 404


def test_a_missing_page_says_what_to_do(client_of, annotator: User) -> None:
    page = client_of(annotator).get("/no-such-page/")
    assert page.status_code == 404
    assert "Go to my projects" in page.content.decode()


def test_no_page_runs_an_inline_script(client_of, project: Project, annotator: User) -> None:
    open_round(project, items=1)
    for address in ("/", "/account/", "/projects/tea/annotate/", "/projects/tea/answers/"):
        page = client_of(annotator).get(address)
        assert "script-src 'self';" in page.headers["Content-Security-Policy"]
        assert "<script>" not in page.content.decode()
        assert " onclick=" not in page.content.decode()


def test_reviewers_do_not_read_who_said_what(client_of, project: Project, reviewer: User, lead: User) -> None:
    open_round(project, items=1)
    rater, now = make_rater(project, "Ann the annotator"), timezone.now()
    held = assignment_next(rater=rater, now=now)
    answer_submit(
        assignment_id=held.pk, rater=rater, key=uuid4(), shown=held.shown, answer=full_scores(), now=now
    )  # fmt: skip
    address = f"/projects/tea/responses/{held.shown[0]}/"
    seen = client_of(reviewer).get(address).content.decode()
    assert rater.pseudonym in seen
    assert "Ann the annotator" not in seen
    assert "Ann the annotator" in client_of(lead).get(address).content.decode()


def test_a_response_is_read_with_its_conversation_and_the_words_of_its_answers(
    client_of, lead: User, project: Project
) -> None:
    codes = [{"code": "warm", "text": "Warm-hearted"}]
    for name, kind, levels in (("true", "binary", []), ("tone", "category", codes)):
        Dimension.objects.create(
            rubric=project.rubric, name=name, label=name, kind=kind, minimum=0, maximum=1, levels=levels, position=7
        )  # fmt: skip
    Dimension.objects.filter(name="helpfulness").update(translations={"tr": {"label": "Yararlılık"}})
    open_round(project)
    Item.objects.update(messages=[{"role": "user", "content": "Earlier words"}], reference="Tannins")
    now = timezone.now()
    held = assignment_next(rater=make_rater(project, "mert"), now=now)
    answer_submit(
        assignment_id=held.pk, rater=held.rater, key=uuid4(), shown=held.shown, now=now, flags=["unsafe"],
        answer={"scores": {"helpfulness": 4, "correctness": 4, "true": 0, "tone": "warm"}},
    )  # fmt: skip
    client, address = client_of(lead), f"/projects/tea/responses/{held.shown[0]}/"
    assert "Yararlılık" in client.get(address, headers={"Accept-Language": "tr"}).content.decode()
    text = client.get(address).content.decode()
    for words in ("Earlier words", "Tannins", "<b>No</b>", "<b>Warm-hearted</b>", "<b>4</b>", "Harmful or unsafe"):
        assert words in text
