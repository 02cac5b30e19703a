"""Launching and watching rounds, as a lead does it."""

from datetime import UTC, datetime
from unittest.mock import Mock

import pytest
from django.utils import timezone

from annotations.models import Endpoint, Gold, ImportBatch, Item, Job, Round, TemplateVersion, Worker
from tests.ranking.made import make_items, make_round, make_template

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


@pytest.fixture
def plan(project) -> dict[str, object]:
    version = make_template(project)
    make_items(project, 3)
    endpoint = Endpoint.objects.create(name="here", base_url="local:", languages=["en"])
    return {
        "versions": [version.pk], "endpoint": endpoint.pk, "temperatures": "0.2, 0.8", "samples": 1,
        "split": "develop", "kinds": ["RATING"], "overlap": 2,
    }  # fmt: skip


def test_it_launches_a_round_and_rings_the_bell(page, project, plan, monkeypatch, django_capture_on_commit_callbacks):
    rung = Mock()
    monkeypatch.setattr("annotations.jobs.send", rung)
    with django_capture_on_commit_callbacks(execute=True):
        answer = page.post("/projects/tea/rounds/new/", plan)
    round = Round.objects.get()
    assert answer.url == f"/projects/tea/rounds/{round.number}/"
    assert (round.state, round.temperatures, round.overlap) == ("GENERATING", [0.2, 0.8], 2)
    assert rung.call_args.args == (Job.objects.get(),)
    assert TemplateVersion.objects.get().used_at


def test_it_says_what_a_plan_lacks_and_makes_nothing(page, plan):
    answer = page.post("/projects/tea/rounds/new/", plan | {"kinds": ["RANKING"]})
    assert b"needs at least 3 candidates" in answer.content
    assert not Round.objects.exists()


def test_a_form_that_is_sent_again_with_another_plan_launches_it_at_the_second_press(page, plan):
    plan |= {"key": 7}
    for _twice in range(2):
        assert page.post("/projects/tea/rounds/new/", plan).url == "/projects/tea/rounds/1/"
    answer = page.post("/projects/tea/rounds/new/", plan | {"overlap": 3})
    assert b"was sent already, with another plan" in answer.content
    key = answer.context["form"]["key"].value()
    assert key != 7
    assert f'value="{key}"' in answer.content.decode()
    sent = page.post("/projects/tea/rounds/new/", plan | {"overlap": 3, "key": key})
    assert sent.url == "/projects/tea/rounds/2/"


def test_it_refuses_temperatures_that_are_no_numbers(page, plan):
    answer = page.post("/projects/tea/rounds/new/", plan | {"temperatures": "warm"})
    assert b"Write numbers such as" in answer.content


def test_it_estimates_before_launching(page, project, plan):
    Item.objects.update(language="tr")
    text = page.post("/projects/tea/rounds/estimate/", plan).content.decode()
    # 3 items x 2 temperatures, two answers each.
    assert "<dd>6</dd>" in text
    assert "<dd>12</dd>" in text
    assert "does not know Turkish" in text


def test_the_link_from_a_version_chooses_it_and_its_parent(page, project, plan):
    child = make_template(project)
    text = page.get(f"/projects/tea/rounds/new/?version={child.pk}&split=evaluate").content.decode()
    assert f'value="{child.pk}" id="id_versions_0" checked' in text
    assert '<option value="evaluate" selected>' in text


def test_it_says_that_no_worker_is_running(page, project, plan):
    page.post("/projects/tea/rounds/new/", plan)
    assert "No worker is running" in page.get("/projects/tea/rounds/1/").content.decode()
    Worker.objects.create(name="w", seen_at=timezone.now())
    assert "No worker is running" not in page.get("/projects/tea/rounds/1/").content.decode()


def test_the_polled_fragment_is_no_whole_page(page, project):
    make_round(project, score_of=lambda *args: 3)
    text = page.get("/projects/tea/rounds/1/progress/").content.decode()
    assert "<html" not in text
    assert "Round 1" in text


def test_a_round_that_is_over_is_not_polled(page, project):
    made = make_round(project, score_of=lambda *args: 3)
    assert "every 2s" not in page.get("/projects/tea/rounds/1/").content.decode()
    Round.objects.filter(pk=made.round.pk).update(state="COLLECTING")
    assert "every 2s" in page.get("/projects/tea/rounds/1/").content.decode()


