"""Pages of what follows from what was said: the loop, figures, decisions, data."""

from django.urls import URLPattern, URLResolver, include, path

import annotations.converters  # noqa: F401 (registers <row:...>)
from ranking.views import data, home, judges, labelling, people, project, prompts, proposals, report, rounds

# Under projects/<slug>/
loop_urls = [
    path("", project.project, name="project"),
    path("prompts/", prompts.prompts, name="prompts"),
    path("prompts/<slug:name>/<row:number>/", prompts.version, name="version"),
    path("rounds/<row:number>/close/", rounds.round_closed, name="round-close"),
    path("rounds/<row:number>/finish/", rounds.round_finished, name="round-finish"),
    path("rounds/<row:number>/labelling/", labelling.labelling, name="round-labelling"),
    path("rounds/<row:number>/labelling/stop/", labelling.labelling_stopped, name="round-labelling-stop"),
]
people_urls = [
    path("rounds/<row:number>/people/", people.people, name="people"),
    path("rounds/<row:number>/people/live/", people.people_live, name="people-live"),
    path("rounds/<row:number>/people/remarks/", people.remarks, name="people-remarks"),
    path("rounds/<row:number>/people/<row:member>/pause/", people.person_paused, name="people-pause"),
    path(
        "rounds/<row:number>/people/assignments/<row:assignment>/reassign/",
        people.assignment_moved,
        name="people-reassign",
    ),
]
figure_urls = [
    path("report/", report.report, name="report"),
    path("report/fit/", report.fit_again, name="report-fit"),
    path("judges/", judges.judges, name="judges"),
]
decision_urls = [
    path("improve/", proposals.improve, name="improve"),
    path("improve/new/", proposals.proposal_new, name="proposal-new"),
    path("improve/<row:pk>/", proposals.proposal, name="proposal"),
    path("improve/<row:pk>/decide/", proposals.proposal_decided, name="proposal-decide"),
]
data_urls = [
    path("data/", data.data, name="data"),
    path("data/import/", data.data_import, name="data-import"),
    path("data/export/<slug:name>/", data.data_export, name="data-export"),
    path("data/tokens/", data.token_new, name="token-new"),
    path("data/tokens/<row:pk>/revoke/", data.token_end, name="token-revoke"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("projects/<slug:slug>/", include([*loop_urls, *people_urls, *figure_urls, *decision_urls, *data_urls])),
]
