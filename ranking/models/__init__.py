"""What follows from what was said: figures, and the decisions taken with them."""

from ranking.models.decisions import Proposal, TemperaturePolicy
from ranking.models.learning import Audit, Consensus, Fit, Mapping, MappingFrozen, Strength
from ranking.models.rules import JudgeRule

__all__ = [
    "Audit",
    "Consensus",
    "Fit",
    "JudgeRule",
    "Mapping",
    "MappingFrozen",
    "Proposal",
    "Strength",
    "TemperaturePolicy",
]
