"""What moved, in a sentence that is stored."""

from __future__ import annotations

from annotations.said import Said, msgid
from ranking.models import Watch
from ranking.stats.drift import Signal

# By kind and whether it is of all; up and down.
_TEXTS = {
    (Watch.Kind.JUDGE, False): (
        msgid("On {dimension}, people’s scores have moved up by {size:.2f} points beside what {of} says."),
        msgid("On {dimension}, people’s scores have moved down by {size:.2f} points beside what {of} says."),
    ),
    (Watch.Kind.FEEDBACK, True): (
        msgid("Users are happier than the scores on {dimension} let expect: by {size:.2f} on a scale of 0 to 1."),
        msgid("Users are less happy than the scores on {dimension} let expect: by {size:.2f} on a scale of 0 to 1."),
    ),
    (Watch.Kind.RATER, True): (
        msgid("On the anchor items, people’s scores on {dimension} have risen by {size:.2f} points."),
        msgid("On the anchor items, people’s scores on {dimension} have fallen by {size:.2f} points."),
    ),
    (Watch.Kind.RATER, False): (
        msgid("On the anchor items, the scores of {of} on {dimension} have risen by {size:.2f} points."),
        msgid("On the anchor items, the scores of {of} on {dimension} have fallen by {size:.2f} points."),
    ),
}


def drift_sentence(watch: Watch, signal: Signal) -> Said:
    """This function will say what moved, which way and how far."""
    up, down = _TEXTS[Watch.Kind(watch.kind), not watch.of]
    return Said(up if signal.up else down, dimension=str(watch.dimension), size=abs(signal.size), of=watch.of)


def model_sentence(endpoint: str, pinned: str, now: str) -> Said:
    """This function will say that another model answers under an endpoint's name."""
    return Said(
        "Another model answers behind {endpoint}: {now} instead of {pinned}.", endpoint=endpoint, now=now, pinned=pinned
    )
