"""What follows from what was said: figures, the decisions taken with them, and what is asked next."""

from ranking.models.confirmations import Confirmation, ConfirmationLook, PlanChanged
from ranking.models.decisions import Proposal, TemperaturePolicy
from ranking.models.labelling import Wave
from ranking.models.learning import Audit, Consensus, Fit, Mapping, MappingFrozen, Strength
from ranking.models.monitoring import Alarm, Schedule, ScheduleEntry, Watch
from ranking.models.rules import JudgeRule

__all__ = [
    "Alarm",
    "Audit",
    "Confirmation",
    "ConfirmationLook",
    "Consensus",
    "Fit",
    "JudgeRule",
    "Mapping",
    "MappingFrozen",
    "PlanChanged",
    "Proposal",
    "Schedule",
    "ScheduleEntry",
    "Strength",
    "TemperaturePolicy",
    "Watch",
    "Wave",
]
