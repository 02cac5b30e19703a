"""Judges: models that answer the same tasks as people."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotations.judging.questions import BadJudgeTemplate, check_template
from annotations.judging.strategies import REGISTRY
from annotations.models import Endpoint, Project, PromptTemplate, Rater, TemplateVersion
from annotations.names import judge_fault
from annotations.services.errors import Invalid
from annotations.services.generation import prompt_version
from annotations.telling import told


class JudgeInvalid(Invalid):
    """The judge cannot be made like this."""


def judge_create(
    *, project: Project, name: str, endpoint: Endpoint, version: TemplateVersion | None = None, mode: str = ""
) -> Rater:
    """This function will make a judge of the project. Without a version it is asked in the built-in words."""
    if faults := _faults(project, name, endpoint, version, mode):
        raise JudgeInvalid(faults)
    try:
        with transaction.atomic():
            return Rater.objects.create(
                project=project,
                name=name.strip(),
                kind=Rater.Kind.JUDGE,
                endpoint=endpoint,
                judge_version=version,
                mode=mode,
            )
    except IntegrityError as error:
        raise JudgeInvalid({"name": _("The project has a judge of this name.")}) from error


def _faults(
    project: Project, name: str, endpoint: Endpoint, version: TemplateVersion | None, mode: str
) -> dict[str, str]:
    faults = {}
    if not name.strip():
        faults["name"] = _("A judge needs a name.")
    elif (fault := judge_fault(name.strip())) is not None:
        faults["name"] = told(fault)
    if endpoint.project_id not in {None, project.pk}:
        faults["endpoint"] = _("The endpoint belongs to another project.")
    if mode and mode not in REGISTRY:
        faults["mode"] = _("Choose one of %(modes)s, or none.") % {"modes": ", ".join(REGISTRY)}
    if version is not None:
        if version.template.project_id != project.pk or version.template.purpose != PromptTemplate.Purpose.JUDGE:
            faults["version"] = _("Choose a version of one of this project's templates for judges.")
        else:
            try:
                check_template(prompt_version(version))
            except BadJudgeTemplate as error:
                faults["version"] = str(error)
    return faults
