"""Single responses that people clearly want, or clearly do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotations.models import Dimension
from ranking.exporters.accepted import Verdict, response_facts, threshold_of
from ranking.exporters.base import Example, LeftOut, held_out, prompt_messages
from ranking.exporters.votes import CONFIDENT, means_of, votes_of
from ranking.selectors.exports import ExportScope, ItemAnswers

Wanted = tuple[bool, Verdict] | LeftOut


def examples(found: ItemAnswers, scope: ExportScope) -> Iterator[Example | LeftOut]:
    """This function will yield each response on which two thirds of people say yes, or say no.

    A person says so by a score at or above the acceptance threshold, or below it; where the item has no scores, by
    the order in which the response comes, or by finding none of those shown acceptable.
    """
    scored = means_of(found, scope.primary) if scope.primary else {}
    said = {key: _by_scores(values, scope.primary) for key, values in scored.items() if scope.primary}
    for key, verdict in (said or _by_ballots(found, scope)).items():
        yield _example(found, scope, key, verdict)


def _by_scores(values: list[float], dimension: Dimension) -> Wanted:
    yes = sum(value >= threshold_of(dimension) for value in values) / len(values)
    if max(yes, 1 - yes) < CONFIDENT:
        return LeftOut("low confidence: fewer than two thirds say the same")
    mean = round(sum(values) / len(values), 4)
    verdict: Verdict = {"source": "scores", "score": mean, "n_annotators": len(values)}
    return yes >= CONFIDENT, {**verdict, "agreement": round(max(yes, 1 - yes), 4)}


def _by_ballots(found: ItemAnswers, scope: ExportScope) -> dict[int, Wanted]:
    """Preferred to every other response that it met, or put behind every other; or none was acceptable."""
    told = votes_of(found, scope.primary)
    refusals = _refusals(found)
    verdicts: dict[int, Wanted] = {}
    for key in sorted({one for pair in told for one in pair} | set(refusals)):
        met = [(votes, 1 if pair[0] == key else -1) for pair, votes in told.items() if key in pair]
        people, against = max((votes.n for votes, _side in met), default=0), len(refusals.get(key, ()))
        n = people + against
        won = [_share(votes.by_rater.values(), side, against) for votes, side in met]
        lost = [_share(votes.by_rater.values(), -side, against, against) for votes, side in met] or [1.0]
        verdict: Verdict = {"source": "ballots", "n_annotators": n}
        if won and min(won) >= CONFIDENT:
            verdicts[key] = (True, {**verdict, "agreement": round(min(won), 4)})
        elif min(lost) >= CONFIDENT:
            verdicts[key] = (False, {**verdict, "agreement": round(min(lost), 4)})
        else:
            verdicts[key] = LeftOut("neither before nor behind every other response for two thirds of people")
    return verdicts


def _share(votes: Iterable[int], side: int, refused: int, counted: int = 0) -> float:
    """The share of people who voted for the side; those who found none acceptable vote too, `counted` of them so."""
    given = list(votes)
    return (sum(vote == side for vote in given) + counted) / (len(given) + refused)


def _refusals(found: ItemAnswers) -> dict[int, set[int]]:
    """Who found none of the responses acceptable, by response."""
    refused: dict[int, set[int]] = {}
    for answer in found.answers:
        if any(ballot.none_acceptable and ballot.dimension_id is None for ballot in answer.ballots.all()):
            for key in found.shows[answer.task_id]:
                refused.setdefault(key, set()).add(answer.rater_id)
    return refused


def _example(found: ItemAnswers, scope: ExportScope, key: int, wanted: Wanted) -> Example | LeftOut:
    if refused := held_out(found.item, scope):
        return refused
    if isinstance(wanted, LeftOut):
        return wanted
    label, verdict = wanted
    response = found.responses[key]
    if not response.text:
        return LeftOut("a response has no text")
    facts = response_facts(found, response, verdict)
    return Example(found.item, prompt_messages(found.item), (response.text,), facts, label=label)
