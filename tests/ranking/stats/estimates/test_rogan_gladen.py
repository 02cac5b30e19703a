"""Pass rates out of a judge that errs."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.estimates.rogan_gladen import UselessJudge, rogan_gladen

LABELS = np.array([1, 1, 0, 0, 1, 0, 1, 0], dtype=float)
JUDGED = np.array([1, 0, 0, 1, 1, 0, 1, 0], dtype=float)
SIX_OF_TEN = np.repeat([1.0, 0.0], [6, 4])


def test_it_gets_the_known_answer():
    found = rogan_gladen(LABELS, JUDGED, SIX_OF_TEN)
    assert found.estimate == pytest.approx(0.70)
    assert 0 <= found.low < 0.70 < found.high <= 1


def test_a_judge_no_better_than_chance_is_refused_in_words():
    with pytest.raises(UselessJudge, match="says nothing"):
        rogan_gladen(LABELS, 1 - JUDGED, SIX_OF_TEN)


def test_it_wants_both_verdicts_of_people():
    with pytest.raises(NotEnoughData):
        rogan_gladen(np.ones(8), JUDGED, SIX_OF_TEN)


@pytest.mark.parametrize("truth", [0.1, 0.5, 0.9])
def test_its_interval_covers_the_truth_about_as_often_as_it_says(truth):
    covered, runs = 0, 400
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        people = (rng.random(700) < truth).astype(float)
        judge = np.where(rng.random(700) < np.where(people == 1, 0.85, 0.2), 1.0, 0.0)
        found = rogan_gladen(people[:200], judge[:200], judge[200:])
        covered += found.low <= truth <= found.high
    assert 0.93 <= covered / runs <= 0.99
