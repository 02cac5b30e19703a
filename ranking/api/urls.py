"""The API of what follows from what was said."""

from django.urls import path

import annotations.converters  # noqa: F401 (registers <row:...>)
from ranking.api.alarms import AlarmAcknowledgeView, AlarmCloseView, AlarmsView
from ranking.api.categories import CategoriesView, ClassifierTrainView
from ranking.api.confirmations import (
    ConfirmationCloseView,
    ConfirmationLookView,
    ConfirmationPromoteView,
    ConfirmationRollBackView,
    ConfirmationsView,
    ConfirmationView,
)
from ranking.api.experiments import (
    ExperimentCancelView,
    ExperimentResumeView,
    ExperimentsView,
    ExperimentView,
    ProposersView,
    SearchesView,
    TrialRuleView,
    TrialView,
)
from ranking.api.exports import ExportView, GapMarginView
from ranking.api.labelling import LabellingStopView, LabellingView
from ranking.api.mappings import MappingApplyView, MappingRuleView, MappingsView, MappingView
from ranking.api.people import MemberPauseView, MemberResumeView, PeopleView, ReassignView, TaskAssignView
from ranking.api.proposals import OwnEditView, ProposalAcceptView, ProposalRejectView, ProposalsView
from ranking.api.reports import FitView, ReportView, RoundCloseView, RoundFinishView
from ranking.api.rerank import RerankView
from ranking.api.resolve import ResolveView
from ranking.api.temperatures import (
    PolicyActivateView,
    PolicyRollBackView,
    TemperatureLiveView,
    TemperatureRoundView,
    TemperaturesView,
)
from ranking.api.templates import ActiveVersionView

