"""Principles: what the rubric asks for, where people found the base version wanting."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from annotations.said import Said
from ranking.proposers.words import figure, of_these, sentence, span
from ranking.selectors.evidence import Answer, DimensionFacts, Evidence
from ranking.services.drafts import Edit, Support
from ranking.stats.means import Mean, cluster_mean

MOST = 3
QUOTES = 3
MIN_SCORES = 3
# Where the rubric names no acceptance threshold: three quarters up the scale (4 of 5 on a Likert scale).
ENOUGH = 0.75


@dataclass(frozen=True)
class Weakness:
    """A dimension whose mean stays below what is asked of it."""

    dimension: DimensionFacts
    mean: Mean
    target: float
    answers: tuple[Answer, ...]

    @property
    def gap(self) -> float:
        """How far the mean is below the target, as a share of the scale."""
        return (self.target - self.mean.mean) / (self.dimension.maximum - self.dimension.minimum)


def principle_edits(evidence: Evidence) -> tuple[list[Edit], list[Said]]:
    """This function will word a principle for each of the weakest dimensions, and say why it words none."""
    weak = weaknesses(evidence)
    if not weak:
        return [], [Said("No principle: every dimension with enough scores is at or above what is asked of it.")]
    edits, silences = [], []
    for weakness in weak[:MOST]:
        edit = _edit(weakness, evidence)
        if isinstance(edit, Edit):
            edits.append(edit)
        else:
            silences.append(edit)
    return edits, silences


def weaknesses(evidence: Evidence) -> list[Weakness]:
    """The dimensions in which the base version's responses fall short, the widest gap first."""
    of_base = [answer for answer in evidence.answers if evidence.candidates[answer.response].of_base]
    found = [_weakness(dimension, of_base, evidence) for dimension in evidence.dimensions]
    return sorted((one for one in found if one), key=lambda one: -one.gap)


def _weakness(dimension: DimensionFacts, answers: list[Answer], evidence: Evidence) -> Weakness | None:
    scored = tuple(answer for answer in answers if dimension.name in answer.scores)
    # What people say of any response is evidence; how low the mean of all is, only the random sample tells. A round on
    # chosen items speaks of these alone, and the reason says so: that they fall short is worth a test all the same.
    fair = [answer for answer in scored if answer.random]
    if len(fair) < MIN_SCORES:
        return None
    values = np.array([answer.scores[dimension.name] for answer in fair])
    items = np.array([evidence.candidates[answer.response].item for answer in fair])
    found = Weakness(dimension, cluster_mean(values, items), _target(dimension), scored)
    return found if found.gap > 0 else None


def _target(dimension: DimensionFacts) -> float:
    if dimension.threshold is not None:
        return dimension.threshold
    return dimension.minimum + ENOUGH * (dimension.maximum - dimension.minimum)


def _edit(weakness: Weakness, evidence: Evidence) -> Edit | Said:
    dimension, principles = weakness.dimension, evidence.base.principles
    text = _principle(weakness)
    if text is None:
        return Said(
            "No principle on {label}: the rubric has no text for its levels. Write one there.", label=dimension.label
        )
    # Which level is named as the one to avoid hangs on a count or two: that alone is not worth a test.
    begins = _aim(dimension) or text
    if any(one.startswith(begins) for one in principles):
        return Said(
            "No new principle on {label}: it stands already, and the scores are still low. Reword it.",
            label=dimension.label,
        )
    place = next((i for i, one in enumerate(principles) if one.startswith(f"{dimension.label}: ")), None)
    return Edit(
        kind="principle",
        action="add" if place is None else "change",
        value=text,
        reason=of_these(_reason(weakness), chosen=evidence.chosen),
        evidence=(_figure(weakness), *_quotes(weakness)),
        index=place,
    )


def _principle(weakness: Weakness) -> str | None:
    """The best level's words to aim for, and the words of the level that people chose most, to avoid."""
    dimension = weakness.dimension
    if not dimension.levels:
        return f"{dimension.label}: {sentence(dimension.description)}" if dimension.description.strip() else None
    texts = dict(dimension.levels)
    low = Counter(value for answer in weakness.answers if (value := answer.scores[dimension.name]) < weakness.target)
    common = next(
        (value for value, _ in low.most_common() if value in texts and value != dimension.levels[-1][0]), None
    )
    aim = _aim(dimension)
    return sentence(aim if common is None else f"{aim}; avoid “{texts[common]}”")


def _aim(dimension: DimensionFacts) -> str:
    """What a principle of the rubric's words begins with; "" where it has none for its levels."""
    return f"{dimension.label}: aim for “{dimension.levels[-1][1]}”" if dimension.levels else ""


def _reason(weakness: Weakness) -> Said:
    dimension, mean = weakness.dimension, weakness.mean
    target = figure(weakness.target)
    if dimension.threshold is not None:
        asked = Said("it is accepted from {target:g}", target=target)
    else:
        asked = Said("three quarters of the scale would be {target:g}", target=target)
    values = {"label": dimension.label, "mean": figure(mean.mean), "span": span(mean.low, mean.high), "asked": asked}
    if mean.high is None or mean.high >= weakness.target:
        return Said(
            "People gave {label} {mean:g} on average ({span}); {asked}. The interval reaches that mark, so the "
            "shortfall is not certain.",
            **values,
        )
    return Said("People gave {label} {mean:g} on average ({span}); {asked}.", **values)


def _figure(weakness: Weakness) -> Support:
    mean = weakness.mean
    text = Said("{n} scores on {items} items", n=mean.n, items=mean.clusters)
    return Support(text, dimension=weakness.dimension.name, value=mean.mean)


def _quotes(weakness: Weakness) -> list[Support]:
    """Comments of the lowest ratings, where this dimension was the rater's complaint first; one per item and rater."""
    name = weakness.dimension.name
    told = [answer for answer in weakness.answers if answer.comment and answer.scores[name] < weakness.target]
    told.sort(key=lambda answer: (answer.scores[name], _relative(answer, name), answer.assignment))
    chosen: list[Answer] = []
    for answer in told:
        fresh = all(one.response != answer.response and one.comment != answer.comment for one in chosen)
        if fresh and len(chosen) < QUOTES:
            chosen.append(answer)
    return [Support(one.comment, one.response, one.assignment, name, one.scores[name]) for one in chosen]


def _relative(answer: Answer, name: str) -> float:
    others = [value for dimension, value in answer.scores.items() if dimension != name]
    return answer.scores[name] - (sum(others) / len(others) if others else answer.scores[name])
