"""What a look found, in sentences that are stored: English, with what they are made of beside them."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.said import Said
from ranking.models import Confirmation
from ranking.selectors.confirming import Question, Standing
from ranking.services.confirmations.needs import ITEMS, SETS, Need, need_beyond, open_questions
from ranking.stats.decide.measure import Measure
from ranking.stats.decide.stopping import Standing as Standings
from ranking.stats.decide.stopping import reasons_to_stop
from ranking.stats.decide.verdict import Outcome

Metric = Confirmation.Metric
MOST_ODDS = 99_999


def sentences_of(confirmation: Confirmation, standing: Standing) -> list[Said]:
    """The verdict first, then each question with its figures, then what is missing."""
    found = standing.primary.found
    need = need_beyond(confirmation, standing) if standing.verdict.outcome == Outcome.MORE else None
    return [
        _verdict(confirmation, standing, need),
        *([_primary(confirmation, found), _evidence(confirmation, standing, found)] if found else []),
        *(_guard(guard) for guard in standing.guards),
        *_outlook(standing, need),
    ]


def _verdict(confirmation: Confirmation, standing: Standing, need: Need | None) -> Said:
    new, old = str(confirmation.new), str(confirmation.old)
    outcome = standing.verdict.outcome
    if outcome == Outcome.PROMOTE:
        return Said("{new} is better than {old}, and nothing that is guarded got worse.", new=new, old=old)
    if outcome == Outcome.REJECT:
        return _rejected(standing, new, old)
    primary = standing.primary.found
    if primary is not None and primary.tested.passed:
        return _open_guards(standing, new, old)
    if standing.over and need is not None and need.of == ITEMS:
        return Said("There are not enough items to tell whether {new} is better than {old}.", new=new, old=old)
    if standing.over:
        return Said("There are not enough answers to tell whether {new} is better than {old}.", new=new, old=old)
    return Said(
        "Not enough answers yet: {n} of {planned} pairs have all of theirs.", n=standing.units, planned=standing.planned
    )


def _open_guards(standing: Standing, new: str, old: str) -> Said:
    """The gain is shown; what is open is what guards it."""
    guards = open_questions(standing)
    names = list(dict.fromkeys(guard.name for guard in guards if guard.kind != "gap"))
    gaps = len(names) < len(guards)
    if gaps and names:
        return Said(
            "{new} is better than {old}, but the answers do not tell whether it widens a bias gap, nor whether it is "
            "worse on {names}, by more than the margin.", new=new, old=old, names=names,
        )  # fmt: skip
    if gaps:
        return Said(
            "{new} is better than {old}, but the answers do not tell whether it widens a bias gap by more than the "
            "margin.", new=new, old=old,
        )  # fmt: skip
    return Said(
        "{new} is better than {old}, but the answers do not tell whether it is worse on {names} by more than the "
        "margin.", new=new, old=old, names=names,
    )  # fmt: skip


def _rejected(standing: Standing, new: str, old: str) -> Said:
    found = [guard for guard in standing.guards if guard.found is not None]
    broken = [found[place] for place in standing.verdict.broken]
    if any(guard.kind == "gap" for guard in broken):
        return Said("{new} widens a bias gap by more than the margin, so it does not replace {old}.", new=new, old=old)
    if broken:
        return Said(
            "{new} is worse than {old} on {names} by more than the margin, so it does not replace it.",
            new=new, old=old, names=[guard.name for guard in broken],
        )  # fmt: skip
    primary = standing.primary.found
    if primary is not None and primary.high < 0:
        return Said("{new} is worse than {old}.", new=new, old=old)
    return Said("{new} is not better than {old} by an amount worth having.", new=new, old=old)


def _primary(confirmation: Confirmation, found: Measure) -> Said:
    new, old = str(confirmation.new), str(confirmation.old)
    if confirmation.metric == Metric.COMPARISONS:
        return Said(
            "The share of pairs that {new} wins, less the share that it loses to {old}, is {estimate:+.2f} "
            "(95 % interval {low:+.2f} to {high:+.2f}, {n} pairs).",
            new=new, old=old, estimate=found.estimate, low=found.low, high=found.high, n=found.n,
        )  # fmt: skip
    return Said(
        "On {dimension}, {new} less {old} is {estimate:+.2f} points "
        "(95 % interval {low:+.2f} to {high:+.2f}, {n} pairs).",
        dimension=str(confirmation.dimension), new=new, old=old, estimate=found.estimate, low=found.low,
        high=found.high, n=found.n,
    )  # fmt: skip


def _evidence(confirmation: Confirmation, standing: Standing, found: Measure) -> Said:
    alpha = confirmation.alpha
    if found.tested.p_value is not None:
        return Said(
            "Without any gain, one as large as this comes about in {p:.2%} of such tests; {alpha:.2%} were allowed.",
            p=found.tested.p_value, alpha=alpha,
        )  # fmt: skip
    place = -1 if found.tested.crossed is None else found.tested.crossed
    figures = {"evidence": _odds(found.tested.evidence[place]), "enough": 1 / alpha}
    if standing.over or found.tested.crossed is not None:
        return Said("Bets against “no gain” stand at {evidence:g} to 1; {enough:.0f} to 1 are enough.", **figures)
    return Said(
        "Bets against “no gain” stand at {evidence:g} to 1; {enough:.0f} to 1 would be enough at any look.", **figures
    )


def _odds(wealth: float) -> float:
    """As many figures as one reads."""
    return round(min(wealth, MOST_ODDS), 1 if wealth < 10 else 0)


def _guard(guard: Question) -> Said:
    if guard.found is None:
        name = " / ".join([guard.name, *guard.asked.get("values", [])])
        return Said("{name}: nothing can be told. {reason}", name=name, reason=guard.silence)
    return _gap(guard, guard.found) if guard.kind == "gap" else _dimension(guard, guard.found)


def _dimension(guard: Question, found: Measure) -> Said:
    figures = {
        "name": guard.name, "estimate": found.estimate, "low": found.low, "high": found.high,
        "margin": guard.asked["margin"],
    }  # fmt: skip
    if found.tested.passed:
        return Said(
            "{name} did not fall by more than the margin of {margin:.2g} points: "
            "{estimate:+.2f} ({low:+.2f} to {high:+.2f}).", **figures,
        )  # fmt: skip
    if found.broken:
        return Said(
            "{name} fell by more than the margin of {margin:.2g} points: {estimate:+.2f} ({low:+.2f} to {high:+.2f}).",
            **figures,
        )
    return Said(
        "Whether {name} fell by more than the margin of {margin:.2g} points cannot be told yet: "
        "{estimate:+.2f} ({low:+.2f} to {high:+.2f}).", **figures,
    )  # fmt: skip


def _gap(guard: Question, found: Measure) -> Said:
    one, other = (guard.asked["values"] or ["", ""])[:2]
    figures = {
        "one": one, "other": other, "name": guard.name, "old": guard.asked["old"], "new": guard.asked["new"],
        "margin": guard.asked["margin"],
    }  # fmt: skip
    if found.tested.passed:
        return Said(
            "The gap between {one} and {other} on {name} went from {old:+.2f} to {new:+.2f} points: "
            "it did not widen by more than the margin of {margin:.2g}.", **figures,
        )  # fmt: skip
    if found.broken:
        return Said(
            "The gap between {one} and {other} on {name} went from {old:+.2f} to {new:+.2f} points: "
            "it widened by more than the margin of {margin:.2g}.", **figures,
        )  # fmt: skip
    return Said(
        "The gap between {one} and {other} on {name} went from {old:+.2f} to {new:+.2f} points: "
        "whether it widened by more than the margin of {margin:.2g} cannot be told yet.", **figures,
    )  # fmt: skip


def _outlook(standing: Standing, need: Need | None) -> Iterator[Said]:
    if standing.verdict.outcome != Outcome.MORE:
        return
    more = answers_needed(standing)
    silent = [one for one in open_questions(standing) if one.found is None]
    if need is not None:
        yield needed_said(need)
    elif more is None and not silent:
        yield _hopeless(standing)
    elif more is not None and standing.over:
        yield Said("At what was seen, a new test with about {n} answers would tell.", n=more)
    elif more is not None:
        yield Said("At what was seen so far, about {n} more answers would tell.", n=more)
    if standing.over and not standing.final:
        yield Said(
            "The round was closed at {n} of {planned} pairs, so the test at the end of the plan was not made.",
            n=standing.units, planned=standing.planned,
        )  # fmt: skip
    if standing.verdict.chance is not None:
        yield from reasons_to_stop(Standings(chance=standing.verdict.chance), ("futile",)).values()


def _hopeless(standing: Standing) -> Said:
    primary = standing.primary.found
    if primary is not None and primary.tested.passed:
        return Said("At what was seen so far, no number of answers would show that what guards it holds.")
    return Said("At what was seen so far, no number of answers would show it to be better.")


def needed_said(need: Need) -> Said:
    """That the answers of further people to the same items would not do, and what would."""
    figures = {"n": need.needed, "planned": need.planned, "there": need.there}
    if need.of == SETS:
        return Said(
            "To tell whether the gap between {one} and {other} on {name} widened takes about {n} sets of items, "
            "answered as here; this test has {planned} and split evaluate {there}. "
            "More answers to these alone would not tell.",
            one=need.one, other=need.other, name=need.name, **figures,
        )  # fmt: skip
    return Said(
        "To tell takes about {n} items, answered as here; this test has {planned} and split evaluate {there}. "
        "More answers to these alone would hardly tell.", **figures,
    )  # fmt: skip


def answers_needed(standing: Standing) -> int | None:
    """About how many further answers would decide, rounded to two figures; None where no number would."""
    if standing.verdict.more_units is None or not standing.units:
        return None
    exact = max(1, round(standing.verdict.more_units * standing.answers_per_unit))
    return int(float(f"{exact:.2g}"))
