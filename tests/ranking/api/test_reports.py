"""The report over HTTP."""

import pytest
from django.test import Client
from django.utils import timezone

from annotations.models import Project, User
from ranking.services.fits import fit_run
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db
PATH = "/api/v1/projects/tea/report/"


def test_it_is_split_by_a_field_as_the_command_does(project: Project, lead: User, reviewer: User, client_of) -> None:
    answers = Answered(project)
    for number in range(4):
        answers.item(f"i{number}", category=("facts", "poems")[number % 2])
        for name in ("Ann", "Bruno"):
            answers.rate(f"i{number}", "r", name, helpfulness=number + 1)
    fit_run(project=project, seed=0, now=timezone.now())
    client: Client = client_of(lead)
    assert "by" not in client.get(PATH).json()
    found = client.get(f"{PATH}?by=category")
    assert {value: part["counts"]["items"] for value, part in found.json()["by"].items()} == {"facts": 2, "poems": 2}
    assert "Bruno" in found.content.decode()
    assert "Bruno" not in client_of(reviewer).get(f"{PATH}?by=category").content.decode()
    refused = client.get(f"{PATH}?by=nosuch")
    assert (refused.status_code, set(refused.json()["fields"])) == (400, {"by"})
    assert client.get(f"{PATH}?round=99").status_code == 404
