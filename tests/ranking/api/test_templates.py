"""The live template over HTTP."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.models import Project, User
from annotations.services.templates import version_activate
from tests.annotations.world import NOW
from tests.ranking.made import make_template

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/projects/tea/templates/answer/active/"


def test_what_is_held_already_is_not_sent_again_until_it_changes(project: Project, lead: User, client_of) -> None:
    first, second = make_template(project), make_template(project, system="You sell coffee.")
    client: Client = client_of(lead)
    answer = client.get(ADDRESS)
    etag = answer["ETag"]
    again = client.get(ADDRESS, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert client.get(ADDRESS, headers={"if-none-match": f'W/{etag}, "other"'}).status_code == 304

    first.principles = ["Be kind."]
    first.save()
    edited = client.get(ADDRESS, headers={"if-none-match": etag})
    assert (edited.status_code, edited.json()["principles"]) == (200, ["Be kind."])
    version_activate(version=second, by=lead, now=NOW)
    served = client.get(ADDRESS, headers={"if-none-match": edited["ETag"]})
    assert (served.status_code, served.json()["version"]) == (200, 2)


def test_it_takes_two_statements_beside_who_asks(project: Project, lead: User, client_of) -> None:
    make_template(project)
    client: Client = client_of(lead)
    with CaptureQueriesContext(connection) as seen:
        client.get(ADDRESS)
    assert len([one for one in seen.captured_queries if "session" not in one["sql"] and "_user" not in one["sql"]]) <= 2
