"""What ends a schedule: nothing left to learn, or nothing left to spend. The first that holds is told."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.said import Said
from ranking.stats.scheduling.terms import Facts, Terms

FLIP = 0.05
# Rounds without a gain that are enough.
IDLE = 2


def stopping(terms: Terms, facts: Facts) -> Said | None:
    """Why no further round is to be opened; None where there is no reason."""
    return next(_reasons(terms, facts), None)


def _reasons(terms: Terms, facts: Facts) -> Iterator[Said]:
    yield from _spent(terms, facts)
    # What was known before it was switched on is no reason to switch off.
    if facts.rounds:
        yield from _known(terms, facts)


def _spent(terms: Terms, facts: Facts) -> Iterator[Said]:
    if terms.most_rounds is not None and facts.rounds >= terms.most_rounds:
        yield Said("The budget is spent: {n} rounds of {most}.", n=facts.rounds, most=terms.most_rounds)
    if terms.most_tokens is not None and facts.tokens >= terms.most_tokens:
        yield Said("The budget is spent: {n} tokens of {most}.", n=facts.tokens, most=terms.most_tokens)
    if terms.most_cost is not None and facts.cost is not None and facts.cost >= terms.most_cost:
        yield Said("The budget is spent: {n:.2f} of {most:.2f}.", n=facts.cost, most=terms.most_cost)


def _known(terms: Terms, facts: Facts) -> Iterator[Said]:
    best = facts.best[0] if facts.best else None
    if terms.margin is not None and best and best.low is not None and best.high is not None:
        width = best.high - best.low
        if width < terms.margin:
            yield Said(
                "The score of {name} is known well enough: its interval is {width:.2f} points wide, the margin "
                "{margin:.2f}.", name=best.name, width=width, margin=terms.margin,
            )  # fmt: skip
    flip = facts.flip
    if terms.stop_sure and flip is not None and flip < FLIP:
        yield Said("The order is sure: the chance that the best is another is {flip:.1%}.", flip=flip)
    if terms.stop_gain and len(facts.gains) > IDLE:
        *before, _one, _two = facts.gains
        best_before = max(score for _round, score in before)
        last = max(score for _round, score in facts.gains[-IDLE:])
        if last <= best_before:
            yield Said(
                "The last two rounds brought no gain: {last:.2f} at best, after {before:.2f}.",
                last=last, before=best_before,
            )  # fmt: skip
