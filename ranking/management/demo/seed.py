"""Fills the demo project through the services that people use. Stopped in the middle, it goes on where it was."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from annotations.importers.run import import_files
from annotations.models import Dimension, Endpoint, Membership, Project, PromptTemplate, Rubric, TemplateVersion, User
from annotations.services.members import member_set
from annotations.services.templates import template_create, version_create
from ranking.management.demo import content
from ranking.management.demo.checks import checks_write
from ranking.management.demo.rounds import Cast, Wait, first_round, second_round

ROLES = [
    ("admin", "demo-admin", None, "en"),
    ("lead", "demo-lead", Membership.Role.LEAD, "en"),
    ("reviewer", "demo-reviewer", Membership.Role.REVIEWER, "en"),
    ("annotator", "demo-emma", Membership.Role.ANNOTATOR, "en"),
    ("annotator", "demo-ayse", Membership.Role.ANNOTATOR, "tr"),
]


@dataclass(frozen=True)
class Account:
    """A new account, as it is printed once."""

    role: str
    username: str
    password: str


def demo_accounts() -> list[Account]:
    """Make the project and its accounts; only those made by this call are returned, with their passwords."""
    project = _project()
    return [
        account
        for role, username, member, language in ROLES
        if (account := _account(project, role, username, member, language))
    ]


def demo_fill(*, endpoint_url: str, languages: list[str], wait: Wait) -> None:
    """Bring the demo to its full state; a step that is done already is left as it is.

    Needs a running worker. Raises SeedError where a step cannot be done.
    """
    project = Project.objects.get(slug=content.SLUG)
    endpoint = _endpoint(project, endpoint_url, languages)
    versions = _template(project)
    if not project.items.exists():
        import_files(paths=content.FILES, slug=content.SLUG)
    lead = User.objects.get(username="demo-lead")
    cast = Cast(project, versions, endpoint, lead)
    first_round(cast, wait)
    checks_write(project, lead)
    second_round(cast, wait)


def _project() -> Project:
    with transaction.atomic():
        project, created = Project.objects.get_or_create(
            slug=content.SLUG,
            defaults={
                "name": content.NAME,
                "description": content.DESCRIPTION,
                "guidelines": content.GUIDELINES,
                "languages": ["en", "tr"],
            },
        )
        if created:
            rubric = Rubric.objects.create(project=project)
            for position, fields in enumerate(content.DIMENSIONS):
                Dimension.objects.create(rubric=rubric, position=position, is_primary=position == 0, **fields)
    return project


def _account(project: Project, role: str, username: str, member: str | None, language: str) -> Account | None:
    if User.objects.filter(username=username).exists():
        return None
    password = secrets.token_urlsafe(9)
    with transaction.atomic():
        user = User.objects.create_user(username=username, password=password, language=language)
        if member is not None:
            member_set(project=project, user=user, role=member)
        else:
            user.is_staff = user.is_superuser = True
            user.save(update_fields=["is_staff", "is_superuser"])
    return Account(role, username, password)


def _endpoint(project: Project, url: str, languages: list[str]) -> Endpoint:
    name = "local" if url == "local:" else "openai"
    endpoint, _created = Endpoint.objects.get_or_create(
        project=project, name=name, defaults={"base_url": url, "languages": languages, "max_tokens": 96}
    )
    return endpoint


def _template(project: Project) -> list[TemplateVersion]:
    found = PromptTemplate.objects.filter(project=project, name=content.TEMPLATE).first()
    if found is None:
        now = timezone.now()
        with transaction.atomic():
            found = template_create(project=project, name=content.TEMPLATE, now=now)
            plain = version_create(template=found, now=now, **content.PLAIN)
            version_create(template=found, now=now, parent=plain, **content.INSTRUCTED)
    return list(found.versions.filter(number__lte=2))
