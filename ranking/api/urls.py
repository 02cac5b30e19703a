"""The API of what follows from what was said."""

from django.urls import path

import annotations.converters  # noqa: F401 (registers <row:...>)
from ranking.api.labelling import LabellingStopView, LabellingView
from ranking.api.people import MemberPauseView, MemberResumeView, PeopleView, ReassignView
from ranking.api.proposals import ProposalAcceptView, ProposalRejectView, ProposalsView
from ranking.api.reports import FitView, ReportView, RoundCloseView, RoundFinishView
from ranking.api.templates import ActiveVersionView

urlpatterns = [
    path("projects/<slug:slug>/report/", ReportView.as_view(), name="api-report"),
    path("projects/<slug:slug>/fit/", FitView.as_view(), name="api-fit"),
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
    path("projects/<slug:slug>/rounds/<row:number>/close/", RoundCloseView.as_view(), name="api-round-close"),
    path("projects/<slug:slug>/rounds/<row:number>/finish/", RoundFinishView.as_view(), name="api-round-finish"),
    path("projects/<slug:slug>/proposals/", ProposalsView.as_view(), name="api-proposals"),
    path("projects/<slug:slug>/proposals/<row:pk>/accept/", ProposalAcceptView.as_view(), name="api-accept"),
    path("projects/<slug:slug>/proposals/<row:pk>/reject/", ProposalRejectView.as_view(), name="api-reject"),
    path("projects/<slug:slug>/templates/<slug:name>/active/", ActiveVersionView.as_view(), name="api-active"),
]
