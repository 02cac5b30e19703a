"""Drift: whether what comes in still is as it was, told as early as chance allows."""

from ranking.stats.drift.chart import Chart, Observation, State
from ranking.stats.drift.follow import Signal, followed, restarted

__all__ = ["Chart", "Observation", "Signal", "State", "followed", "restarted"]
