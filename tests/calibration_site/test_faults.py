"""Faults that no view has answered."""

import pytest
from django.test import Client, RequestFactory, override_settings

from annotations.models import User
from calibration_site.faults import server_error

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "nope/", "answers/99999999999999999999/", "answers/-1/", "projects/%00/next/"])
def test_an_unknown_address_of_the_api_is_told_in_the_api_s_shape(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert set(answer.json()) == {"detail", "fields"}


def test_an_unknown_page_is_told_as_a_page(client: Client) -> None:
    answer = client.get("/nope/")
    assert answer.status_code == 404
    assert "<html" in answer.content.decode()


def test_an_address_for_forms_says_so_when_it_is_opened(client_of, annotator: User) -> None:
    answer = client_of(annotator).get("/projects/tea/improve/new/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address is not a page" in answer.content.decode()
    assert set(client_of(annotator).get("/api/v1/projects/tea/next/").json()) == {"detail", "fields"}


def test_a_fault_of_ours_keeps_the_shape() -> None:
    answer = server_error(RequestFactory().get("/api/v1/projects/tea/next/"))
    assert answer.status_code == 500
    assert b'"fields": {}' in answer.content


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_too_large_a_body_is_refused_in_the_api_s_shape(client_of, annotator: User) -> None:
    answer = client_of(annotator).post("/api/v1/projects/tea/rounds/", "x" * 2000, content_type="application/json")
    assert answer.status_code in {400, 403, 413}
    assert set(answer.json()) == {"detail", "fields"}