urlpatterns = [
    path("projects/<slug:slug>/report/", ReportView.as_view(), name="api-report"),
    path("projects/<slug:slug>/fit/", FitView.as_view(), name="api-fit"),
    path("projects/<slug:slug>/rerank/", RerankView.as_view(), name="api-rerank"),
    path("projects/<slug:slug>/mappings/", MappingsView.as_view(), name="api-mappings"),
    path("projects/<slug:slug>/mappings/<row:pk>/", MappingView.as_view(), name="api-mapping"),
    path("projects/<slug:slug>/mappings/<row:pk>/apply/", MappingApplyView.as_view(), name="api-mapping-apply"),
    path("projects/<slug:slug>/mappings/<row:pk>/rule/", MappingRuleView.as_view(), name="api-mapping-rule"),
    path("projects/<slug:slug>/rounds/<row:number>/people/", PeopleView.as_view(), name="api-people"),
    path("projects/<slug:slug>/rounds/<row:number>/labelling/", LabellingView.as_view(), name="api-labelling"),
    path(
        "projects/<slug:slug>/rounds/<row:number>/labelling/stop/",
        LabellingStopView.as_view(),
        name="api-labelling-stop",
    ),
    path("projects/<slug:slug>/members/<row:member>/pause/", MemberPauseView.as_view(), name="api-member-pause"),
    path("projects/<slug:slug>/members/<row:member>/resume/", MemberResumeView.as_view(), name="api-member-resume"),
    path("assignments/<row:pk>/reassign/", ReassignView.as_view(), name="api-reassign"),
    path("projects/<slug:slug>/tasks/<row:task>/assign/", TaskAssignView.as_view(), name="api-task-assign"),
    path("projects/<slug:slug>/rounds/<row:number>/close/", RoundCloseView.as_view(), name="api-round-close"),
    path("projects/<slug:slug>/rounds/<row:number>/finish/", RoundFinishView.as_view(), name="api-round-finish"),
    path("projects/<slug:slug>/exports/<slug:name>/", ExportView.as_view(), name="api-export"),
    path("projects/<slug:slug>/gap-margin/", GapMarginView.as_view(), name="api-gap-margin"),
    path("projects/<slug:slug>/proposals/", ProposalsView.as_view(), name="api-proposals"),
    path("projects/<slug:slug>/proposals/<row:pk>/accept/", ProposalAcceptView.as_view(), name="api-accept"),
    path("projects/<slug:slug>/proposals/<row:pk>/reject/", ProposalRejectView.as_view(), name="api-reject"),
    path("projects/<slug:slug>/proposals/<row:pk>/trial/", TrialView.as_view(), name="api-trial"),
    path("projects/<slug:slug>/trial-rule/", TrialRuleView.as_view(), name="api-trial-rule"),
    path("projects/<slug:slug>/proposers/", ProposersView.as_view(), name="api-proposers"),
    path("projects/<slug:slug>/searches/", SearchesView.as_view(), name="api-searches"),
    path("projects/<slug:slug>/experiments/", ExperimentsView.as_view(), name="api-experiments"),
    path("projects/<slug:slug>/experiments/<row:pk>/", ExperimentView.as_view(), name="api-experiment"),
    path(
        "projects/<slug:slug>/experiments/<row:pk>/cancel/",
        ExperimentCancelView.as_view(),
        name="api-experiment-cancel",
    ),
    path(
        "projects/<slug:slug>/experiments/<row:pk>/resume/",
        ExperimentResumeView.as_view(),
        name="api-experiment-resume",
    ),
    path(
        "projects/<slug:slug>/templates/<slug:name>/versions/<row:number>/edits/",
        OwnEditView.as_view(),
        name="api-own-edit",
    ),
    path("projects/<slug:slug>/confirmations/", ConfirmationsView.as_view(), name="api-confirmations"),
    path("projects/<slug:slug>/confirmations/<row:pk>/", ConfirmationView.as_view(), name="api-confirmation"),
    path(
        "projects/<slug:slug>/confirmations/<row:pk>/look/",
        ConfirmationLookView.as_view(),
        name="api-confirmation-look",
    ),
    path(
        "projects/<slug:slug>/confirmations/<row:pk>/promote/",
        ConfirmationPromoteView.as_view(),
        name="api-confirmation-promote",
    ),
    path(
        "projects/<slug:slug>/confirmations/<row:pk>/close/",
        ConfirmationCloseView.as_view(),
        name="api-confirmation-close",
    ),
    path(
        "projects/<slug:slug>/confirmations/<row:pk>/rollback/",
        ConfirmationRollBackView.as_view(),
        name="api-confirmation-rollback",
    ),
    path("projects/<slug:slug>/alarms/", AlarmsView.as_view(), name="api-alarms"),
    path("projects/<slug:slug>/alarms/<row:pk>/acknowledge/", AlarmAcknowledgeView.as_view(), name="api-alarm-seen"),
    path("projects/<slug:slug>/alarms/<row:pk>/close/", AlarmCloseView.as_view(), name="api-alarm-close"),
    path("projects/<slug:slug>/templates/<slug:name>/active/", ActiveVersionView.as_view(), name="api-active"),
    path("projects/<slug:slug>/templates/<slug:name>/resolve/", ResolveView.as_view(), name="api-resolve"),
    path("projects/<slug:slug>/templates/<slug:name>/temperature/", TemperaturesView.as_view(), name="api-temperature"),
    path(
        "projects/<slug:slug>/templates/<slug:name>/temperature/<row:number>/activate/",
        PolicyActivateView.as_view(),
        name="api-temperature-activate",
    ),
    path(
        "projects/<slug:slug>/templates/<slug:name>/temperature/rollback/",
        PolicyRollBackView.as_view(),
        name="api-temperature-rollback",
    ),
    path(
        "projects/<slug:slug>/templates/<slug:name>/temperature/round/",
        TemperatureRoundView.as_view(),
        name="api-temperature-round",
    ),
    path(
        "projects/<slug:slug>/templates/<slug:name>/temperature/live/",
        TemperatureLiveView.as_view(),
        name="api-temperature-live",
    ),
    path("projects/<slug:slug>/categories/", CategoriesView.as_view(), name="api-categories"),
    path("projects/<slug:slug>/categories/train/", ClassifierTrainView.as_view(), name="api-categories-train"),
]
