"""What follows from what was said: figures, and the decisions taken with them."""

from ranking.models.confirmations import Confirmation, ConfirmationLook, PlanChanged
from ranking.models.decisions import Proposal, TemperaturePolicy
from ranking.models.learning import Audit, Consensus, Fit, Mapping, MappingFrozen, Strength
from ranking.models.rules import JudgeRule

__all__ = [
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
    "Strength",
    "TemperaturePolicy",
]
