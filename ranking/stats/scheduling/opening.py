"""What opens a round: an alarm before a date before enough feedback."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.said import Said
from ranking.stats.scheduling.terms import Facts, Terms


@dataclass(frozen=True)
class Opening:
    """Why a round opens; `alarm` is the one that it answers, `dated` whether the date brought it."""

    reason: Said
    alarm: int | None = None
    dated: bool = False


def opening(terms: Terms, facts: Facts) -> Opening | None:
    """Whether a round is to be opened now, and why; None where nothing asks for one."""
    if terms.on_alarm and facts.alarms:
        return Opening(Said("An alarm is open; the round is on its items."), alarm=facts.alarms[0])
    if terms.next_at is not None and facts.now >= terms.next_at:
        return Opening(Said("The date {date} has come.", date=f"{terms.next_at:%Y-%m-%d}"), dated=True)
    if terms.feedback_count and facts.feedback >= terms.feedback_count:
        count = terms.feedback_count
        return Opening(
            Said("There are {n} new remarks of users; {count} were asked for.", n=facts.feedback, count=count)
        )
    return None
