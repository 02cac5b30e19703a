"""What a test of a new version has to work with: items, dimensions, sets, and how far answers lie apart so far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotations.models import Dimension, Item, Project, Rater, Round, Score, Task
from annotations.selectors.counted import counted
from ranking.stats.decide.sequential import LEAST_UNITS

# Where nothing was rated yet: a quarter of the scale between two answers to one item is typical.
TYPICAL = 0.25
# As far as two comparisons of a pair lie apart when one in four is a tie.
TYPICAL_CHOICE = 0.85
LEAST_ITEMS = 20
LATEST_ROUNDS = 5


@dataclass(frozen=True)
class SetCount:
    """Two values of an attribute, and in how many sets of the items to evaluate with both stand."""

    attribute: str
    values: tuple[str, str]
    sets: int

    @property
    def enough(self) -> bool:
        """Whether a gap between them can be guarded."""
        return self.sets >= LEAST_UNITS


@dataclass(frozen=True)
class Spread:
    """The standard deviation of new less old by item, in points; from `items` of earlier rounds, or assumed (0)."""

    points: float
    items: int


def evaluate_items(project: Project) -> list[Item]:
    """The items that versions are tested on."""
    rows = (
        Item.objects.visible().filter(project=project, split=Item.Split.EVALUATE).select_related("counterfactual_set")
    )
    return list(rows.order_by("pk").defer("variables", "reference", "metadata", "messages"))


def units_of(items: Sequence[Item]) -> int:
    """How many units the items make: items of one group are not independent of one another."""
    return len({item.group for item in items})


def sets_of(items: Sequence[Item]) -> list[SetCount]:
    """Every two values of every attribute, with the sets that have both."""
    values: dict[tuple[str, int], set[str]] = defaultdict(set)
    for item in items:
        if item.counterfactual_set is not None:
            values[item.counterfactual_set.attribute, item.counterfactual_set.pk].add(item.attribute_value)
    counts = Counter(
        (attribute, pair) for (attribute, _), found in values.items() for pair in combinations(sorted(found), 2)
    )
    return [SetCount(attribute, pair, n) for (attribute, pair), n in sorted(counts.items())]


def guardable(project: Project) -> list[Dimension]:
    """The dimensions with numbers, in the rubric's order."""
    rows = Dimension.objects.visible().filter(rubric__project=project).exclude(kind=Dimension.Kind.CATEGORY)
    return list(rows)


def spread_of(project: Project, dimension: Dimension | None, *, overlap: int, samples: int) -> Spread:
    """How far item means of two versions will lie apart, from what people said in the latest rounds.

    Two responses of one item differ by the noise of their draws and of their raters; means over more of either differ
    by less. Raters' noise is taken from responses that several rated. Without twenty items the scale is all there is.
    """
    if dimension is None:
        return Spread(TYPICAL_CHOICE / np.sqrt(max(overlap * samples, 1)), 0)
    scores = _scores(project, dimension)
    pairs = [np.array([np.mean(one) for one in by.values()]) for by in scores.values() if len(by) > 1]
    if len(pairs) < LEAST_ITEMS:
        return Spread(TYPICAL * (dimension.maximum - dimension.minimum), 0)
    rated = [np.array(one) for by in scores.values() for one in by.values() if len(one) > 1]
    noise = float(np.mean([one.var(ddof=1) for one in rated])) if rated else 0.0
    raters = float(np.mean([1 / len(one) for by in scores.values() if len(by) > 1 for one in by.values()]))
    between = max(float(np.mean([one.var(ddof=1) for one in pairs])) - noise * raters, 0.0)
    variance = 2 * (between / samples + noise / max(overlap * samples, 1))
    return Spread(float(np.sqrt(variance)) or TYPICAL * (dimension.maximum - dimension.minimum), len(pairs))


def _scores(project: Project, dimension: Dimension) -> dict[int, dict[int, list[float]]]:
    """People's scores by item and response, of the latest rounds that asked for ratings."""
    rounds = Round.objects.answered().filter(project=project).order_by("-number").values("pk")[:LATEST_ROUNDS]
    rows = Score.objects.filter(
        counted("assignment__"), assignment__task__round__in=list(rounds.values_list("pk", flat=True)),
        assignment__task__kind=Task.Kind.RATING, assignment__rater__kind=Rater.Kind.PERSON, assignment__repeat=0,
        dimension=dimension, value__isnull=False,
    ).values_list("assignment__task__item_id", "assignment__task__task_responses__response_id", "value")  # fmt: skip
    found: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for item, response, value in rows.iterator(chunk_size=5000):
        if value is not None:
            found[item][response].append(value)
    return found
