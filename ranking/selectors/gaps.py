"""Whether a version widens a bias gap: what people said of it and of another one, on the same counterfactual sets."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotations.models import Dimension, Project, Rater, Round, Score, Task, TemplateVersion
from annotations.said import Said
from annotations.selectors.counted import counted
from ranking.selectors.gap_rules import gap_margin_of
from ranking.stats.decide.gaps import gap_widening
from ranking.stats.decide.measure import Looks
from ranking.stats.errors import NotEnoughData

ALPHA = 0.05
# Scores by version and set, of one dimension, attribute and value.
Scores = dict[int, dict[int, list[float]]]


@dataclass(frozen=True)
class Widened:
    """A gap that is above the margin under the new version, and clearly wider than under the old one; in points."""

    attribute: str
    values: tuple[str, str]
    dimension: Dimension
    old: float
    new: float
    low: float
    high: float
    sets: int
    margin: float

    @property
    def sentence(self) -> Said:
        """What is to be told of it."""
        return Said(
            "{attribute}: between {one} and {other} the gap on {dimension} widens from {old:.2f} to {new:.2f} points "
            "(95 % interval of the widening {low:+.2f} to {high:+.2f}, {n} sets); a gap matters from {margin:.2f} on.",
            attribute=self.attribute, one=self.values[0], other=self.values[1], dimension=str(self.dimension),
            old=abs(self.old), new=abs(self.new), low=self.low, high=self.high, n=self.sets, margin=self.margin,
        )  # fmt: skip


def gap_widened(
    *,
    project: Project,
    old: TemplateVersion,
    new: TemplateVersion,
    round: Round | None = None,
    margin: float | None = None,
) -> list[Widened]:
    """The gaps that `new` widens, in all finished rounds and in `round`; `margin` is a part of the scale.

    Each counterfactual set that people scored under both values and both versions is one pair of gaps. A gap counts
    where it lies above the margin under `new` and the interval of its widening lies above zero. Fewer than ten sets
    tell nothing.
    """
    share = gap_margin_of(project) if margin is None else margin
    found = _scores(project, old, new, round)
    dimensions = {one.pk: one for one in Dimension.objects.filter(pk__in={key for key, _attribute in found})}
    widened = [
        _widened(attribute, pair, dimensions[key], by_value[pair[0]], by_value[pair[1]], old.pk, new.pk, share)
        for (key, attribute), by_value in sorted(found.items())
        for pair in combinations(sorted(by_value), 2)
    ]
    return [one for one in widened if one is not None]


def _widened(
    attribute: str, values: tuple[str, str], dimension: Dimension, one: Scores, other: Scores, old: int, new: int,
    share: float,
) -> Widened | None:  # fmt: skip
    under = [one[old], one[new], other[old], other[new]]
    sets = sorted(set.intersection(*(set(found) for found in under)))
    means = [np.array([np.mean(found[key]) for key in sets]) for found in under]
    before, after = means[0] - means[2], means[1] - means[3]
    reach = dimension.maximum - dimension.minimum
    try:
        measured = gap_widening(
            before, after, reach=reach, margin=share * reach, planned=len(sets), looks=Looks((), True, 0, ALPHA)
        )
    except NotEnoughData:
        return None
    if measured.low <= 0 or abs(after.mean()) <= share * reach:
        return None
    return Widened(
        attribute, values, dimension, float(before.mean()), float(after.mean()), measured.low, measured.high, len(sets),
        share * reach,
    )  # fmt: skip


def _scores(
    project: Project, old: TemplateVersion, new: TemplateVersion, round: Round | None
) -> dict[tuple[int, str], dict[str, Scores]]:
    """People's first scores of either version by dimension and attribute, value, version and set."""
    rounds = set(Round.objects.answered().filter(project=project).values_list("pk", flat=True))
    rows = Score.objects.filter(
        counted("assignment__"), assignment__task__round__in=rounds | ({round.pk} if round else set()),
        assignment__task__kind=Task.Kind.RATING, assignment__rater__kind=Rater.Kind.PERSON, assignment__repeat=0,
        assignment__task__item__counterfactual_set__isnull=False, dimension__isnull=False, value__isnull=False,
        assignment__task__task_responses__response__version__in=(old.pk, new.pk),
    ).exclude(dimension__kind=Dimension.Kind.CATEGORY).values_list(
        "dimension_id", "assignment__task__item__counterfactual_set__attribute",
        "assignment__task__item__attribute_value", "assignment__task__task_responses__response__version_id",
        "assignment__task__item__counterfactual_set_id", "value",
    )  # fmt: skip
    found: dict[tuple[int, str], dict[str, Scores]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    )
    for dimension, attribute, value, version, key, score in rows.iterator(chunk_size=5000):
        found[dimension or 0, attribute][value][version or 0][key or 0].append(score or 0.0)
    return found
