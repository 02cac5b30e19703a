"""Questions put to models outside of rounds: trials of proposals, and searches for better versions."""

from ranking.services.experiments.bench import Ask, Bench, BenchEnded, BudgetSpent, Reply
from ranking.services.experiments.by_itself import AtHand, trial_at_hand, trial_by_itself, trial_rule_set
from ranking.services.experiments.errors import ExperimentRefused
from ranking.services.experiments.queueing import EXPERIMENT
from ranking.services.experiments.running import experiment_cancel, experiment_retry, experiment_run
from ranking.services.experiments.searching import search_start
from ranking.services.experiments.trials import judges_at_hand, trial_start

__all__ = [
    "EXPERIMENT",
    "Ask",
    "AtHand",
    "Bench",
    "BenchEnded",
    "BudgetSpent",
    "ExperimentRefused",
    "Reply",
    "experiment_cancel",
    "experiment_retry",
    "experiment_run",
    "judges_at_hand",
    "search_start",
    "trial_at_hand",
    "trial_by_itself",
    "trial_rule_set",
    "trial_start",
]
