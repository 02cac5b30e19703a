"""When the next round opens by itself, and when this ends: pure decisions, each with its reason in words."""

from ranking.stats.scheduling.opening import Opening, opening
from ranking.stats.scheduling.stopping import stopping
from ranking.stats.scheduling.terms import Facts, Terms

__all__ = ["Facts", "Opening", "Terms", "opening", "stopping"]
