"""How many tasks are put forward at a time, and when to look again."""

from __future__ import annotations

# A round is looked at again after this part of its answers, within limits: often enough to learn, and cheap.
PART = 50
SOONEST, LATEST = 8, 500
# Of what teaches most, twice as many places are put forward as are needed until the next look, so that none runs out.
AHEAD = 2


def period(places: int) -> int:
    """After how many answers a round of so many places is looked at again."""
    return min(LATEST, max(SOONEST, places // PART))


def budget(places: int) -> int:
    """How many places of what teaches most stand ready after each look."""
    return AHEAD * period(places)
