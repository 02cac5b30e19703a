"""Every level foretold."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.levels import level_losses
from ranking.stats.mappings.base import Features


def made(slope):
    rng = np.random.default_rng(0)
    judge = rng.normal(0, 1, 600)
    people = 1.0 + np.digitize(slope * judge + rng.logistic(0, 1, 600), [-1.5, 0, 1.5])
    return Features(judge[:, None], ["d"], 0), people


def test_a_judge_that_orders_levels_foretells_them():
    losses = level_losses(*made(2.0), groups=np.arange(600), seed=0)
    assert losses["calibrated"] < losses["constant"] - 0.2
    assert losses["constant"] == pytest.approx(np.log(4), abs=0.1)


def test_one_that_does_not_costs_next_to_nothing():
    losses = level_losses(*made(0.0), groups=np.arange(600), seed=0)
    assert losses["calibrated"] == pytest.approx(losses["constant"], abs=0.01)


def test_a_level_that_some_folds_never_saw_is_no_certainty():
    features, people = made(1.0)
    people[0] = 5.0
    assert np.isfinite(level_losses(features, people, groups=np.arange(600), seed=0)["calibrated"])


def test_scores_that_are_no_levels_are_refused():
    features, _ = made(1.0)
    with pytest.raises(NotEnoughData, match="levels"):
        level_losses(features, np.random.default_rng(0).normal(size=600), groups=np.arange(600), seed=0)
