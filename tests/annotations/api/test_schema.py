"""The OpenAPI page."""

import io

import pytest
from django.core.management import call_command
from django.test import Client


def test_the_schema_is_valid_and_without_warnings() -> None:
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert "/api/v1/projects/{slug}/next/" in out.getvalue()


@pytest.mark.django_db
def test_the_schema_and_its_pages_are_open_to_read() -> None:
    for path in ("/api/v1/schema/", "/api/v1/docs/"):
        assert Client().get(path).status_code == 200
