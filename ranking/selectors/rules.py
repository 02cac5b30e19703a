"""When a judge may stand alone: what a lead said of it, else what is usual."""

from __future__ import annotations

from dataclasses import dataclass

from ranking.selectors.answers import DimensionFacts
from ranking.stats.replacement import EPSILON

COMPARISONS = "comparisons"
# Of a person's score nine times in ten: one level of a Likert scale, a tenth of any other.
_LEVEL, _TENTH = 1.0, 0.1
# Of people, who may be expected to choose the other one.
_FIFTH = 0.2


@dataclass(frozen=True)
class Rule:
    """The judge decides alone where it is no less sure than this; `given` is false where nobody said so.

    `half_width` is of its interval, in points (of comparisons: the share of people expected to choose otherwise);
    `epsilon` what a rater's cost is worth in the alternative annotator test.
    """

    half_width: float
    epsilon: float = EPSILON
    given: bool = False


# By judge and dimension, or `comparisons`.
Rules = dict[tuple[str, str], Rule]


def rule_for(rules: Rules, judge: str, dimension: DimensionFacts | None) -> Rule:
    """The rule of a judge on a dimension, or (None) on comparisons."""
    found = rules.get((judge, dimension.name if dimension else COMPARISONS))
    return found or Rule(usual_half_width(dimension))


def usual_half_width(dimension: DimensionFacts | None) -> float:
    """What is taken where a lead says nothing."""
    if dimension is None:
        return _FIFTH
    return _LEVEL if dimension.kind == "likert" else _TENTH * (dimension.maximum - dimension.minimum)
