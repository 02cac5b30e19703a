"""Code that an application can copy, with this site's and this project's names in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.models import Project, PromptTemplate
from annotations.prompts.template import variables

ASKED = "Which tea keeps me awake?"
# The first three go the whole way: what to ask, the model's answer, and what the user said of it.
WHOLE = ("openai", "http", "shell")
LANGUAGES = {
    "openai": gettext_lazy("Python with the openai package: resolve, ask the model, send feedback"),
    "http": gettext_lazy("Python alone: resolve, ask the model, send feedback"),
    "shell": gettext_lazy("curl: resolve, ask the model, send feedback"),
    "python": gettext_lazy("Python alone: the active version, feedback in batches"),
    "curl": gettext_lazy("curl: the active version, feedback"),
}


@dataclass(frozen=True)
class Snippet:
    """A piece of code; `name` is its anchor."""

    name: str
    title: str
    code: str


def snippet_code(name: str, *, site: str, slug: str, template: str, names: Sequence[str] = ("prompt",)) -> str:
    """This function will write one snippet; `site` is the address of this site without a slash at its end.

    `names` are those of the template's variables.
    """
    values = {"site": site, "slug": slug, "name": template, "variables": dumps(dict.fromkeys(names, ASKED))}
    return render_to_string(f"ranking/snippets/{name}.txt", values).rstrip("\n")


def snippets_of(project: Project, *, site: str) -> list[Snippet]:
    """This function will write all snippets for a project's first served template."""
    served = PromptTemplate.objects.filter(
        project=project, purpose=PromptTemplate.Purpose.ANSWER, active_version__isnull=False
    ).select_related("active_version").first()  # fmt: skip
    version = served.active_version if served else None
    names = variables(version.system, version.user_text) if version else ("prompt",)
    template = served.name if served else _("your-template")
    return [
        Snippet(name, str(title), snippet_code(name, site=site, slug=project.slug, template=template, names=names))
        for name, title in LANGUAGES.items()
    ]
