"""A project's front page: the loop as one picture."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.attention import attention_in
from annotations.selectors.progress import round_progress
from annotations.telling import whole
from ranking.charts.figure import Figure
from ranking.charts.rounds import Point, rounds_figure
from ranking.selectors.drift.alarms import alarms_waiting
from ranking.selectors.loop import Loop, loop_of
from ranking.selectors.over_rounds import asked_by_round, standing_after
from ranking.selectors.proposals import proposals_of
from ranking.views.scores_title import scores_title
from ranking.views.steps import next_step


@require_safe
@project_role(Role.REVIEWER)
def project(request: ProjectRequest) -> HttpResponse:
    """The active version with its score, the open round, what waits, and the scores over the rounds."""
    loop = loop_of(request.project)
    now = timezone.now()
    context = {
        "loop": loop,
        "attention": attention_in([request.project.pk])[request.project.pk],
        "alarms": alarms_waiting([request.project.pk]).get(request.project.pk, 0),
        "step": next_step(loop),
        "active": [(version, loop.scores.get(str(version))) for version in loop.active],
        "progress": [round_progress(round, now=now) for round in loop.open_rounds],
        "figure": _figure(loop),
        "decided": proposals_of(request.project).exclude(state="OPEN")[:4],
        "strengths": (loop.fit.report.get("strengths") or [])[:5] if loop.fit else [],
    }
    return render(request, "ranking/project.html", context)


def _figure(loop: Loop) -> Figure | None:
    dimension = loop.dimension
    if dimension is None or not loop.points:
        return None
    points = [Point(number, one.name, one.mean, one.low, one.high, one.n) for number, one in loop.points]
    return rounds_figure(
        points,
        title=scores_title(
            points,
            str(dimension),
            asked=asked_by_round(loop.project),
            standing=standing_after(loop.project),
        ),
        note=_("People’s mean %(label)s by round and version, with 95 %% intervals; %(n)s scores.")
        % {"label": dimension, "n": whole(sum(point.n for point in points))},
        domain=(dimension.minimum, dimension.maximum),
        threshold=dimension.acceptance_threshold,
    )
