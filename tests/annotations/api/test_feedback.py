"""Feedback over HTTP: strict, idempotent, all or nothing unless asked otherwise."""

import json
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from annotations.models import ApiToken, Feedback, Project, User
from annotations.services.tokens import token_create
from tests.annotations.world import make_items, make_responses, make_round
from tests.ranking.made import make_template

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/projects/tea/feedback/"


def send(client: Client, body: object, **headers: str):
    return client.post(ADDRESS, json.dumps(body), content_type="application/json", headers=headers)


@pytest.fixture
def client(project: Project, lead: User, client_of) -> Client:
    return client_of(lead)


@pytest.fixture
def response(project: Project) -> int:
    version = make_template(project)
    made = make_responses(make_round(project), make_items(project, 1))[0]
    made.version = version
    made.save()
    return made.pk


def test_it_stores_one_object_with_the_version_that_made_the_response(client, response) -> None:
    text = '<script>alert(1)</script> =HYPERLINK("x") \u202e çok iyi 🫖'
    said = {"key": "a", "response": response, "thumb": -1, "score": 0.25, "text": text, "metadata": {"user": 1}}
    assert send(client, said | {"said_at": "2026-03-01T12:00:00+03:00"}).status_code == 201
    row = Feedback.objects.get()
    assert (row.text, row.thumb, row.score, row.value, row.metadata) == (text, -1, 0.25, 0.25, {"user": 1})
    assert row.said_at.hour == 9
    assert str(row.version) == "answer v1"


@pytest.mark.both
def test_the_same_key_again_is_present_and_changes_nothing(client, response) -> None:
    rows = [{"key": str(n), "trace": f"t{n}", "thumb": 1} for n in range(3)]
    assert send(client, {"rows": rows}).json() == {"stored": 3, "present": 0, "refused": 0, "fields": {}}
    again = [row | {"thumb": -1} for row in rows] + [{"key": "9", "trace": "t", "thumb": 1}] * 2
    answer = send(client, {"rows": again})
    assert (answer.status_code, answer.json()["stored"], answer.json()["present"]) == (201, 1, 4)
    assert send(client, {"rows": again}).status_code == 200
    assert set(Feedback.objects.values_list("thumb", flat=True)) == {1}


def test_one_bad_row_keeps_all_out_unless_part_is_asked_for(client, project) -> None:
    rows = [{"key": "a", "trace": "t", "thumb": 1}, {"key": "b", "trace": "t", "thumb": 2}, {"key": "c"}]
    answer = send(client, {"rows": rows})
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"rows.1.thumb", "rows.2.response", "rows.2.thumb"}
    assert not Feedback.objects.exists()
    answer = send(client, {"rows": rows, "partial": True})
    assert (answer.status_code, answer.json()["stored"], answer.json()["refused"]) == (201, 1, 2)
    assert set(answer.json()["fields"]) == {"rows.1.thumb", "rows.2.response", "rows.2.thumb"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", ""), ("key", 7), ("key", "k" * 201), ("key", "a\x00"), ("response", "1"), ("response", True),
        ("response", 10**30), ("response", 999), ("thumb", 0), ("thumb", True), ("score", 1.2), ("score", "0.5"),
        ("text", "a\x00b"), ("text", "\ud800"), ("text", "x" * 20_001), ("correction", ["x"]), ("metadata", [1]),
        ("metadata", {"x": "y" * 4_000}), ("metadata", {"x": "\x00"}), ("said_at", "2026-03-01T12:00:00"),
        ("said_at", "2999-01-01T00:00:00Z"), ("said_at", "2026-13-01T00:00:00Z"), ("said_at", 5),
        ("version", 1), ("stars", 5),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_its_field(client, field: str, value: object) -> None:
    answer = send(client, {"key": "a", "trace": "t", "thumb": 1, field: value})
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {field}
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("body", [[], "x", None, {"rows": {}}, {"rows": [], "partial": "yes"}, {"rows": [1]}])
def test_what_is_no_feedback_is_refused(client, body: object) -> None:
    assert send(client, body).status_code == 400


def test_numbers_that_json_does_not_have_are_refused(client) -> None:
    for number in ("NaN", "Infinity"):
        body = f'{{"key": "a", "trace": "t", "thumb": 1, "metadata": {{"x": [{number}]}}}}'
        assert client.post(ADDRESS, body, content_type="application/json").status_code == 400


def test_too_many_rows_and_too_large_a_body_are_refused(client) -> None:
    rows = [{"key": str(n), "trace": "t", "thumb": 1} for n in range(5_001)]
    assert set(send(client, {"rows": rows}).json()["fields"]) == {"rows"}
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000_000):
        assert send(client, {"rows": [{"text": "x" * 1_000_001}]}).status_code == 413


def test_another_project_s_response_and_a_version_that_did_not_make_it_are_refused(client, project, response) -> None:
    other = Project.objects.create(slug="other", name="Other")
    foreign = make_responses(make_round(other), make_items(other, 1))[0]
    assert set(send(client, {"key": "a", "response": foreign.pk, "thumb": 1}).json()["fields"]) == {"response"}
    make_template(project)
    said = {"key": "a", "response": response, "thumb": 1, "template": "answer", "version": 2}
    assert set(send(client, said).json()["fields"]) == {"version"}
    assert send(client, said | {"version": 1}).status_code == 201


def test_a_token_for_feedback_sends_it_and_reads_what_is_served_and_nothing_else(project, lead, response) -> None:
    now = timezone.now()
    made = token_create(
        user=lead, name="app", scope=ApiToken.Scope.FEEDBACK, project=project, now=now,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    headers = {"authorization": f"Token {made.secret}"}
    client = Client()
    assert send(client, {"key": "a", "response": response, "thumb": 1}, **headers).status_code == 201
    assert client.get("/api/v1/projects/tea/templates/answer/active/", headers=headers).status_code == 200
    for address in ("report/", "rounds/", "proposals/", "mappings/"):
        assert client.get(f"/api/v1/projects/tea/{address}", headers=headers).status_code == 403
    assert client.put("/api/v1/projects/tea/templates/answer/active/", headers=headers).status_code == 403


def test_a_token_that_reads_sends_no_feedback(project, lead) -> None:
    now = timezone.now()
    made = token_create(user=lead, name="r", scope=ApiToken.Scope.READ, now=now, expires_at=now + timedelta(days=1))
    headers = {"authorization": f"Token {made.secret}"}
    assert send(Client(), {"key": "a", "trace": "t", "thumb": 1}, **headers).status_code == 403


def test_a_thousand_rows_take_few_statements(client, project, response, django_assert_max_num_queries) -> None:
    # SQLite takes some 80 rows in one statement, PostgreSQL all of them.
    rows = [{"key": str(n), "response": response, "thumb": 1, "text": "fine"} for n in range(1_000)]
    with django_assert_max_num_queries(24):
        assert send(client, {"rows": rows}).json()["stored"] == 1_000
