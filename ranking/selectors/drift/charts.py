"""What a project's charts of drift are set to."""

from annotations.models import Project
from ranking.models import Watch
from ranking.stats.drift import Chart


def chart_of(project: Project) -> Chart:
    """The chart of each of its watches: the false alarms that it may have are shared by all that have a chart."""
    return Chart(watches=max(1, Watch.objects.filter(project=project).exclude(kind=Watch.Kind.MODEL).count()))
