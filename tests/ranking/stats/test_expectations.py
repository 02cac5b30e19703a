"""Users' feedback beside scores: known answers, intervals that hold, refusals in words."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.expectations import expectations


def test_known_answers() -> None:
    scores = np.array([1.0, 2, 3, 4, 5] * 5)
    found = expectations((scores > 2.5).astype(float), scores, np.arange(25), seed=0)
    assert found.auc is not None
    assert found.auc.value == 1.0
    assert (found.liked, found.disliked) == (15, 10)
    against = expectations((scores < 2.5).astype(float), scores, np.arange(25), seed=0)
    assert against.auc is not None
    assert against.auc.value == 0.0
    assert against.correlation.value == pytest.approx(-found.correlation.value)
    # Hand-made: of 3 x 2 pairs of liked and disliked the liked is higher in 4 and equal in 1.
    feedback = np.array([1.0, 1, 1, 0, 0] * 5)
    tied = expectations(feedback, np.array([2.0, 4, 3, 1, 3] * 5), np.arange(25), seed=0)
    assert tied.auc is not None
    assert tied.auc.value == pytest.approx(4.5 / 6)


def test_intervals_hold_the_truth_where_remarks_share_responses() -> None:
    rng, held = np.random.default_rng(3), 0
    for seed in range(60):
        score = rng.normal(size=60)
        taste = rng.normal(size=60)
        clusters = np.repeat(np.arange(60), 4)
        liked = (taste[clusters] + 0.5 * rng.normal(size=240) > 0).astype(float)
        found = expectations(liked, score[clusters], clusters, seed=seed)
        held += found.correlation.low <= 0 <= found.correlation.high
    assert held >= 52


@pytest.mark.parametrize(
    ("feedback", "scores", "clusters"),
    [
        (np.ones(30), np.arange(30.0), np.arange(30)), (np.arange(30.0) % 2, np.ones(30), np.arange(30)),
        (np.arange(10.0) % 2, np.arange(10.0), np.arange(10)),
        (np.arange(40.0) % 2, np.arange(40.0), np.zeros(40, int)),
    ],
)  # fmt: skip
def test_what_cannot_be_told_says_why(feedback, scores, clusters) -> None:
    with pytest.raises(NotEnoughData):
        expectations(feedback, scores, clusters, seed=0)