def test_it_pauses_resumes_and_cancels(page, project):
    made = make_round(project, score_of=lambda *args: 3, state="COLLECTING")
    for paused in (True, False):
        page.post("/projects/tea/rounds/1/pause/", {"paused": int(paused)})
        made.round.refresh_from_db()
        assert made.round.paused is paused
    page.post("/projects/tea/rounds/1/cancel/")
    made.round.refresh_from_db()
    assert made.round.state == "CANCELLED"


def test_what_cannot_be_done_is_said(page, project):
    make_round(project, score_of=lambda *args: 3, state="CLOSED")
    answer = page.post("/projects/tea/rounds/1/cancel/", follow=True)
    assert "this cannot be done with it now" in answer.content.decode()


def test_errors_are_counted_by_kind(page, project):
    made = make_round(project, score_of=lambda *args: 3, state="GENERATING")
    made.round.responses.filter(pk__in=made.round.responses.values("pk")[:2]).update(
        state="FAILED", error_kind="timeout"
    )
    text = page.get("/projects/tea/rounds/1/").content.decode()
    assert "timeout" in text
    assert "2 candidates failed" in text


def test_a_reviewer_reads_and_does_not_act(client_of, reviewer, project):
    make_round(project, score_of=lambda *args: 3, state="COLLECTING")
    text = client_of(reviewer).get("/projects/tea/rounds/1/").content.decode()
    assert "/rounds/1/close/" not in text
    assert "Cancel" not in text


