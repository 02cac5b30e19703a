"""Every route of the API refuses what its schema does not tell of."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework import serializers

from annotations.api.feedback import FeedbackView
from annotations.api.strict import StrictView
from annotations.models import Project, User
from annotations.services.handout import assignment_next
from annotations.services.members import rater_of
from tests.annotations.world import open_round

API = "/api/v1/"
METHODS = ("get", "post", "put", "patch", "delete")


def patterns(found: Any) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from patterns(one.url_patterns)


def routes() -> list[tuple[str, type, str]]:
    """Every method of every route: the route's name, its view and the method."""
    root = next(one for one in get_resolver().url_patterns if str(one.pattern) == API.lstrip("/"))
    rows = [(one.name, one.callback.view_class) for one in patterns(root.url_patterns)]
    return [
        (name, view, method)
        for name, view in rows
        if view not in (SpectacularAPIView, SpectacularSwaggerView)
        for method in METHODS
        if hasattr(view, method)
    ]


def test_every_route_says_what_it_reads() -> None:
    found = routes()
    assert len(found) > 60
    for name, view, method in found:
        assert issubclass(view, StrictView), name
        schema = getattr(view, method).kwargs["schema"]()
        schema.view = view(request=None, kwargs={})
        if method != "get" and view is not FeedbackView:
            body = schema.get_request_serializer()
            assert body is None or issubclass(body, serializers.BaseSerializer), (name, method)


@pytest.mark.django_db
def test_an_unknown_key_is_refused_on_every_route(project: Project, lead: User, client_of) -> None:
    open_round(project, items=1)
    held = assignment_next(rater=rater_of(project=project, user=lead), now=timezone.now())
    assert held is not None
    parts = {"slug": "tea", "pk": held.pk, "number": 1, "name": "answer", "member": 1, "task": 1}
    client = client_of(lead)
    for name, _view, method in routes():
        needed = {key for key in parts if f"<{key}>" in address_of(name)}
        path = reverse(name, kwargs={key: parts[key] for key in needed})
        asked = client.generic(method.upper(), f"{path}?zzz=1&format=json")
        assert (asked.status_code, set(asked.json()["fields"])) == (400, {"zzz"}), (name, method)
        if method != "get":
            # Files come as a form.
            form = name == "api-imports"
            sent = (
                client.post(path, {"zzz": "1"})
                if form
                else client.generic(method.upper(), path, '{"zzz": 1}', content_type="application/json")
            )
            assert sent.status_code == 400, (name, method)
            assert "zzz" in sent.json()["fields"], (name, method)
    assert project.rounds.count() == 1


BODIES = {
    "api-alarm-close": {"reason": "x"},
    "api-mapping-rule": {"half_width": 1},
    "api-mapping-apply": {"scores": []},
    "api-task-assign": {"to": 999},
    "api-reject": {"reason": "x"},
    "api-trial": {"endpoint": "e", "judge": "j"},
    "api-own-edit": {"content": {}, "reason": "x"},
    "api-active": {"version": 999},
    "api-confirmation-close": {"reason": "x"},
    "api-resolve": {"variables": {}},
    "api-temperature-live": {"on": True},
    "api-temperature-round": {"endpoint": "e", "seed": 1},
}


@pytest.mark.django_db
def test_what_is_not_there_is_told_in_words(project: Project, lead: User, client_of) -> None:
    parts = {"slug": "tea", "pk": 999, "number": 999, "name": "nosuch", "member": 999, "task": 999}
    client = client_of(lead)
    asked = [(name, method) for name, _view, method in routes() if address_of(name).count("<") > 1]
    assert len(asked) > 30
    for name, method in asked:
        path = reverse(name, kwargs={key: parts[key] for key in parts if f"<{key}>" in address_of(name)})
        body = json.dumps(BODIES.get(name, {})) if method != "get" else ""
        answer = client.generic(method.upper(), path, body, content_type="application/json")
        assert answer.status_code == 404, (name, method, answer.content)
        said = answer.json()["detail"]
        assert said.startswith(("The project has no ", "The template has no ", "There is no such format")), (name, said)


def address_of(name: str) -> str:
    """A route's address with its parts in brackets."""
    (possibility,) = get_resolver().reverse_dict.getlist(name)
    return str(possibility[0][0][0]).replace("%(", "<").replace(")s", ">")


def post(client: Client, path: str, body: object) -> dict[str, str]:
    answer = client.post(API + path, json.dumps(body), content_type="application/json")
    assert answer.status_code == 400, answer.content
    found: dict[str, str] = answer.json()["fields"]
    return found


@pytest.mark.django_db
def test_the_fault_names_what_is_known_there(project: Project, lead: User, client_of) -> None:
    client = client_of(lead)
    assert post(client, "projects/tea/fit/", {"round": 9}) == {"round": "There is no such field. Known are: strengths."}
    assert post(client, "projects/tea/rounds/2/close/", {"now": 1}) == {"now": "Nothing is read here; send no fields."}
    found = client.get(f"{API}projects/tea/report/?zzz=1").json()["fields"]
    assert found == {"zzz": "There is no such parameter. Known are: by, round."}
    found = client.get(f"{API}projects/tea/alarms/?state=open").json()["fields"]
    assert found == {"state": "There are no parameters here."}


@pytest.mark.django_db
def test_unknown_fields_are_found_at_any_depth(project: Project, lead: User, client_of) -> None:
    client = client_of(lead)
    assert set(post(client, "projects/tea/rounds/", {"policy": {"gold": 1, "skills": []}})) == {"policy.gold"}
    body = {"texts": [{"prompt": "a"}, {"prompt": "b", "split": "test"}], "hold": {"name": "Ada"}}
    assert set(post(client, "projects/tea/counterfactuals/", body)) == {"texts.1.split"}
    assert set(post(client, "projects/tea/feedback/", {"rows": [], "all": True})) == {"all"}
    many = {f"x{number}": 1 for number in range(1_000)}
    assert len(post(client, "projects/tea/fit/", many)) == 20


@pytest.mark.django_db
def test_rows_of_an_import_are_taken_whole(project: Project, lead: User, client_of) -> None:
    row = {"scores": {}, "item_id": "q1", "judge": "j"}
    answer = client_of(lead).post(
        f"{API}projects/tea/mappings/999/apply/", json.dumps({"scores": [row]}), content_type="application/json"
    )
    assert answer.status_code == 404


@pytest.mark.django_db
def test_a_form_sent_to_a_route_without_fields_is_read_by_name(project: Project, lead: User, client_of) -> None:
    client = client_of(lead)
    assert client.post(f"{API}projects/tea/next/").status_code == 204
    assert client.post(f"{API}projects/tea/next/", {"csrfmiddlewaretoken": "x"}).status_code == 204
    assert client.post(f"{API}projects/tea/next/", {"round": 1}).status_code == 400


@pytest.mark.django_db
def test_a_look_without_a_body_is_as_strict(project: Project, lead: User, client_of) -> None:
    client = client_of(lead)
    assert client.head(f"{API}projects/tea/alarms/").status_code == 200
    assert client.head(f"{API}projects/tea/alarms/?zzz=1").status_code == 400
    assert client.options(f"{API}projects/tea/alarms/").status_code == 200
