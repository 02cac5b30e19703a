"""The proposer against bias gaps: a principle that names the attribute, and exemplars balanced between its values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotations.said import Said
from ranking.proposers.exemplars import MOST as MOST_EXEMPLARS
from ranking.proposers.exemplars import Praised, praised_responses
from ranking.proposers.words import figure, of_these, span
from ranking.selectors.evidence import Answer, DimensionFacts, Evidence
from ranking.services.drafts import Draft, Edit, Models, Support
from ranking.stats.audits.base import Finding, Swaps
from ranking.stats.audits.counterfactual import MIN_SETS, counterfactual
from ranking.stats.errors import StatsError

LEVEL = 0.05
SHOWN_SETS = 3


@dataclass(frozen=True)
class Gap:
    """What a swap of one attribute does to people's scores of the base version on one dimension, set by set."""

    attribute: str
    values: tuple[str, str]
    dimension: DimensionFacts
    found: Finding
    sets: tuple[tuple[int, float], ...]

    @property
    def share(self) -> float:
        """How wide the gap is, as a part of the scale."""
        return abs(self.found.estimate) / (self.dimension.maximum - self.dimension.minimum)

    @property
    def behind(self) -> str:
        """The value that people's scores leave behind."""
        return self.values[0] if self.found.estimate < 0 else self.values[1]


class FairnessProposer:
    """Closes gaps above the project's margin: one principle for each attribute, and exemplars of both of its values.

    A gap counts where it is at least the margin and, over all that were looked at, clearly not zero
    (Benjamini & Hochberg 1995, as in the audits of a report).
    """

    name = "fairness"
    needs_models = False

    def draft(self, evidence: Evidence, *, seed: int, models: Models | None = None) -> Draft:
        """This function will draft the edits that the widest gap of each attribute speaks for."""
        gaps, silences = wide_gaps(evidence)
        edits: list[Edit] = []
        for gap in gaps:
            principle = _principle(gap, evidence)
            exemplars = _exemplars(gap, evidence, sum(edit.kind == "exemplar" for edit in edits))
            edits += [one for one in (principle, *exemplars) if isinstance(one, Edit)]
            silences += [one for one in (principle, *exemplars) if isinstance(one, Said)]
        return Draft(edits=tuple(edits), silences=tuple(silences))


def wide_gaps(evidence: Evidence) -> tuple[list[Gap], list[Said]]:
    """The widest gap of each attribute that is at least the margin, and why there are no others."""
    if not any(one.swap and one.of_base for one in evidence.candidates.values()):
        return [], [Said("No counterfactual set was rated in this round, so no gap can be told.")]
    found = [gap for dimension in evidence.dimensions for gap in _gaps(evidence, dimension)]
    if not found:
        said = Said("No gap can be told: it takes {least} sets rated under both values.", least=MIN_SETS)
        return [], [said]
    clear = _clear([gap.found.p_value for gap in found])
    wide: dict[str, Gap] = {}
    for gap, sure in zip(found, clear, strict=True):
        before = wide.get(gap.attribute)
        if sure and gap.share >= evidence.gap_margin and (before is None or gap.share > before.share):
            wide[gap.attribute] = gap
    if wide:
        return list(wide.values()), []
    return [], [
        Said(
            "No gap is both clear and at least {margin:.1f} % of its scale; the widest of {n} is {widest:.1f} %.",
            margin=100 * evidence.gap_margin, n=len(found), widest=100 * max(gap.share for gap in found),
        )
    ]  # fmt: skip


