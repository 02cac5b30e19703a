"""Prompt templates and their versions. A version that a round has used is never edited."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from annotations.models import Activation, Project, PromptTemplate, TemplateVersion, User
from annotations.said import kept
from annotations.services.errors import Invalid, Refused

CONTENT = ("system", "user_text", "principles", "exemplars", "output_format", "temperature", "note")
LONGEST = 100_000
Because = Activation.Because


class VersionUsed(Refused):
    """The version has produced responses: changing it would make them say they came of something else."""


class VersionInvalid(Invalid):
    """The content of a version cannot be taken."""


class NothingBefore(Refused):
    """The template has served no other version that could be gone back to."""


@transaction.atomic
def template_create(
    *, project: Project, name: str, now: datetime, purpose: str = PromptTemplate.Purpose.ANSWER, description: str = ""
) -> PromptTemplate:
    """This function will make a template without versions."""
    if PromptTemplate.objects.filter(project=project, name=name).exists():
        raise VersionInvalid({"name": _("The project has a template of this name; make a new version of it.")})
    return PromptTemplate.objects.create(
        project=project, name=name, purpose=purpose, description=description, created_at=now
    )


@transaction.atomic
def version_create(
    *,
    template: PromptTemplate,
    now: datetime,
    parent: TemplateVersion | None = None,
    created_by: User | None = None,
    system: str = "",
    user_text: str = "{{prompt}}",
    principles: Sequence[str] = (),
    exemplars: Sequence[Mapping[str, Any]] = (),
    output_format: Mapping[str, Any] | None = None,
    temperature: float | None = None,
    note: str = "",
) -> TemplateVersion:
    """This function will make the template's next version; the first one becomes the active one."""
    content = {
        "system": system,
        "user_text": user_text,
        "principles": list(principles),
        "exemplars": [dict(one) for one in exemplars],
        "output_format": dict(output_format or {}),
        "temperature": temperature,
        "note": note,
    }
    _check(content)
    if parent is not None and parent.template_id != template.pk:
        raise VersionInvalid({"parent": _("The parent is a version of another template.")})
    # Locked, so that two people making versions at once get two numbers.
    locked = PromptTemplate.objects.select_for_update().get(pk=template.pk)
    last = locked.versions.aggregate(last=Max("number"))["last"] or 0
    version = TemplateVersion.objects.create(
        template=locked, number=last + 1, parent=parent, created_by=created_by, created_at=now, **content
    )
    if locked.active_version_id is None:
        _activate(locked, version, because=Because.FIRST, by=created_by, at=now)
        template.active_version = version
    return version


@transaction.atomic
def version_edit(*, version: TemplateVersion, **changes: Any) -> TemplateVersion:
    """This function will change an unused version; a used one raises VersionUsed."""
    if unknown := set(changes) - set(CONTENT):
        raise VersionInvalid({name: _("A version has no such field.") for name in unknown})
    _check({name: getattr(version, name) for name in CONTENT} | changes)
    if not TemplateVersion.objects.filter(pk=version.pk, used_at=None).update(**changes):
        raise VersionUsed(
            _("Version %(number)d has been used, so it stays as it is. Make a new version from it.")
            % {"number": version.number}
        )
    version.refresh_from_db()
    return version


@transaction.atomic
def version_activate(
    *,
    version: TemplateVersion,
    by: User | None = None,
    reason: str = "",
    because: str = Because.CHOSEN,
    now: datetime | None = None,
) -> PromptTemplate:
    """This function will make a version the one that is served, and keep who did it, when and why.

    One that is served already stays so, and nothing is written.
    """
    template = PromptTemplate.objects.select_for_update().get(pk=version.template_id)
    if template.active_version_id != version.pk:
        _activate(template, version, because=because, reason=reason, by=by, at=now)
    return template


@transaction.atomic
def version_roll_back(*, template: PromptTemplate, by: User | None, reason: str, now: datetime) -> Activation:
    """This function will serve again what was served before the active version; NothingBefore where nothing was."""
    locked = PromptTemplate.objects.select_for_update().get(pk=template.pk)
    last = Activation.objects.filter(template=locked).select_related("former").first()
    if last is None or last.former is None or last.version_id != locked.active_version_id:
        raise NothingBefore(_("There is no former version to go back to."))
    return _activate(locked, last.former, because=Because.ROLLED_BACK, reason=reason, by=by, at=now)


def _activate(
    template: PromptTemplate, version: TemplateVersion, *, at: datetime | None, reason: str = "", **told: Any
) -> Activation:
    """Writes both; the template is locked."""
    former = template.active_version
    template.active_version = version
    template.save(update_fields=["active_version"])
    when = {} if at is None else {"at": at}
    return Activation.objects.create(
        template=template, version=version, former=former, reason=reason, said=kept(reason), **told, **when
    )


def versions_mark_used(*, versions: Sequence[TemplateVersion], now: datetime) -> None:
    """This function will close versions to edits, from their first use on."""
    TemplateVersion.objects.filter(pk__in=[version.pk for version in versions], used_at=None).update(used_at=now)


def _check(content: Mapping[str, Any]) -> None:
    faults = {}
    if not str(content["user_text"]).strip():
        faults["user_text"] = _("The user text is empty. It needs at least {{prompt}}.")
    for name in ("system", "user_text"):
        if len(content[name]) > LONGEST:
            faults[name] = _("The text is longer than %(most)d characters.") % {"most": LONGEST}
    if not all(isinstance(text, str) and text.strip() for text in content["principles"]):
        faults["principles"] = _("Every principle is a text that is not empty.")
    for one in content["exemplars"]:
        if not (isinstance(one.get("input"), str) and isinstance(one.get("output"), str)):
            faults["exemplars"] = _("Every exemplar has an input and an output.")
    temperature = content["temperature"]
    if temperature is not None and not 0 <= temperature <= 2:
        faults["temperature"] = _("A temperature lies between 0 and 2.")
    if faults:
        raise VersionInvalid(faults)
