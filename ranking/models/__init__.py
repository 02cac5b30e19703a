"""What follows from what was said: figures, the decisions taken with them, and what is asked next."""

from ranking.models.categories import CategoryClassifier, CategorySettings, ClassifierFrozen
from ranking.models.confirmations import Confirmation, ConfirmationLook, PlanChanged
from ranking.models.decisions import Proposal
from ranking.models.experiments import Experiment, ExperimentCall, TrialRule
from ranking.models.fairness import GapRule
from ranking.models.labelling import Wave
from ranking.models.learning import Audit, Consensus, Fit, Mapping, MappingFrozen, Strength
from ranking.models.monitoring import Alarm, Schedule, ScheduleEntry, Watch
from ranking.models.rules import JudgeRule
from ranking.models.temperature import LiveStep, PolicyActivation, StepKept, TemperaturePolicy

__all__ = [
    "Alarm",
    "Audit",
    "CategoryClassifier",
    "CategorySettings",
    "ClassifierFrozen",
    "Confirmation",
    "ConfirmationLook",
    "Consensus",
    "Experiment",
    "ExperimentCall",
    "Fit",
    "GapRule",
    "JudgeRule",
    "LiveStep",
    "Mapping",
    "MappingFrozen",
    "PlanChanged",
    "PolicyActivation",
    "Proposal",
    "Schedule",
    "ScheduleEntry",
    "StepKept",
    "Strength",
    "TemperaturePolicy",
    "TrialRule",
    "Watch",
    "Wave",
]