def test_a_round_of_an_import_that_is_not_whole_is_not_there(page, project):
    batch = ImportBatch.objects.create(project=project)
    Round.objects.create(
        project=project, number=9, state="CLOSED", batch=batch, created_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert page.get("/projects/tea/rounds/9/").status_code == 404
    assert "Round 9" not in page.get("/projects/tea/rounds/").content.decode()


def test_what_failed_is_tried_again(page, project):
    made = make_round(project, score_of=lambda *args: 3, state="COLLECTING")
    assert "Try what failed again" not in page.get("/projects/tea/rounds/1/").content.decode()
    failed = made.round.responses.filter(pk__in=made.round.responses.values("pk")[:2])
    failed.update(state="FAILED", error_kind="timeout")
    assert "Try what failed again" in page.get("/projects/tea/rounds/1/").content.decode()
    page.post("/projects/tea/rounds/1/retry/")
    assert Job.objects.get().celery_name == "annotations.generate"
    assert made.round.responses.filter(state="PLANNED").count() == 2
    assert "Try what failed again" not in page.get("/projects/tea/rounds/1/").content.decode()


def test_judges_that_could_not_be_asked_are_asked_again(page, project):
    made = make_round(project, score_of=lambda *args: 3, state="COLLECTING")
    Job.objects.create(celery_name="annotations.judge", key="judge:1", round=made.round, state="FAILED")
    page.post("/projects/tea/rounds/1/retry/")
    assert list(Job.objects.filter(state="QUEUED").values_list("celery_name", flat=True)) == ["annotations.judge"]


def test_a_round_without_faults_has_nothing_to_try_again(page, project):
    make_round(project, score_of=lambda *args: 3, state="COLLECTING")
    answer = page.post("/projects/tea/rounds/1/retry/", follow=True)
    assert "No response of this round failed." in answer.content.decode()


@pytest.mark.parametrize("changes", [{"versions": ["9" * 30]}, {"judges": ["9" * 19]}, {"endpoint": "9" * 30}])
@pytest.mark.parametrize("address", ["new", "estimate"])
def test_keys_that_no_row_can_have_are_refused_like_others(page, plan, changes, address):
    answer = page.post(f"/projects/tea/rounds/{address}/", plan | changes)
    assert answer.status_code == 200
    assert not Round.objects.exists()


def test_a_decimal_comma_is_asked_about_and_not_guessed(page, plan):
    answer = page.post("/projects/tea/rounds/new/", plan | {"temperatures": "0,2"})
    assert b"Write 0.2 for one temperature" in answer.content
    assert not Round.objects.exists()


def test_the_kinds_of_task_are_told_in_the_reader_s_language(page, project):
    make_round(project, score_of=lambda *args: 3)
    answer = page.get("/projects/tea/rounds/1/", headers={"Accept-Language": "tr"})
    assert "Puanlama" in answer.content.decode()
    assert "rating" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/projects/tea/rounds/1/", "/projects/tea/rounds/"])
def test_the_split_is_told_in_the_reader_s_language(page, project, address):
    make_round(project, score_of=lambda *args: 3)
    text = page.get(address, headers={"Accept-Language": "tr"}).content.decode()
    assert "Geliştirme" in text
    assert "develop" not in text


def test_a_form_that_is_sent_twice_launches_one_round(page, project, plan):
    first = page.post("/projects/tea/rounds/new/", plan | {"key": 77})
    again = page.post("/projects/tea/rounds/new/", plan | {"key": 77})
    assert first.url == again.url
    assert Round.objects.count() == Job.objects.count() == 1
    page.post("/projects/tea/rounds/new/", plan | {"key": 78})
    assert Round.objects.count() == 2


def test_the_estimate_is_not_asked_for_by_the_form_that_launches(page, project, plan):
    text = page.get("/projects/tea/rounds/new/").content.decode()
    form = text[text.index('<form method="post" class="plan"') :]
    assert "hx-post" not in form[: form.index(">")]
    assert 'name="key"' in form


def test_a_policy_is_set_in_percent_and_told_in_words(page, project, plan):
    quality = {
        "training": "on", "gold_share": "10", "repeat_share": "7.5", "accuracy_floor": "70", "overlap_cap": 4,
        "agreement_floor": "", "adjudicate": "on", "answer_limit": 200, "skills": "medicine, law",
    }  # fmt: skip
    page.post("/projects/tea/rounds/new/", plan | quality)
    policy = Round.objects.get().policy
    assert (policy["gold_share"], policy["repeat_share"], policy["accuracy_floor"]) == (0.1, 0.075, 0.7)
    assert (policy["overlap_cap"], policy["agreement_floor"], policy["answer_limit"]) == (4, 0.6, 200)
    assert (policy["training"], policy["adjudicate"], policy["skills"]) == (True, True, ["medicine", "law"])
    text = page.get("/projects/tea/rounds/1/").content.decode()
    for words in ("Training comes first", "10% of what", "7.5% are own", "less than 70%", "up to 4", "medicine, law"):
        assert words in text


def test_a_policy_that_cannot_be_is_said_at_its_field_and_in_sight(page, project, plan):
    answer = page.post("/projects/tea/rounds/new/", plan | {"overlap": 1, "overlap_cap": 3})
    text = answer.content.decode()
    assert "Choose two answers per task or more" in text
    assert '<details class="group quality" open>' in text
    assert not Round.objects.exists()


def test_a_form_offers_training_and_checks_where_the_project_has_some(page, project, plan):
    assert page.get("/projects/tea/rounds/new/").context["form"].initial["gold_share"] == 0
    item = Item.objects.filter(project=project).first()
    for purpose in ("training", "gold"):
        Gold.objects.create(project=project, purpose=purpose, kind="RATING", item=item)
    initial = page.get("/projects/tea/rounds/new/").context["form"].initial
    assert (initial["training"], initial["gold_share"], initial["repeat_share"]) == (True, 5, 5)


def test_what_teaches_most_may_come_first(page, project, plan, monkeypatch):
    monkeypatch.setattr("annotations.jobs.send", Mock())
    page.post("/projects/tea/rounds/new/", plan | {"labelling": "adaptive", "random_share": "30"})
    policy = Round.objects.get().policy
    assert (policy["labelling"], policy["random_share"]) == ("adaptive", 0.3)
    text = page.get("/projects/tea/rounds/1/").content.decode()
    assert "What teaches most is asked first; 30% of the answers go to tasks that chance chose." in text


def test_a_plan_is_in_random_order_unless_it_says_otherwise(page, plan, monkeypatch):
    monkeypatch.setattr("annotations.jobs.send", Mock())
    page.post("/projects/tea/rounds/new/", plan)
    assert Round.objects.get().policy["labelling"] == "random"


def test_a_share_too_small_for_figures_of_all_tasks_is_refused(page, plan):
    text = page.post("/projects/tea/rounds/new/", plan | {"labelling": "adaptive", "random_share": "5"}).content
    assert b"greater than or equal to 20" in text
    text = page.post("/projects/tea/rounds/new/", plan | {"labelling": "cleverly"}).content
    assert b"Select a valid choice" in text
    assert not Round.objects.exists()
