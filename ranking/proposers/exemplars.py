"""Exemplars: responses that several people rated high, and much the same, unlike one another."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.said import Said
from ranking.proposers.words import figure
from ranking.selectors.evidence import Answer, Candidate, DimensionFacts, Evidence
from ranking.services.drafts import Edit, Support

MOST = 3
MIN_RATERS = 2
# Shares of the scale: how good all dimensions must be without a threshold, and how far raters may part.
GOOD = 0.75
APART = 0.25
# Every exemplar is paid for in each call.
LONGEST = 2000
ALIKE = 0.5
WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Praised:
    """A response that may serve as an exemplar; `quality` and `apart` are shares of the scale."""

    candidate: Candidate
    answers: tuple[Answer, ...]
    quality: float
    apart: float
    means: dict[str, float]

    @property
    def rank(self) -> tuple[float, int, int]:
        return (self.apart - self.quality, -len(self.answers), self.candidate.response)


def exemplar_edits(evidence: Evidence) -> tuple[list[Edit], list[str]]:
    """This function will pick the best exemplars, and say why there are none."""
    praised = praised_responses(evidence)
    shown = [str(one.get("input", "")) for one in evidence.base.exemplars]
    fresh = [one for one in praised if one.candidate.asked not in shown]
    room = max(0, MOST - len(evidence.base.exemplars))
    chosen = diverse(fresh, room)
    if not chosen:
        return [], [_silence(evidence, praised, room)]
    return [_edit(one, evidence.dimensions) for one in chosen], []


def praised_responses(evidence: Evidence) -> list[Praised]:
    """Responses that at least two people rated, all of them high and much the same; the best first."""
    by_response: dict[int, list[Answer]] = defaultdict(list)
    for answer in evidence.answers:
        by_response[answer.response].append(answer)
    found = [
        _praised(evidence.candidates[response], answers, evidence.dimensions)
        for response, answers in by_response.items()
        if len({answer.rater for answer in answers}) >= MIN_RATERS
    ]
    return sorted((one for one in found if one), key=lambda one: one.rank)


def diverse(praised: Sequence[Praised], most: int) -> list[Praised]:
    """The best of each group of items, categories not yet shown first, no two that say much the same."""
    chosen: list[Praised] = []
    for new_category_only in (True, False):
        for one in praised:
            if len(chosen) >= most:
                return chosen
            known = {other.candidate.category for other in chosen}
            if (not new_category_only or one.candidate.category not in known) and _differs(one, chosen):
                chosen.append(one)
    return chosen


def _praised(candidate: Candidate, answers: list[Answer], dimensions: Sequence[DimensionFacts]) -> Praised | None:
    text = candidate.text.strip()
    if not text or candidate.truncated or len(text) > LONGEST or not candidate.asked.strip():
        return None
    means, shares, apart = {}, [], 0.0
    for dimension in dimensions:
        values = [answer.scores[dimension.name] for answer in answers if dimension.name in answer.scores]
        if not values:
            continue
        means[dimension.name] = sum(values) / len(values)
        if means[dimension.name] < _bar(dimension):
            return None
        shares.append(dimension.share(means[dimension.name]))
        apart = max(apart, dimension.share(max(values)) - dimension.share(min(values)))
    if not shares or apart > APART:
        return None
    return Praised(candidate, tuple(answers), sum(shares) / len(shares), apart, means)


def _bar(dimension: DimensionFacts) -> float:
    good = dimension.minimum + GOOD * (dimension.maximum - dimension.minimum)
    return good if dimension.threshold is None else max(good, dimension.threshold)


def _differs(one: Praised, chosen: Sequence[Praised]) -> bool:
    return all(
        one.candidate.group != other.candidate.group
        and one.candidate.asked != other.candidate.asked
        and overlap(one.candidate.text, other.candidate.text) < ALIKE
        for other in chosen
    )


def overlap(a: str, b: str) -> float:
    """The share of words that two texts have in common (Jaccard), 0 to 1."""
    left, right = set(WORDS.findall(a.casefold())), set(WORDS.findall(b.casefold()))
    return len(left & right) / len(left | right) if left | right else 1.0


def _edit(one: Praised, dimensions: Sequence[DimensionFacts]) -> Edit:
    labels = {dimension.name: dimension.label for dimension in dimensions}
    figures = [Said("{label} {mean:g}", label=labels[name], mean=figure(mean)) for name, mean in one.means.items()]
    response = one.candidate.response
    quoted = [
        Support(answer.comment, response, answer.assignment)
        for answer in one.answers if answer.comment
    ]  # fmt: skip
    return Edit(
        kind="exemplar",
        action="add",
        value={"input": one.candidate.asked, "output": one.candidate.text, "response": response},
        reason=Said("{n} people rated it high and agreed: {figures}.", n=len(one.answers), figures=figures),
        evidence=(
            Support(
                Said("Mean scores of {n} people: {figures}", n=len(one.answers), figures=figures),
                response,
                value=one.quality,
            ),
            *quoted[:2],
        ),
    )


def _silence(evidence: Evidence, praised: Sequence[Praised], room: int) -> Said:
    if not room:
        n = len(evidence.base.exemplars)
        return Said("No exemplar: the version has {n} already; drop one to make room.", n=n)
    if praised:
        return Said("No exemplar: the best responses are to inputs that the version shows already.")
    raters = defaultdict(set)
    for answer in evidence.answers:
        raters[answer.response].add(answer.rater)
    if not any(len(some) >= MIN_RATERS for some in raters.values()):
        return Said("No exemplar: no response on split develop was rated by two people. Ask for two answers per task.")
    return Said("No exemplar: no response was rated high in every dimension by people who agreed.")
