"""A template of which people scored responses at three temperatures: green teas are best warm, black ones cold."""

from datetime import UTC, datetime

import numpy as np

from annotations.models import Project, PromptTemplate
from tests.ranking.made import Made, make_items, make_round

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
GRID = (0.2, 0.6, 1.0)
BEST = {"green": 1.0, "black": 0.2}


def score_of(place: int, temperature: float, rater: int, dimension: str) -> float:
    """Helpfulness falls with the distance to the category's best; correctness rises with the temperature."""
    random = np.random.default_rng(hash((place, round(temperature * 10), rater, len(dimension))) % 2**32)
    best = BEST[["green", "black"][place % 2]]
    if dimension == "helpfulness":
        score = 4.4 - 2.2 * abs(temperature - best) + random.normal() * 0.4 + (place % 3 - 1) * 0.3
    else:
        score = 1.5 + 2.5 * temperature + random.normal() * 0.3
    return float(np.clip(round(score), 1, 5))


def tempered(project: Project, *, items: int = 20) -> Made:
    """A finished round: two raters of so many items of two categories, at three temperatures."""
    return make_round(project, score_of=score_of, items=make_items(project, items), temperatures=GRID, raters=2)


def template_of(project: Project) -> PromptTemplate:
    return PromptTemplate.objects.get(project=project, name="answer")
