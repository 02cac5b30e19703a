"""Code that an application can copy, with this site's and this project's names in it."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from annotations.models import Project, PromptTemplate

LANGUAGES = {"python": "Python", "curl": "curl"}


@dataclass(frozen=True)
class Snippet:
    """A piece of code; `name` is its anchor."""

    name: str
    title: str
    code: str


def snippet_code(name: str, *, site: str, slug: str, template: str) -> str:
    """This function will write one snippet; `site` is the address of this site without a slash at its end."""
    values = {"site": site, "slug": slug, "name": template}
    return render_to_string(f"ranking/snippets/{name}.txt", values).rstrip("\n")


def snippets_of(project: Project, *, site: str) -> list[Snippet]:
    """This function will write all snippets for a project's first served template."""
    served = PromptTemplate.objects.filter(
        project=project, purpose=PromptTemplate.Purpose.ANSWER, active_version__isnull=False
    ).first()
    template = served.name if served else _("your-template")
    return [
        Snippet(name, title, snippet_code(name, site=site, slug=project.slug, template=template))
        for name, title in LANGUAGES.items()
    ]
