"""Pages of what was said: signing in, one's own work, and a project's material."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path

import annotations.converters  # noqa: F401 (registers <row:...>)
from annotations.views import (
    account,
    adjudications,
    annotate,
    answers,
    counterfactuals,
    golds,
    guidelines,
    invitations,
    members,
    prompts,
    responses,
    rounds,
    settings,
)

# Everybody
account_urls = [
    path("account/", account.account, name="account"),
    path("accounts/login/", LoginView.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("invitations/", invitations.join, name="invitation-join"),
    path("invitations/<str:secret>/", invitations.opened, name="invitation"),
]

# Under projects/<slug>/: annotators' pages
annotate_urls = [
    path("annotate/", annotate.annotate, name="annotate"),
    path("annotate/undo/", annotate.undo, name="annotate-undo"),
    path("annotate/<row:assignment>/submit/", annotate.submit, name="annotate-submit"),
    path("annotate/<row:assignment>/draft/", annotate.draft, name="annotate-draft"),
    path("annotate/<row:assignment>/skip/", annotate.skip, name="annotate-skip"),
    path("annotate/<row:assignment>/heartbeat/", annotate.heartbeat, name="annotate-heartbeat"),
    path("answers/", answers.my_answers, name="my-answers"),
    path("answers/<row:assignment>/", answers.my_answer, name="my-answer"),
    path("guidelines/", guidelines.guidelines, name="guidelines"),
]

# Under projects/<slug>/: leads' pages of what is put to models and people
prompt_urls = [
    path("prompts/new/", prompts.template_new, name="template-new"),
    path("prompts/<slug:name>/new/", prompts.version_new, name="version-new"),
    path("prompts/<slug:name>/<row:number>/preview/", prompts.version_preview, name="version-preview"),
    path("items/", prompts.items, name="items"),
    path("counterfactuals/", counterfactuals.counterfactuals, name="counterfactuals"),
    path("counterfactuals/tables/", counterfactuals.word_table_new, name="word-table-new"),
    path("counterfactuals/tables/<row:pk>/remove/", counterfactuals.word_table_end, name="word-table-remove"),
]
round_urls = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round-new"),
    path("rounds/estimate/", rounds.round_estimated, name="round-estimate"),
    path("rounds/<row:number>/", rounds.round_page, name="round"),
    path("rounds/<row:number>/progress/", rounds.round_state, name="round-progress"),
    path("rounds/<row:number>/pause/", rounds.round_paused, name="round-pause"),
    path("rounds/<row:number>/retry/", rounds.round_retried, name="round-retry"),
    path("rounds/<row:number>/cancel/", rounds.round_cancelled, name="round-cancel"),
    path("responses/", responses.responses, name="responses"),
    path("responses/<row:pk>/", responses.response, name="response"),
]
check_urls = [
    path("checks/", golds.golds, name="golds"),
    path("checks/new/", golds.gold_new, name="gold-new"),
    path("checks/<row:pk>/", golds.gold, name="gold"),
    path("checks/<row:pk>/set/", golds.gold_set, name="gold-set"),
    path("checks/of-response/<row:pk>/", golds.gold_from_response, name="gold-from-response"),
    path("checks/of-answer/<row:assignment>/", golds.gold_from_given, name="gold-from-answer"),
    path("adjudications/", adjudications.adjudications, name="adjudications"),
    path("adjudications/<row:pk>/", adjudications.adjudication, name="adjudication"),
    path("adjudications/<row:pk>/dismiss/", adjudications.adjudication_dismissed, name="adjudication-dismiss"),
    path("adjudications/<row:pk>/reopen/", adjudications.adjudication_reopened, name="adjudication-reopen"),
    path("adjudications/of-task/<row:pk>/", adjudications.adjudication_asked, name="adjudication-ask"),
]
member_urls = [
    path("members/", members.members, name="members"),
    path("members/<row:member>/", members.member_change, name="member-change"),
    path("members/invite/", invitations.invite, name="invite"),
    path("members/invitations/<row:pk>/revoke/", invitations.invitation_end, name="invitation-revoke"),
]
settings_urls = [
    path("settings/", settings.settings, name="project-settings"),
    path("settings/dimensions/new/", settings.dimension, name="dimension-new"),
    path("settings/dimensions/<row:pk>/", settings.dimension, name="dimension"),
    path("settings/dimensions/<row:pk>/place/", settings.dimension_placed, name="dimension-place"),
    path("settings/endpoints/new/", settings.endpoint, name="endpoint-new"),
    path("settings/endpoints/<row:pk>/", settings.endpoint, name="endpoint"),
    path("settings/endpoints/<row:pk>/use/", settings.endpoint_used, name="endpoint-use"),
    path("settings/judges/new/", settings.judge_new, name="judge-new"),
]
project_urls = [*annotate_urls, *prompt_urls, *round_urls, *check_urls, *member_urls, *settings_urls]

urlpatterns: list[URLPattern | URLResolver] = [
    *account_urls,
    path("new-project/", settings.project_new, name="project-new"),
    path("projects/<slug:slug>/", include(project_urls)),
]
