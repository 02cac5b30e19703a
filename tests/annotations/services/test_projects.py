"""Projects are made with their lead and an empty rubric, or not at all."""

import pytest

from annotations.models import Membership, Project, Rubric, User
from annotations.services.projects import ProjectInvalid, project_create, project_describe

pytestmark = pytest.mark.django_db


def test_who_makes_a_project_leads_it(site_admin: User) -> None:
    made = project_create(name="  Tea ", slug="tea", languages=["tr"], by=site_admin)
    assert (made.name, made.languages) == ("Tea", ["tr"])
    assert Membership.objects.get(project=made).role == "lead"
    assert Rubric.objects.get(project=made).instructions == ""


def test_two_projects_of_one_short_name_are_refused(project: Project, site_admin: User) -> None:
    with pytest.raises(ProjectInvalid) as caught:
        project_create(name="Another", slug=project.slug, by=site_admin)
    assert "slug" in caught.value.fields
    assert Project.objects.count() == 1


def test_what_it_says_of_itself_changes_whole(project: Project) -> None:
    said = {"name": "Teas", "description": "d", "guidelines": "*g*", "instructions": "i"}
    project_describe(project=project, languages=["en"], **said)
    project.refresh_from_db()
    assert (project.name, project.guidelines, project.rubric.instructions) == ("Teas", "*g*", "i")
    with pytest.raises(ProjectInvalid):
        project_describe(project=project, languages=["en"], **{**said, "name": " "})
    assert Project.objects.get().name == "Teas"
