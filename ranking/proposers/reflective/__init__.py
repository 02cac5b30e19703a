"""A model reflects on what was scored low, and rewrites the prompt: GEPA (Agrawal et al. 2025) on calibrated scores."""

from ranking.proposers.reflective.proposer import ReflectiveProposer

__all__ = ["ReflectiveProposer"]