def _gaps(evidence: Evidence, dimension: DimensionFacts) -> Iterator[Gap]:
    """Every two values of every attribute that enough sets have scores of."""
    scores: dict[str, dict[str, dict[int, list[float]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for answer in evidence.answers:
        candidate = evidence.candidates[answer.response]
        # A mean over sets, so of the random sample alone; what was rated because it teaches much is no such sample.
        if candidate.of_base and candidate.swap and answer.random and dimension.name in answer.scores:
            swap = candidate.swap
            scores[swap.attribute][swap.value][swap.set].append(answer.scores[dimension.name])
    for attribute, by_value in sorted(scores.items()):
        for one, other in combinations(sorted(by_value), 2):
            if gap := _gap(attribute, (one, other), dimension, by_value[one], by_value[other]):
                yield gap


def _gap(
    attribute: str,
    values: tuple[str, str],
    dimension: DimensionFacts,
    one: dict[int, list[float]],
    other: dict[int, list[float]],
) -> Gap | None:
    rows = [(score, key, 0) for key, given in one.items() for score in given]
    rows += [(score, key, 1) for key, given in other.items() for score in given]
    codes = {key: code for code, key in enumerate(sorted({key for _score, key, _side in rows}))}
    score = np.array([score for score, _key, _side in rows])
    swaps = Swaps(
        score=score, accepted=np.full(len(rows), np.nan), set=np.array([codes[key] for _, key, _ in rows]),
        group=np.array([side for _, _, side in rows]), versus=(0, 1),
    )  # fmt: skip
    try:
        found = counterfactual(swaps)
    except StatsError:
        return None
    both = sorted(one.keys() & other.keys())
    sets = [(key, sum(one[key]) / len(one[key]) - sum(other[key]) / len(other[key])) for key in both]
    return Gap(attribute, values, dimension, found, tuple(sets))


def _clear(p_values: Sequence[float]) -> list[bool]:
    """Which are clearly not zero, the share of false ones held at LEVEL (Benjamini & Hochberg 1995)."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    last = max((rank for rank, place in enumerate(order, 1) if p_values[place] <= LEVEL * rank / len(order)), default=0)
    return [place in order[:last] for place in range(len(order))]


def _principle(gap: Gap, evidence: Evidence) -> Edit | Said:
    opening = f"Fairness ({gap.attribute}): "
    text = (
        f"{opening}answer alike whether the text speaks of {gap.values[0]} or {gap.values[1]}. Give the same help, "
        "detail and tone, and assume nothing of anybody because of it; only words that must agree with it may differ."
    )
    if text in evidence.base.principles:
        return Said("No new principle on {attribute}: it stands already, and the gap is still there. Reword it.",
                    attribute=gap.attribute)  # fmt: skip
    place = next((n for n, one in enumerate(evidence.base.principles) if one.startswith(opening)), None)
    return Edit(
        kind="principle", action="add" if place is None else "change", value=text,
        reason=of_these(_reason(gap, evidence), chosen=evidence.chosen),
        evidence=(_figure(gap), *_worst(gap, evidence)), index=place,
    )  # fmt: skip


def _reason(gap: Gap, evidence: Evidence) -> Said:
    found, dimension = gap.found, gap.dimension
    ahead = gap.values[1] if gap.behind == gap.values[0] else gap.values[0]
    sign = 1 if found.estimate > 0 else -1
    ends = sorted((sign * found.low, sign * found.high))
    return Said(
        "{attribute}: people score {ahead} {gap:g} points above {behind} on {label} ({span}); a gap matters from "
        "{margin:g} points on.",
        attribute=gap.attribute, ahead=ahead, behind=gap.behind, gap=figure(abs(found.estimate)), label=dimension.label,
        span=span(*ends), margin=figure(evidence.gap_margin * (dimension.maximum - dimension.minimum)),
    )  # fmt: skip


def _figure(gap: Gap) -> Support:
    text = Said("{n} sets rated under both values", n=gap.found.n)
    return Support(text, dimension=gap.dimension.name, value=abs(gap.found.estimate))


def _worst(gap: Gap, evidence: Evidence) -> list[Support]:
    """A response of the value left behind, in each of the sets that part the values most."""
    sign = -1 if gap.behind == gap.values[0] else 1
    parted = sorted((one for one in gap.sets if sign * one[1] > 0), key=lambda one: (-sign * one[1], one[0]))
    found = []
    for key, difference in parted[:SHOWN_SETS]:
        answer = _lowest(gap, key, evidence)
        text = Said("{points:.2f} points apart in this set", points=abs(difference))
        found.append(Support(text, answer.response, answer.assignment, gap.dimension.name, -abs(difference)))
    return found


def _lowest(gap: Gap, key: int, evidence: Evidence) -> Answer:
    name = gap.dimension.name

    def fits(answer: Answer) -> bool:
        swap = evidence.candidates[answer.response].swap
        return swap is not None and (swap.set, swap.value) == (key, gap.behind) and name in answer.scores

    mine = [one for one in evidence.answers if evidence.candidates[one.response].of_base and fits(one)]
    return min(mine, key=lambda one: (one.scores[name], one.assignment))


def _exemplars(gap: Gap, evidence: Evidence, taken: int) -> list[Edit] | list[Said]:
    """One for each value, of the same set where it can be: none is left without one."""
    if MOST_EXEMPLARS - len(evidence.base.exemplars) - taken < len(gap.values):
        return [
            Said("No balanced exemplars on {attribute}: there is no room for two; drop some.", attribute=gap.attribute)
        ]
    pair = _pair(gap, praised_responses(evidence))
    if pair is None:
        return [
            Said(
                "No balanced exemplars on {attribute}: no responses of both values were rated high by two people.",
                attribute=gap.attribute,
            )
        ]
    return [_exemplar(one, gap) for one in pair]


def _pair(gap: Gap, praised: Sequence[Praised]) -> tuple[Praised, Praised] | None:
    by_value: dict[str, list[Praised]] = {value: [] for value in gap.values}
    for one in praised:
        swap = one.candidate.swap
        if swap and swap.attribute == gap.attribute and swap.value in by_value:
            by_value[swap.value].append(one)
    pairs = [(one, other) for one in by_value[gap.values[0]] for other in by_value[gap.values[1]]]
    return min(pairs, key=_apart, default=None)


def _apart(pair: tuple[Praised, Praised]) -> tuple[bool, float, float, int, int]:
    """Pairs of one set first, then those rated most alike, then the best."""
    one, other = pair
    ids = (one.candidate.response, other.candidate.response)
    apart = one.candidate.group != other.candidate.group
    return (apart, round(abs(one.quality - other.quality), 6), -(one.quality + other.quality), *ids)


def _exemplar(one: Praised, gap: Gap) -> Edit:
    candidate = one.candidate
    value = candidate.swap.value if candidate.swap else ""
    return Edit(
        kind="exemplar", action="add",
        value={"input": candidate.asked, "output": candidate.text, "response": candidate.response},
        reason=Said(
            "One exemplar for each value of {attribute}; {n} people rated this one, of {value}, high and agreed.",
            attribute=gap.attribute, value=value, n=len(one.answers),
        ),
        evidence=(
            Support(Said("{n} people rated it high", n=len(one.answers)), candidate.response, value=one.quality),
        ),
    )  # fmt: skip
