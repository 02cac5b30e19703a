"""Questions put to models outside of rounds: trials of proposals, and searches for better versions."""

from ranking.services.experiments.bench import Ask, Bench, BenchEnded, BudgetSpent, Reply
from ranking.services.experiments.errors import ExperimentRefused
from ranking.services.experiments.queueing import EXPERIMENT
from ranking.services.experiments.running import experiment_cancel, experiment_retry, experiment_run
from ranking.services.experiments.searching import search_start
from ranking.services.experiments.trials import judges_at_hand, trial_start

__all__ = [
    "EXPERIMENT",
    "Ask",
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
    "trial_start",
]
