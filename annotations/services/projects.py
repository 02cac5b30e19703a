"""Projects: made by site admins, described by their leads."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotations.models import Membership, Project, Rubric, User
from annotations.services.errors import Invalid


class ProjectInvalid(Invalid):
    """The project cannot be made, or described, like this."""


def project_create(*, name: str, slug: str, languages: Sequence[str] = (), by: User) -> Project:
    """This function will make a project with an empty rubric, whose lead is whoever makes it."""
    project = Project(name=name.strip(), slug=slug, languages=list(languages))
    _check(project)
    try:
        with transaction.atomic():
            project.save()
            Rubric.objects.create(project=project)
            Membership.objects.create(project=project, user=by, role=Membership.Role.LEAD)
    except IntegrityError as error:
        raise ProjectInvalid({"slug": _("There is a project of this short name.")}) from error
    return project


@transaction.atomic
def project_describe(
    *, project: Project, name: str, description: str, guidelines: str, instructions: str, languages: Sequence[str]
) -> Project:
    """This function will change what a project says of itself, and the instructions of its rubric."""
    project.name, project.description, project.guidelines = name.strip(), description.strip(), guidelines.strip()
    project.languages = list(languages)
    _check(project)
    project.save(update_fields=["name", "description", "guidelines", "languages"])
    Rubric.objects.update_or_create(project=project, defaults={"instructions": instructions.strip()})
    return project


def _check(project: Project) -> None:
    try:
        project.full_clean()
    except ValidationError as error:
        raise ProjectInvalid({name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
