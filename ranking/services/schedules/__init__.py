"""Schedules that are set by leads and run by the clock."""

from ranking.services.schedules.running import Ran, schedule_run
from ranking.services.schedules.setting import ScheduleInvalid, schedule_set

__all__ = ["Ran", "ScheduleInvalid", "schedule_run", "schedule_set"]
