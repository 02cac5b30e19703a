"""Adaptive labelling in simulated worlds, small: what it saves, and that means and strengths stay right."""

import numpy as np
import pytest

from benchmarks.labelling.orders import OrderWorld, looks, taus
from benchmarks.labelling.ratings import ARM_MEAN, RatingWorld, errors_along, stopped
from ranking.stats.sampling.information import posterior

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("rankings", "arms", "most", "worlds"), [(False, 6, 240, 24), (True, 12, 120, 12)])
def test_arms_stand_in_the_right_order_sooner_than_by_chance(rankings, arms, most, worlds):
    wrong = {
        share: np.mean(
            [1 - taus(OrderWorld(arms, 1.5, 60, rankings, seed), share=share, most=most) for seed in range(worlds)]
        )
        for share in (1, 0.2)
    }
    assert wrong[0.2] < 0.95 * wrong[1]


def test_strengths_are_those_of_random_order():
    slopes = {}
    for share in (1, 0.2):
        slopes[share] = []
        for seed in range(16):
            world = OrderWorld(6, 1.0, 60, False, seed)
            wins = next(wins for answered, wins in looks(world, share=share) if answered >= 300)
            true = world.strength - world.strength.mean()
            slopes[share].append(posterior(wins).mean @ true / (true @ true))
    # Beside each other: responses of one arm differ, so both are a little flat.
    assert np.mean(slopes[0.2]) == pytest.approx(np.mean(slopes[1]), abs=0.15)


def test_scores_are_known_sooner_where_some_are_hard_to_foresee():
    errors = {
        share: np.mean([errors_along(RatingWorld(60, 2, seed), share=share, parts=[0.7]) for seed in range(10)])
        for share in (1, 0.2)
    }
    assert errors[0.2] < 0.97 * errors[1]


def test_the_mean_of_all_is_right_in_the_sample_and_wrong_in_what_was_answered():
    found = []
    for seed in range(60):
        world = RatingWorld(60, 1, seed)
        [closed] = stopped(world, share=0.3, parts=[0.4])
        sample, naive = (closed.mean_of(3, naive=naive) for naive in (False, True))
        found.append((sample.mean - ARM_MEAN[3], naive.mean - ARM_MEAN[3], sample.low <= ARM_MEAN[3] <= sample.high))
    sample, naive, covered = np.array(found, dtype=float).T
    assert abs(sample.mean()) < 3 * sample.std() / len(sample) ** 0.5
    assert naive.mean() > 0.1
    assert covered.mean() > 0.87
