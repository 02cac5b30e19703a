"""The lead's live view: what it shows, to whom, and what a lead does there."""

import json
import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.models import Adjudication, Assignment, Membership, Project, Rater, Round, Task, User
from annotations.selectors.monitoring import kinds_of
from annotations.selectors.stuck import tasks_stuck
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next, assignment_skip
from annotations.services.members import member_pause, rater_of
from tests.annotations.world import full_scores, make_rater, open_round
from tests.ranking.planted import honest, planted_round

pytestmark = pytest.mark.django_db
PAGE = "/projects/tea/rounds/1/people/"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def page(client_of, lead: User) -> Client:
    return client_of(lead)


def answered(given: Assignment) -> None:
    answer_submit(
        assignment_id=given.pk, rater=given.rater, key=uuid4(), shown=given.shown or [], answer=full_scores(),
        now=timezone.now(),
    )  # fmt: skip


def text_of(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_an_empty_round_says_what_will_be_here(page: Client, project: Project) -> None:
    open_round(project, items=2)
    text = text_of(page.get(PAGE))
    assert "Nobody has answered yet" in text
    assert "the line of agreement is drawn here" in text


def test_a_lead_sees_names_and_figures_and_a_reviewer_pseudonyms(page: Client, client_of, reviewer, project) -> None:
    planted_round(project)
    text = text_of(page.get(PAGE))
    assert "cara" in text
    assert "960 of 960 answers are in" in text
    assert "<svg" in text
    assert "times running" in text
    seen = text_of(client_of(reviewer).get(PAGE)) + text_of(client_of(reviewer).get("/projects/tea/rounds/1/"))
    assert "cara" not in seen
    assert Rater.objects.get(name="cara").pseudonym in seen
    assert "Let in again" not in seen


def test_the_fragment_is_the_page_without_its_frame(page: Client, project: Project) -> None:
    planted_round(project, tasks=5)
    text = text_of(page.get(f"{PAGE}live/"))
    assert text.lstrip().startswith('<div class="page-head">')
    assert "<html" not in text


def test_fifty_annotators_cost_as_many_statements_as_two(page: Client, project: Project) -> None:
    for people in (2, 50):
        planted_round(project, {f"r{n}": honest for n in range(people)}, tasks=12)
    counts = []
    for number in (1, 2):
        with CaptureQueriesContext(connection) as seen:
            assert page.get(f"/projects/tea/rounds/{number}/people/").status_code == 200
        counts.append(len(seen))
    assert counts[1] <= counts[0]
    assert counts[1] < 50


def test_pausing_and_letting_in_again(page: Client, project: Project, annotator: User) -> None:
    open_round(project, items=2)
    member = Membership.objects.get(user=annotator)
    text = text_of(page.post(f"{PAGE}{member.pk}/pause/", {"paused": "1"}, follow=True))
    assert "ayse is paused" in text
    member.refresh_from_db()
    assert (member.paused, member.paused_because) == (True, Membership.Because.LEAD)
    assert "ayse may answer again" in text_of(page.post(f"{PAGE}{member.pk}/pause/", {"paused": "0"}, follow=True))
    member.refresh_from_db()
    assert (member.paused, member.paused_because) == (False, "")


def test_a_round_paused_here_leads_back_here_and_nowhere_else(page: Client, project: Project) -> None:
    open_round(project, items=1)
    pause = "/projects/tea/rounds/1/pause/"
    assert page.post(pause, {"paused": "1", "next": PAGE}).url == PAGE
    assert page.post(pause, {"paused": "0", "next": "https://elsewhere.example/"}).url == "/projects/tea/rounds/1/"


def test_a_task_in_hand_is_taken_back_or_given_to_somebody(page: Client, project: Project, annotator: User) -> None:
    open_round(project, items=1)
    other = make_rater(project, "mert")
    held = assignment_next(rater=rater_of(project=project, user=annotator), now=timezone.now())
    to = Membership.objects.get(user=other.user).pk
    offered = re.findall(r'<option value="(\d+)">', page.get(PAGE).content.decode())
    assert str(to) in offered
    assert str(Membership.objects.get(user=annotator).pk) not in offered
    text = text_of(page.post(f"{PAGE}assignments/{held.pk}/reassign/", {"to": to}, follow=True))
    assert "mert" in text
    given = Assignment.objects.get(rater=other)
    assert (given.state, Task.objects.get().taken) == ("OPEN", 1)
    page.post(f"{PAGE}assignments/{given.pk}/reassign/", {"to": ""})
    assert Task.objects.get().taken == 0
    again = text_of(page.post(f"{PAGE}assignments/{given.pk}/reassign/", {"to": ""}, follow=True))
    assert "not in anybody" in again


def test_a_task_that_all_have_skipped_is_told_and_one_more_reader_mends_it(page, project, annotator, lead) -> None:
    round = open_round(project, items=2)
    rater = rater_of(project=project, user=annotator)
    held = assignment_next(rater=rater, now=timezone.now())
    assignment_skip(assignment_id=held.pk, rater=rater, reason="No Turkish here", now=timezone.now())
    assert [task.pk for task in tasks_stuck(round)] == [held.task_id]
    assert [(one.free, one.stuck) for one in kinds_of(round, stuck=tasks_stuck(round))] == [(2, 1)]
    for path in ("/", "/projects/tea/"):
        assert "1 task with nobody left" in text_of(page.get(path)), path
    assert "nobody left to take it" in text_of(page.get(PAGE))
    assert "No Turkish here" in text_of(page.get(f"{PAGE}remarks/?kind=skips&rater={rater.pk}"))
    assert "Question" in text_of(page.get(f"{PAGE}remarks/?kind=stuck"))
    here = text_of(page.get("/projects/tea/rounds/1/"))
    assert "nobody left to take it" in here
    assert "Every answer is in that anybody" not in here
    make_rater(project, "mert", role=Membership.Role.ANNOTATOR)
    assert tasks_stuck(round) == []


def test_a_round_whose_last_tasks_nobody_is_left_for_offers_its_close(page, project, annotator, lead) -> None:
    round = open_round(project, items=2)
    rater = rater_of(project=project, user=annotator)
    held = assignment_next(rater=rater, now=timezone.now())
    assignment_skip(assignment_id=held.pk, rater=rater, reason="No Turkish here", now=timezone.now())
    last = assignment_next(rater=rater, now=timezone.now())
    answered(last)
    here = page.get("/projects/tea/rounds/1/")
    assert "Every answer is in that anybody is left to give" in text_of(here)
    assert "nobody is left to give it. Close the round without it?" in here.content.decode()
    stuck = page.get(f"{PAGE}remarks/?kind=stuck")
    member = Membership.objects.get(user=lead)
    assert f'<option value="{member.pk}">leyla</option>' in stuck.content.decode()
    assert ">ayse<" not in stuck.content.decode()
    given = page.post(f"{PAGE}tasks/{held.task_id}/assign/", {"to": member.pk}, follow=True)
    assert "The task is leyla’s now" in text_of(given)
    assert tasks_stuck(round) == []
    assert "Every answer is in that anybody" not in text_of(page.get("/projects/tea/rounds/1/"))
    assert "Name another person" in text_of(page.post(f"{PAGE}tasks/{held.task_id}/assign/", {}, follow=True))


def test_a_round_says_that_it_asks_for_more_people_than_there_are(page, project, annotator) -> None:
    open_round(project, items=2, overlap=3)
    for path in ("/projects/tea/rounds/1/", PAGE):
        assert "asks for 3 people, and 1 may take it" in text_of(page.get(path)), path
    Membership.objects.filter(user=annotator).update(paused=True)
    assert "Nobody may take a task of this round" in text_of(page.get(PAGE))


def test_flags_pauses_and_decisions_are_counted_where_a_lead_looks(page, client_of, project, annotator) -> None:
    round = planted_round(project, {"hana": honest, "hugo": honest}, tasks=12)
    flagged = Assignment.objects.filter(rater__name="hana")[0]
    Assignment.objects.filter(pk=flagged.pk).update(flags=["broken item", "unsafe"])
    member = Membership.objects.get(user__username="hugo")
    member_pause(membership=member, because=Membership.Because.ACCURACY, now=timezone.now())
    Adjudication.objects.create(task=Task.objects.last(), reason="asked")
    for path in ("/", "/projects/tea/"):
        text = text_of(page.get(path))
        assert "1 flagged task" in text, path
        assert "1 annotator paused by checks" in text, path
        assert "1 task to decide on" in text, path
    assert "flagged task" not in text_of(client_of(annotator).get("/"))
    remarks = text_of(page.get(f"{PAGE}remarks/?kind=flags"))
    assert "broken item" in remarks
    assert "Harmful or unsafe" in remarks
    Adjudication.objects.create(task=flagged.task, reason="flagged")
    assert "flagged task" not in text_of(page.get("/"))
    assert round.number == 1


def test_the_api_says_the_same_and_acts(page: Client, client_of, reviewer, project: Project) -> None:
    planted_round(project)
    body = page.get("/api/v1/projects/tea/rounds/1/people/").json()
    people = {one["name"]: one for one in body["people"]}
    assert body["done"] == 960
    assert body["agreement"][-1]["answers"] == 960
    assert people["lena"]["leniency"]["low"] > 0.4
    assert people["cara"]["agreement"]["value"] < people["hana"]["agreement"]["value"]
    seen = client_of(reviewer).get("/api/v1/projects/tea/rounds/1/people/").json()
    assert {one["name"] for one in seen["people"]} == {None}
    member = people["cara"]["member"]
    assert page.post(f"/api/v1/projects/tea/members/{member}/pause/").json()["paused"] is True
    assert page.post(f"/api/v1/projects/tea/members/{member}/resume/").json()["paused"] is False
    assert page.post("/api/v1/projects/tea/members/99999/pause/").status_code == 404


def test_the_api_reassigns(page: Client, project: Project, annotator: User) -> None:
    open_round(project, items=1)
    mert = make_rater(project, "mert")
    held = assignment_next(rater=rater_of(project=project, user=annotator), now=timezone.now())
    body = json.dumps({"to": Membership.objects.get(user=mert.user).pk})
    said = page.post(f"/api/v1/assignments/{held.pk}/reassign/", body, content_type="application/json")
    assert (said.status_code, said.json()["state"]) == (200, "OPEN")
    assert Assignment.objects.get(pk=said.json()["assignment"]).rater == mert
    assert page.post("/api/v1/assignments/999999/reassign/").status_code == 404


def test_the_api_gives_what_nobody_is_left_for_to_a_member(page, client_of, project, annotator, reviewer) -> None:
    open_round(project, items=1)
    rater = rater_of(project=project, user=annotator)
    task = assignment_next(rater=rater, now=timezone.now())
    assignment_skip(assignment_id=task.pk, rater=rater, reason="Not mine", now=timezone.now())
    left = page.get("/api/v1/projects/tea/rounds/1/people/").json()["left"]
    assert left == {"able": 1, "asked": 1, "stuck": [task.task_id]}
    path = f"/api/v1/projects/tea/tasks/{task.task_id}/assign/"
    body = json.dumps({"to": Membership.objects.get(user=reviewer).pk})
    assert client_of(reviewer).post(path, body, content_type="application/json").status_code == 403
    given = page.post(path, body, content_type="application/json")
    assert (given.status_code, given.json()["state"]) == (200, "OPEN")
    assert page.post(path, body, content_type="application/json").status_code == 409
    assert page.post(path, "{}", content_type="application/json").json()["fields"].keys() == {"to"}
    assert (
        page.post(path.replace(str(task.task_id), "999999"), body, content_type="application/json").status_code == 404
    )


def test_progress_counts_places_and_not_checks(project: Project, annotator: User) -> None:
    round = open_round(project, items=2)
    assignment_next(rater=rater_of(project=project, user=annotator), now=timezone.now())
    found = kinds_of(Round.objects.get(pk=round.pk), stuck=[])
    assert [(one.needed, one.done, one.held, one.free) for one in found] == [(2, 0, 1, 1)]
