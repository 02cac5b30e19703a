"""A small version of `make bench`: intervals hold the truth about as often as they say, in made-up populations."""

import numpy as np
import pytest

from benchmarks.coverage import people
from benchmarks.coverage.figures import FIGURES
from benchmarks.coverage.measure import measure
from ranking.stats.agreement import LEVELS, agreement

RUNS = 100
SCENARIOS = ((5, 30), (10, 200), (30, 30))
# Three standard errors of a hundred runs.
_LUCK = 0.065


@pytest.mark.slow
@pytest.mark.parametrize(("raters", "items"), SCENARIOS, ids=lambda n: str(n))
@pytest.mark.parametrize("name", FIGURES)
def test_intervals_hold_the_truth(name: str, raters: int, items: int):
    found, figure = measure(name, raters, items, RUNS), FIGURES[name]
    if found.refused == 1:
        assert (name, raters, items) == ("consensus, adjusted", 30, 30)
        return
    assert figure.least - _LUCK <= found.covered <= min(1.0, figure.most + _LUCK / 2)
    assert found.ratio is None or found.ratio <= 1.0 + 1e-9


def test_the_truth_is_what_very_many_answers_come_to():
    rng = np.random.default_rng(0)
    raters = people.raters_drawn(rng, 5)
    said = people.ratings_drawn(rng, raters, 200_000)
    shares = people.together(raters.busy)
    assert np.bincount(said.rater) / len(said.rater) == pytest.approx(shares.seats, abs=0.003)
    assert said.score.mean() == pytest.approx(people.mean_fixed(raters, shares.seats), abs=0.01)
    of_team = np.bincount(said.item, weights=said.score) / np.bincount(said.item)
    assert of_team.mean() == pytest.approx(people.mean_fixed(raters, shares.turns), abs=0.01)
    found = agreement(said.item, said.score, ci_level="nominal", seed=0)
    for level in LEVELS:
        assert found.alpha[level] == pytest.approx(people.alpha_of(people.coincidences_fixed(raters), level), abs=0.01)


def test_the_population_is_what_very_many_raters_come_to():
    rng = np.random.default_rng(1)
    worth = np.array([2.0, 3.3, 4.4])
    raters = people.raters_drawn(rng, 100_000)
    assert people.mean_of(raters.levels(worth)).mean(axis=1) == pytest.approx(people.expected_scores(worth), abs=0.01)
    assert people.mean_fixed(raters, np.full(100_000, 1e-5)) == pytest.approx(people.mean_drawn(), abs=0.01)
