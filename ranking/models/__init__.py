"""What follows from what was said: figures, the decisions taken with them, and what is asked next."""

from ranking.models.confirmations import Confirmation, ConfirmationLook, PlanChanged
from ranking.models.decisions import Proposal, TemperaturePolicy
from ranking.models.experiments import Experiment, ExperimentCall
from ranking.models.fairness import GapRule
from ranking.models.labelling import Wave
from ranking.models.learning import Audit, Consensus, Fit, Mapping, MappingFrozen, Strength
from ranking.models.rules import JudgeRule

__all__ = [
    "Audit",
    "Confirmation",
    "ConfirmationLook",
    "Consensus",
    "Experiment",
    "ExperimentCall",
    "Fit",
    "GapRule",
    "JudgeRule",
    "Mapping",
    "MappingFrozen",
    "PlanChanged",
    "Proposal",
    "Strength",
    "TemperaturePolicy",
    "Wave",
]
