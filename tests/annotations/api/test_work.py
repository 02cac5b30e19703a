"""The annotators' routes over HTTP."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.models import ApiToken, Assignment, Ballot, Project, Round, Task, TaskResponse, User
from annotations.services.handout import LEASE, assignment_return_expired
from annotations.services.tokens import token_create, token_revoke
from tests.annotations.world import full_scores, make_items, make_rater, make_responses, make_round, open_round

pytestmark = pytest.mark.django_db


def token_of(user: User, **fields: Any) -> ApiToken:
    now = timezone.now()
    made = token_create(user=user, name="script", now=now, **{"expires_at": now + timedelta(days=1)} | fields)
    made.token.secret = made.secret
    return made.token


class Api:
    """A script with a token."""

    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"authorization": f"Token {secret}"}, enforce_csrf_checks=True)

    def send(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body) if body is not None else ""
        return self.client.generic(method, f"/api/v1/{path}", data, content_type="application/json")

    def post(self, path: str, body: object = None) -> Any:
        return self.send("POST", path, body)

    def next(self) -> dict[str, Any]:
        answer = self.post("projects/tea/next/")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def submit(self, given: dict[str, Any], **fields: Any) -> Any:
        body = {"key": str(uuid4()), "shown": [one["id"] for one in given["responses"]], **full_scores()} | fields
        return self.post(f"assignments/{given['id']}/submit/", body)


@pytest.fixture
def api(annotator: User) -> Api:
    return Api(token_of(annotator).secret)


def test_next_gives_a_blind_task_and_204_when_nothing_waits(project: Project, api: Api) -> None:
    assert api.post("projects/tea/next/").status_code == 204
    open_round(project, items=1, each=3, kinds=("RANKING",))
    given = api.next()
    assert set(given) == {"id", "task", "item", "responses", "dimensions", "lease_until"}
    assert given["task"]["kind"] == "RANKING"
    assert set(given["item"]) == {"prompt", "messages", "reference", "language"}
    assert [set(one) for one in given["responses"]] == [{"id", "text"}] * 3
    assert given["dimensions"][0]["name"] == "helpfulness"
    assert (given["dimensions"][0]["min"], given["dimensions"][0]["max"]) == (1, 5)
    assert len(given["dimensions"][0]["levels"]) == 5
    for secret in ("secret-model", "temperature", "0.7", "version", "judge"):
        assert secret not in json.dumps(given)
    assert [one["id"] for one in given["responses"]] == Assignment.objects.get().shown


def test_submit_answers_201_and_a_repeat_200_with_the_same_body(project: Project, api: Api) -> None:
    open_round(project)
    given, key = api.next(), str(uuid4())
    first = api.submit(given, key=key, next=True)
    again = api.submit(given, key=key, next=True)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["answer"] == {"id": given["id"]}
    assert first.json()["next"]["id"] != given["id"]
    assert api.submit(first.json()["next"]).json()["next"] is None


def test_next_is_null_after_the_last_task(project: Project, api: Api) -> None:
    open_round(project, items=1)
    assert api.submit(api.next(), next=True).json()["next"] is None


def test_faults_have_one_shape(project: Project, api: Api) -> None:
    open_round(project)
    given = api.next()
    wrong = api.submit(given, scores={"helpfulness": 9, "correctness": 1})
    assert wrong.status_code == 400
    assert set(wrong.json()) == {"detail", "fields"}
    assert set(wrong.json()["fields"]) == {"scores.helpfulness"}
    assert set(api.submit(given, key="no uuid").json()["fields"]) == {"key"}
    assert api.submit(given, shown=[0]).status_code == 409
    for huge in (10**17, 10**30):
        assert api.submit({**given, "id": huge}).status_code == 404
    assert api.post(f"assignments/{given['id']}/submit/", []).status_code == 400
    for answer in (api.post("projects/none/next/"), api.send("GET", "projects/tea/next/")):
        assert set(answer.json()) == {"detail", "fields"}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "[1]",
        '"x"',
        '{"key": 1}',
        '{"shown": {}}',
        '{"scores": {"\\ud800": 1}}',
        '{"comment": "\\u0000"}',
    ],
)
def test_garbage_is_a_400_never_a_500(project: Project, api: Api, body: str) -> None:
    open_round(project)
    path = f"/api/v1/assignments/{api.next()['id']}/submit/"
    answer = api.client.post(path, body, content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()) == {"detail", "fields"}


JUNK = [None, True, 3, -1.5, 10**40, "", "x", "\x00", [], [[]], [None], {}, {"a": 1}, [[[1]]], "x" * 200_000]
TAKEN = {
    "comment": {3, -1.5, 10**40, "", "x"},
    "rewrite": {3, -1.5, 10**40, "", "x"},
    "seconds": {None, 3, True},
    "next": {True},
}
# What says nothing of the kind is no fault.
EMPTY = {"flags": [[]], "rankings": [None, "", [], {}], "none_acceptable": ["", None]}


@pytest.mark.parametrize(
    "field", ["key", "shown", "scores", "comment", "flags", "rewrite", "seconds", "next", "rankings", "none_acceptable"]
)
def test_what_no_field_can_hold_is_named_or_refused_and_nothing_is_stored(
    project: Project, api: Api, field: str
) -> None:
    open_round(project)
    given = api.next()
    for value in JUNK:
        if value in EMPTY.get(field, []) or (not isinstance(value, list | dict) and value in TAKEN.get(field, set())):
            continue
        answer = api.submit(given, **{field: value})
        assert answer.status_code in (400, 409), (value, answer.content)
        assert set(answer.json()) == {"detail", "fields"}
    assert not Assignment.objects.filter(state="DONE").exists()


def test_a_key_is_a_uuid_and_no_number(project: Project, api: Api) -> None:
    open_round(project)
    answer = api.submit(api.next(), key=1)
    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"key"})


def test_an_edit_of_nothing_is_no_edit(project: Project, api: Api) -> None:
    open_round(project)
    given = api.next()
    api.submit(given)
    same = api.send("PATCH", f"answers/{given['id']}/", {})
    assert (same.status_code, same.json()["edited_at"]) == (200, None)


def test_a_half_surrogate_in_a_dimensions_name_is_a_400(project: Project, api: Api) -> None:
    open_round(project)
    given = api.next()
    shown = [one["id"] for one in given["responses"]]
    body = f'{{"key": "{uuid4()}", "shown": {shown}, "scores": {{"\\ud800": 1}}, "comment": "\\ud800"}}'
    answer = api.client.post(f"/api/v1/assignments/{given['id']}/submit/", body, content_type="application/json")
    assert answer.status_code == 400


def test_a_late_holder_is_told_in_words(project: Project, annotator: User, api: Api) -> None:
    open_round(project, items=1)
    given = api.next()
    assignment_return_expired(now=timezone.now() + LEASE * 2)
    bob = Api(token_of(make_rater(project, "bob").user).secret)
    assert bob.submit(bob.next()).status_code == 201
    late = api.submit(given)
    assert late.status_code == 409
    assert "somebody else" in late.json()["detail"]


def test_heartbeat_skip_undo_and_edit(project: Project, api: Api) -> None:
    open_round(project)
    given = api.next()
    assert api.post(f"assignments/{given['id']}/heartbeat/").json()["lease_until"] > given["lease_until"]
    assert api.post(f"assignments/{given['id']}/skip/", {}).json()["fields"].keys() == {"reason"}
    assert api.post(f"assignments/{given['id']}/skip/", {"reason": "Not mine"}).status_code == 204
    other = api.next()
    assert other["id"] != given["id"]
    api.submit(other, comment="Hm")
    undone = api.post(f"assignments/{other['id']}/undo/").json()
    assert undone["id"] == other["id"]
    assert undone["previous"] == {**full_scores(), "comment": "Hm", "flags": [], "rewrite": "", "seconds": None}
    assert api.post(f"assignments/{other['id']}/undo/").status_code == 409
    api.submit(other)
    edited = api.send("PATCH", f"answers/{other['id']}/", {"scores": {"helpfulness": 1}})
    assert edited.json()["scores"] == {"helpfulness": 1, "correctness": 4}
    assert api.send("GET", f"answers/{other['id']}/").json() == edited.json()
    Round.objects.update(state="CLOSED")
    assert api.send("PATCH", f"answers/{other['id']}/", {"comment": "late"}).status_code == 409


def test_others_assignments_are_not_there(project: Project, lead: User, api: Api) -> None:
    open_round(project)
    given = api.next()
    other = Api(token_of(lead).secret)
    for path in ("submit", "heartbeat", "skip", "undo"):
        assert other.post(f"assignments/{given['id']}/{path}/", {"reason": "x"}).status_code == 404
    assert other.send("PATCH", f"answers/{given['id']}/", {}).status_code == 404


def test_who_left_the_project_can_do_nothing(project: Project, annotator: User, api: Api) -> None:
    open_round(project)
    given = api.next()
    annotator.memberships.all().delete()
    assert api.post("projects/tea/next/").status_code == 404
    assert api.submit(given).status_code == 404


def test_a_token_must_be_known_alive_and_its_person_active(project: Project, annotator: User) -> None:
    good = token_of(annotator)
    assert Api(good.secret).post("projects/tea/next/").status_code == 204
    assert Api("kal_guess").post("projects/tea/next/").status_code == 401
    assert Api("two words").post("projects/tea/next/").status_code == 401
    assert Client().post("/api/v1/projects/tea/next/").status_code == 401
    expired = token_of(annotator)
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Api(expired.secret).post("projects/tea/next/").status_code == 401
    token_revoke(token=good, now=timezone.now())
    assert Api(good.secret).post("projects/tea/next/").status_code == 401
    sleeping = token_of(annotator)
    User.objects.filter(pk=annotator.pk).update(is_active=False)
    assert Api(sleeping.secret).post("projects/tea/next/").status_code == 401


def test_the_database_keeps_no_secret(annotator: User) -> None:
    token = token_of(annotator)
    assert token.secret not in json.dumps(list(ApiToken.objects.values()), default=str)


@pytest.mark.parametrize(
    ("scope", "work", "rounds"), [("annotate", 204, 403), ("read", 403, 200), ("manage", 403, 200)]
)
def test_a_token_does_what_its_scope_says(project: Project, lead: User, scope: str, work: int, rounds: int) -> None:
    api = Api(token_of(lead, scope=scope).secret)
    assert api.post("projects/tea/next/").status_code == work
    assert api.send("GET", "projects/tea/rounds/").status_code == rounds


def test_a_token_of_another_project_sees_nothing_here(project: Project, annotator: User, api: Api) -> None:
    elsewhere = Project.objects.create(slug="coffee", name="Coffee")
    bound = Api(token_of(annotator, project=elsewhere).secret)
    assert bound.post("projects/tea/next/").status_code == 404
    open_round(project)
    assert bound.submit(api.next()).status_code == 404


def test_a_browser_session_needs_its_csrf_token(project: Project, annotator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(annotator)
    assert client.post("/api/v1/projects/tea/next/").status_code == 403
    token = client.cookies["csrftoken"] = "a" * 32
    answer = client.post("/api/v1/projects/tea/next/", content_type="application/json", headers={"x-csrftoken": token})
    assert answer.status_code == 204


def test_next_and_submit_cost_a_fixed_number_of_queries(project: Project, api: Api) -> None:
    open_round(project, items=30, overlap=2)
    api.submit(api.next())
    counts = set()
    for _each in range(10):
        with CaptureQueriesContext(connection) as asking:
            given = api.next()
        with CaptureQueriesContext(connection) as answering:
            api.submit(given)
        counts.add(tuple(len([q for q in one if "SAVEPOINT" not in q["sql"]]) for one in (asking, answering)))
    assert counts == {(13, 7)}


@pytest.mark.parametrize("body", ["[" * 100_000, '{"scores":' + '{"a":' * 50_000 + "1" + "}" * 50_001])
def test_json_nested_without_end_is_refused_in_words(project: Project, api: Api, body: str) -> None:
    open_round(project)
    given = api.next()
    path = f"/api/v1/assignments/{given['id']}/submit/"
    answer = api.client.generic("POST", path, body, content_type="application/json")
    assert answer.status_code == 400
    assert "nested" in answer.json()["detail"]


def test_where_nothing_has_an_order_the_whole_is_ranked(project: Project, api: Api) -> None:
    project.rubric.dimensions.update(kind="category", levels=[{"code": "warm", "text": "Warm"}])
    open_round(project, items=1, each=3, kinds=("RANKING",), per_dimension=True)
    given = api.next()
    assert given["task"]["per_dimension"] is False
    order = [[one["id"]] for one in given["responses"]]
    assert api.submit(given, scores={}, ranking=order).status_code == 201


def test_ten_responses_are_ranked_with_ties_over_the_api(api: Api, project: Project) -> None:
    round = make_round(project, kinds=["RANKING"])
    (item,) = make_items(project, 1, messages=[{"role": "user", "content": "Tea?"}])
    task = Task.objects.create(round=round, item=item, kind="RANKING", seq=1)
    for position, response in enumerate(make_responses(round, [item], 10)):
        TaskResponse.objects.create(task=task, response=response, position=position)
    given = api.next()
    assert given["item"]["messages"] == [{"role": "user", "content": "Tea?"}]
    first, *rest, last = (one["id"] for one in given["responses"])
    ranking = [[last], *([one] for one in rest[:-1]), sorted([rest[-1], first])]
    body = {"key": str(uuid4()), "shown": [one["id"] for one in given["responses"]], "ranking": ranking}
    assert api.post(f"assignments/{given['id']}/submit/", body).status_code == 201
    assert Ballot.objects.get().ranking == ranking
