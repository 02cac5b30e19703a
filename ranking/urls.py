"""Pages of what follows from what was said: the loop, figures, decisions, data."""

from django.urls import URLPattern, URLResolver, include, path

import annotations.converters  # noqa: F401 (registers <row:...>)
from ranking.views import (
    alarms,
    categories,
    confirmations,
    consensus,
    data,
    experiments,
    exports,
    home,
    judges,
    labelling,
    over_rounds,
    people,
    project,
    prompts,
    proposals,
    report,
    report_file,
    rounds,
    schedules,
    temperatures,
)

# Under projects/<slug>/
loop_urls = [
    path("", project.project, name="project"),
    path("prompts/", prompts.prompts, name="prompts"),
    path("prompts/<slug:name>/<row:number>/", prompts.version, name="version"),
    path("prompts/<slug:name>/<row:number>/active/", prompts.version_make_active, name="version-activate"),
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
    path("rounds/<row:number>/people/tasks/<row:task>/assign/", people.task_assigned, name="people-assign"),
]
figure_urls = [
    path("report/", report.report, name="report"),
    path("report/fit/", report.fit_again, name="report-fit"),
    path("report/consensus/", consensus.consensus, name="consensus"),
    path("report/file/", report_file.report_file, name="report-file"),
    path("report/rounds/", over_rounds.over_rounds, name="report-rounds"),
    path("judges/", judges.judges, name="judges"),
    path("judges/<row:pk>/", judges.judge, name="judge"),
    path("judges/<row:pk>/rule/", judges.judge_ruled, name="judge-rule"),
]
decision_urls = [
    path("improve/", proposals.improve, name="improve"),
    path("improve/gaps/", proposals.gap_rule, name="gap-rule"),
    path("improve/trials/", proposals.trial_rule, name="trial-rule"),
    path("improve/new/", proposals.proposal_new, name="proposal-new"),
    path("prompts/<slug:name>/<row:number>/propose/", proposals.edit_new, name="edit-new"),
    path("improve/<row:pk>/", proposals.proposal, name="proposal"),
    path("improve/<row:pk>/decide/", proposals.proposal_decided, name="proposal-decide"),
    path("improve/<row:pk>/trial/", experiments.trial_new, name="trial-new"),
    path("improve/<row:pk>/trial/state/", experiments.trial_state, name="trial-state"),
    path("improve/search/", experiments.search_new, name="search-new"),
    path("improve/experiments/<row:pk>/", experiments.experiment, name="experiment"),
    path("improve/experiments/<row:pk>/cancel/", experiments.experiment_cancelled, name="experiment-cancel"),
    path("improve/experiments/<row:pk>/resume/", experiments.experiment_resumed, name="experiment-resume"),
]
confirmation_urls = [
    path("prompts/<slug:name>/<row:number>/test/", confirmations.confirmation_new, name="confirmation-new"),
    path(
        "prompts/<slug:name>/<row:number>/test/plan/", confirmations.confirmation_preview, name="confirmation-preview"
    ),
    path("prompts/<slug:name>/roll-back/", confirmations.rolled_back, name="roll-back"),
    path("improve/history/", confirmations.decisions, name="decisions"),
    path("improve/tests/<row:pk>/", confirmations.confirmation, name="confirmation"),
    path("improve/tests/<row:pk>/look/", confirmations.confirmation_looked, name="confirmation-look"),
    path("improve/tests/<row:pk>/promote/", confirmations.confirmation_promoted, name="confirmation-promote"),
    path("improve/tests/<row:pk>/close/", confirmations.confirmation_closed, name="confirmation-close"),
]
temperature_urls = [
    path("prompts/categories/", categories.categories, name="categories"),
    path("prompts/categories/train/", categories.classifier_trained, name="classifier-train"),
    path("prompts/<slug:name>/temperature/", temperatures.temperature, name="temperature"),
    path("prompts/<slug:name>/temperature/propose/", temperatures.temperature_proposed, name="temperature-propose"),
    path("prompts/<slug:name>/temperature/round/", temperatures.temperature_tried, name="temperature-round"),
    path("prompts/<slug:name>/temperature/live/", temperatures.temperature_live, name="temperature-live"),
    path(
        "prompts/<slug:name>/temperature/rollback/", temperatures.temperature_rolled_back, name="temperature-rollback"
    ),
    path(
        "prompts/<slug:name>/temperature/<row:number>/activate/",
        temperatures.temperature_activated,
        name="temperature-activate",
    ),
]
watch_urls = [
    path("schedule/", schedules.schedule, name="schedule"),
    path("alarms/", alarms.alarms, name="alarms"),
    path("alarms/<row:pk>/", alarms.alarm, name="alarm"),
    path("alarms/<row:pk>/seen/", alarms.alarm_seen, name="alarm-seen"),
    path("alarms/<row:pk>/close/", alarms.alarm_closed, name="alarm-close"),
]
data_urls = [
    path("data/", data.data, name="data"),
    path("data/import/", data.data_import, name="data-import"),
    path("data/train/", exports.data_shaped, name="data-shaped"),
    path("data/export/<slug:name>/", exports.data_export, name="data-export"),
    path("data/tokens/", data.token_new, name="token-new"),
    path("data/tokens/<row:pk>/revoke/", data.token_end, name="token-revoke"),
]
project_urls = [
    *loop_urls,
    *people_urls,
    *figure_urls,
    *decision_urls,
    *confirmation_urls,
    *temperature_urls,
    *watch_urls,
    *data_urls,
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("projects/<slug:slug>/", include(project_urls)),
]
