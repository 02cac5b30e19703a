"""Schedules, and how things stand for them."""

from ranking.selectors.schedules.facts import facts_of, plan_of, terms_of
from ranking.selectors.schedules.found import entries_of, schedule_of, schedules_on

__all__ = ["entries_of", "facts_of", "plan_of", "schedule_of", "schedules_on", "terms_of"]
