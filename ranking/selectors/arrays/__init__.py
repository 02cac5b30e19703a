"""The one place where rows of the database become arrays."""

from ranking.selectors.arrays.load import answers_load

__all__ = ["answers_load"]
