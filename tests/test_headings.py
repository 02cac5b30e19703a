"""Headings lead through every page without a gap, also where there is nothing to show yet."""

import re

import pytest
from django.urls import get_resolver, reverse

from annotations.models import Membership, Project, Rubric, User
from tests.addresses import ANNOTATOR, EXPECTED, LEAD, REVIEWER

# Downloads and parts of pages.
NO_PAGES = {"data-export", "data-shaped", "report-file"}
HEADING = re.compile(r"<h([1-6])[ >]")


def pages_of_a_project() -> list[str]:
    """The pages whose address names the project alone."""
    found = [name for name, (method, who) in EXPECTED.items() if method == "GET" and who in (ANNOTATOR, REVIEWER, LEAD)]
    keys = {name: get_resolver().reverse_dict.getlist(name)[0][0][0][1] for name in found}
    return [name for name in found if keys[name] == ["slug"] and not name.startswith("api-") and name not in NO_PAGES]


@pytest.mark.django_db
def test_no_heading_skips_a_level_on_an_empty_project(lead: User, client_of) -> None:
    empty = Project.objects.create(slug="coffee", name="Coffee")
    Rubric.objects.create(project=empty)
    Membership.objects.create(project=empty, user=lead, role=Membership.Role.LEAD)
    client, wrong = client_of(lead), []
    for name in pages_of_a_project():
        levels = [int(level) for level in HEADING.findall(client.get(reverse(name, args=["coffee"])).content.decode())]
        gap = any(after > before + 1 for before, after in zip([0, *levels], levels, strict=False))
        if levels.count(1) != 1 or gap:
            wrong.append((name, levels))
    assert wrong == []
