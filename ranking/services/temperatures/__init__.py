"""Policies of temperatures: made of evidence, served, rolled back; rounds that try more; draws while serving."""

from ranking.services.temperatures.errors import PolicyInvalid, PolicyRefused
from ranking.services.temperatures.live import live_set, live_update
from ranking.services.temperatures.policies import (
    temperature_policy_activate,
    temperature_policy_propose,
    temperature_policy_rollback,
)
from ranking.services.temperatures.rounds import Trial, temperature_round_start

__all__ = [
    "PolicyInvalid",
    "PolicyRefused",
    "Trial",
    "live_set",
    "live_update",
    "temperature_policy_activate",
    "temperature_policy_propose",
    "temperature_policy_rollback",
    "temperature_round_start",
]
