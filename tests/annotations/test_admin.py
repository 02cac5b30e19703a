"""The admin site as site admins fill it in, well and badly."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.models import Credential, Dimension, Endpoint, Project, User
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from tests.annotations.world import full_scores, make_rater, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(site_admin: User, client_of) -> Client:
    return client_of(site_admin)


def sent(client: Client, name: str, fields: dict[str, Any], *, pk: int | None = None) -> list[str]:
    """The faults that the form shows, none if it was taken."""
    path = reverse(f"admin:annotations_{name}_{'change' if pk else 'add'}", args=[pk] if pk else [])
    answer = client.post(path, fields)
    if answer.status_code == 302:
        return []
    context = answer.context
    return [str(fault) for fault in context["errors"]]


def rubric(project: Project, *changes: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """The rubric's form with its dimensions as they stand, changed row by row, and perhaps one more."""
    rows = [
        {"id": row.pk, "rubric": row.rubric_id, "name": row.name, "kind": row.kind, "minimum": row.minimum,
         "maximum": row.maximum, "levels": json.dumps(row.levels), "translations": "{}", "position": row.position,
         **({"is_primary": "on"} if row.is_primary else {})}
        for row in Dimension.objects.filter(rubric__project=project)
    ]  # fmt: skip
    count = len(rows)
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    if extra:
        blank = {"kind": "likert", "minimum": 1, "maximum": 5, "levels": "[]", "translations": "{}", "position": 9}
        rows.append(blank | {"rubric": project.rubric.pk} | extra)
    fields = {"project": project.pk, "dimensions-TOTAL_FORMS": len(rows), "dimensions-INITIAL_FORMS": count}
    for place, row in enumerate(rows):
        fields |= {f"dimensions-{place}-{name}": value for name, value in row.items() if value is not None}
    return fields


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_every_list_and_form_opens(client: Client, project: Project, model: type) -> None:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_add")).status_code in {200, 403}


@pytest.mark.parametrize(
    "changes",
    [
        {"levels": "5"},
        {"levels": '[{"text": "no value"}]'},
        {"levels": "[1, 2]"},
        {"levels": '[{"value": 9, "text": "off the scale"}]'},
        {"levels": '[{"value": 1, "text": null}]'},
        {"levels": '[{"value": 1, "text": "a"}, {"value": 1, "text": "b"}]'},
        {"kind": "category", "levels": "[]"},
        {"kind": "category", "levels": '[{"value": 1, "text": "a"}, {"value": 2, "text": "b"}]'},
        {"translations": '{"tr": 5}'},
        {"translations": '{"tr": {"levels": "dört"}}'},
        {"maximum": "1e9"},
        {"maximum": "4.5"},
        {"minimum": "5", "maximum": "1"},
        {"is_primary": "on"},
    ],
)
def test_a_dimension_that_pages_could_not_show_is_refused(client: Client, project: Project, changes: dict) -> None:
    assert sent(client, "rubric", rubric(project, name="tone", **changes), pk=project.rubric.pk)
    assert project.rubric.dimensions.count() == 2


def test_a_dimension_of_categories_is_taken(client: Client, project: Project) -> None:
    levels = '[{"code": "warm", "text": "Warm"}, {"code": "cold", "text": "Cold"}]'
    fields = rubric(project, name="tone", kind="category", levels=levels)
    assert sent(client, "rubric", fields, pk=project.rubric.pk) == []
    assert project.rubric.dimensions.count() == 3


def test_the_primary_metric_moves_either_way(client: Client, project: Project) -> None:
    for changes in [({"is_primary": ""}, {"is_primary": "on"}), ({"is_primary": "on"}, {"is_primary": ""})]:
        assert sent(client, "rubric", rubric(project, *changes), pk=project.rubric.pk) == []
        marks = [row.is_primary for row in project.rubric.dimensions.order_by("position")]
        assert marks == [change["is_primary"] == "on" for change in changes]


def test_a_scale_that_was_used_stays_and_its_texts_may_change(client: Client, project: Project) -> None:
    open_round(project)
    rater, now = make_rater(project, "zeynep"), timezone.now()
    given = assignment_next(rater=rater, now=now)
    assert given is not None
    answer_submit(
        assignment_id=given.pk, rater=rater, key=uuid4(), shown=given.shown or [], answer=full_scores(), now=now
    )  # fmt: skip
    assert sent(client, "rubric", rubric(project, {"maximum": 7}), pk=project.rubric.pk)
    better = json.dumps([{"value": value, "text": "better"} for value in range(1, 6)])
    assert sent(client, "rubric", rubric(project, {"levels": better}), pk=project.rubric.pk) == []


@pytest.mark.parametrize("languages", ["5", '{"en": 1}', '"tr"', "[1]", '["a b"]'])
def test_languages_are_a_list_of_codes(client: Client, languages: str) -> None:
    inlines = {f"{one}-{count}_FORMS": 0 for one in ("rubric", "memberships") for count in ("TOTAL", "INITIAL")}
    assert sent(client, "project", {"slug": "new", "name": "New", "languages": languages} | inlines)


@pytest.mark.parametrize(
    "changes",
    [{"base_url": "javascript:alert(1)"}, {"base_url": "http://"}, {"concurrency": 0}, {"languages": '"tr"'}],
)
def test_an_endpoint_that_cannot_be_called_is_refused(client: Client, changes: dict) -> None:
    fields = {"name": "mine", "base_url": "http://127.0.0.1:9/v1", "languages": "[]", "concurrency": 4,
              "timeout_seconds": 10, "max_tokens": 100}  # fmt: skip
    assert sent(client, "endpoint", fields | changes)
    assert sent(client, "endpoint", fields) == []
    assert Endpoint.objects.get().name == "mine"


@pytest.mark.parametrize("changes", [{"variable": "SECRET_KEY"}, {"variable": "sk-12 34"}, {"host": "http://a/b"}])
def test_a_credential_names_a_variable_and_a_host(client: Client, changes: dict) -> None:
    fields = {"name": "mine", "variable": "MY_KEY", "host": "models.example:8443"}
    assert sent(client, "credential", fields | changes)
    assert sent(client, "credential", fields) == []
    assert Credential.objects.get().host == "models.example:8443"
