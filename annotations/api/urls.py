"""The API of what was said."""

from django.urls import path

import annotations.converters  # noqa: F401 (registers <row:...>)
from annotations.api.counterfactuals import CounterfactualsView, WordTablesView
from annotations.api.feedback import FeedbackView
from annotations.api.imports import ImportsView
from annotations.api.rounds import RoundCancelView, RoundPauseView, RoundResumeView, RoundsView, RoundView
from annotations.api.work import AnswerView, HeartbeatView, NextView, SkipView, SubmitView, UndoView

urlpatterns = [
    path("projects/<slug:slug>/next/", NextView.as_view(), name="api-next"),
    path("projects/<slug:slug>/feedback/", FeedbackView.as_view(), name="api-feedback"),
    path("projects/<slug:slug>/imports/", ImportsView.as_view(), name="api-imports"),
    path("assignments/<row:pk>/submit/", SubmitView.as_view(), name="api-submit"),
    path("assignments/<row:pk>/heartbeat/", HeartbeatView.as_view(), name="api-heartbeat"),
    path("assignments/<row:pk>/skip/", SkipView.as_view(), name="api-skip"),
    path("assignments/<row:pk>/undo/", UndoView.as_view(), name="api-undo"),
    path("answers/<row:pk>/", AnswerView.as_view(), name="api-answer"),
    path("projects/<slug:slug>/counterfactuals/", CounterfactualsView.as_view(), name="api-counterfactuals"),
    path("projects/<slug:slug>/word-tables/", WordTablesView.as_view(), name="api-word-tables"),
    path("projects/<slug:slug>/rounds/", RoundsView.as_view(), name="api-rounds"),
    path("projects/<slug:slug>/rounds/<row:number>/", RoundView.as_view(), name="api-round"),
    path("projects/<slug:slug>/rounds/<row:number>/pause/", RoundPauseView.as_view(), name="api-round-pause"),
    path("projects/<slug:slug>/rounds/<row:number>/resume/", RoundResumeView.as_view(), name="api-round-resume"),
    path("projects/<slug:slug>/rounds/<row:number>/cancel/", RoundCancelView.as_view(), name="api-round-cancel"),
]
