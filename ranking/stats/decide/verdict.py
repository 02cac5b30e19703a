"""What follows from all that was asked: promote, reject, or ask more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, inf, log

from ranking.stats.decide.measure import Measure
from ranking.stats.decide.needed import chance_at_the_end, units_needed

# More than this many times the units of the plan is no plan.
FAR = 50


class Outcome(StrEnum):
    """What a look ends in. MORE: not enough answers yet."""

    PROMOTE = "PROMOTE"
    REJECT = "REJECT"
    MORE = "MORE"


@dataclass(frozen=True)
class Verdict:
    """The outcome; the places of guards that are not shown to hold, and of those shown to be broken.

    `more_units` is about how many further units would decide (None: no number would, at what was seen); `chance` is
    that of passing at the end of the plan, while it runs.
    """

    outcome: Outcome
    unshown: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    more_units: int | None = None
    chance: float | None = None


def decide(
    primary: Measure, guards: Sequence[Measure], *, final: bool, worthwhile: float, over: bool | None = None
) -> Verdict:
    """The verdict of one look: `final` at the end of the plan, `over` (by default the same) where no answer will come.

    Promotion asks that "no gain" is refuted and that every guard holds. As all must hold, each is tested at its own
    level without sharing (intersection-union test, Berger 1982). It is a rejection where a guard is shown to be broken,
    or even the upper end of the gain's interval is less than `worthwhile` points; at the end also where no gain was
    seen. Otherwise the answers do not tell yet.
    """
    unshown = tuple(place for place, guard in enumerate(guards) if not guard.tested.passed)
    broken = tuple(place for place, guard in enumerate(guards) if guard.broken)
    gained = primary.tested.passed
    if gained and not unshown:
        return Verdict(Outcome.PROMOTE)
    if broken or (not gained and (primary.high < worthwhile or (final and primary.estimate <= 0))):
        return Verdict(Outcome.REJECT, unshown, broken)
    asked = [primary] * (not gained) + [guards[place] for place in unshown]
    over = final if over is None else over
    return Verdict(
        Outcome.MORE, unshown, more_units=_more(asked, primary, over), chance=None if over else _chance(asked)
    )


def _more(asked: Sequence[Measure], primary: Measure, over: bool) -> int | None:
    """About how many further units would decide, were things as they were seen.

    That is what the question that needs most takes, by the test at the end. After the end a further test starts from
    nothing. Before it, a plan that is long enough decides at its end, or sooner where the bets grow on as they did.
    """
    found = [units_needed(one.effect, one.spread, one.tested.alpha) for one in asked]
    # Guards on fewer units (sets of items) grow with the round as a whole.
    scaled = [None if n is None else n * primary.n / one.n for n, one in zip(found, asked, strict=True)]
    known = [n for n in scaled if n is not None]
    if len(known) < len(asked) or max(known) > FAR * max(primary.planned, 1):
        return None
    total = ceil(max(known))
    if over:
        return total
    if total > primary.planned:
        return total - primary.n
    sooner = max(_bets_need(one) * primary.n / one.n for one in asked)
    return max(ceil(min(sooner, primary.planned)) - primary.n, 1)


def _bets_need(asked: Measure) -> float:
    """After how many units the bets would refute, were they to grow on as they did so far."""
    wealth = asked.tested.evidence[-1] if asked.tested.evidence else 1.0
    return asked.n * log(1 / asked.tested.alpha) / log(wealth) if wealth > 1 else inf


def _chance(asked: Sequence[Measure]) -> float:
    """The chance that everything passes at the end: that of its least likely part, as they hang together."""
    return min(
        chance_at_the_end(one.effect, one.spread, one.n, max(one.planned, one.n), one.tested.alpha) for one in asked
    )
