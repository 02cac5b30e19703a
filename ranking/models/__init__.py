"""What follows from what was said: figures, the decisions taken with them, and what is asked next."""

from ranking.models.decisions import Proposal, TemperaturePolicy
from ranking.models.labelling import Wave
from ranking.models.learning import Audit, Consensus, Fit, Mapping, Strength

__all__ = ["Audit", "Consensus", "Fit", "Mapping", "Proposal", "Strength", "TemperaturePolicy", "Wave"]
