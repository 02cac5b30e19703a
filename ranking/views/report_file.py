"""A report as one file that opens anywhere: no scripts, nothing fetched, both themes."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.models import Project
from annotations.permissions import ProjectRequest, Role, project_role
from ranking.models import Fit
from ranking.selectors.lineage import fit_newest_of
from ranking.views.report import round_asked
from ranking.views.report_page import page_of, reading_of
from ranking.views.standalone import standalone, styles


@require_safe
@project_role(Role.REVIEWER)
def report_file(request: ProjectRequest) -> HttpResponse:
    """The newest figures, over all rounds or over one (`?round=N`), to download."""
    fit = fit_newest_of(request.project, round_asked(request))
    if fit is None:
        raise Http404(_("Nothing has been computed yet. Close a round, or ask for a fit."))
    answer = HttpResponse(report_html(request.project, fit))
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(fit)}"'
    return answer


def report_html(project: Project, fit: Fit) -> str:
    """This function will write a fit as an HTML document in the language that is active.

    Raters stand under pseudonyms, whoever asks: a file goes on to others.
    """
    reading = reading_of(project, fit, whole=True)
    context = {"project": project, "fit": fit, "role": Role.REVIEWER, "version": settings.VERSION, **page_of(reading)}
    body = standalone(render_to_string("ranking/_report_file.html", context))
    # Styles are the site's own; the body's markup is a template's, rewritten.
    frame = {"project": project, "styles": mark_safe(styles()), "body": mark_safe(body)}  # noqa: S308
    return render_to_string("ranking/report_file.html", frame)


def _file_name(fit: Fit) -> str:
    round = f"-round-{fit.round.number}" if fit.round else ""
    return f"{slugify(fit.project.slug)}-report{round}-{fit.created_at:%Y-%m-%d}.html"
