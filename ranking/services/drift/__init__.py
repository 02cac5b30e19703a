"""Watches that are read on, and alarms that somebody answers for."""

from ranking.services.drift.alarms import AlarmRefused, alarm_acknowledge, alarm_close
from ranking.services.drift.looking import WATCH, Looked, drift_look, drift_request, drift_tidy
from ranking.services.drift.watches import watches_make

__all__ = [
    "WATCH",
    "AlarmRefused",
    "Looked",
    "alarm_acknowledge",
    "alarm_close",
    "drift_look",
    "drift_request",
    "drift_tidy",
    "watches_make",
]
