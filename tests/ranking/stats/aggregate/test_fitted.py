"""How far fitted strengths may be off, by any model."""

import numpy as np
import pytest

from ranking.stats.aggregate.bradley_terry import bradley_terry_fitted
from ranking.stats.aggregate.davidson import davidson_fitted
from ranking.stats.aggregate.orders import Orders
from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.aggregate.plackett_luce import plackett_luce_fitted

THETA = np.array([0.6, 0.1, -0.7])


def drawn(seed, *, ballots=600, raters=30, taste=0.0, ties=0.0):
    """Comparisons by raters who have their own taste; every ballot a prompt of its own."""
    rng = np.random.default_rng(seed)
    rater = np.arange(ballots) % raters
    one = rng.integers(0, 3, ballots)
    two = (one + rng.integers(1, 3, ballots)) % 3
    own = THETA + rng.normal(0, taste, (raters, 3))
    gap = own[rater, one] - own[rater, two]
    worth = np.stack([np.exp(gap / 2), np.exp(-gap / 2), np.full(ballots, ties)], axis=1)
    place = (rng.random(ballots)[:, None] > np.cumsum(worth / worth.sum(axis=1, keepdims=True), axis=1)).sum(axis=1)
    pairs = Pairs(one, two, np.array([1.0, 0.0, 0.5])[place])
    return Orders(3, pairs, np.arange(ballots), np.ones(ballots, dtype=bool), ()), rater


@pytest.mark.parametrize(
    ("fitted", "ties"), [(bradley_terry_fitted, 0.0), (davidson_fitted, 0.5), (plackett_luce_fitted, 0.0)]
)
def test_errors_are_those_that_new_data_would_show(fitted, ties):
    estimates, errors = [], []
    for seed in range(60):
        orders, _ = drawn(seed, ties=ties)
        found = fitted(orders)
        estimates.append(found.theta)
        errors.append(np.sqrt(found.spread(prompts=np.arange(600), raters=None).covariance.diagonal()))
    assert np.mean(errors, axis=0) == pytest.approx(np.std(estimates, axis=0), rel=0.2)
    assert np.mean(estimates, axis=0) == pytest.approx(THETA, abs=0.03)


def test_raters_with_tastes_widen_what_is_said_of_raters_like_these():
    prompts = np.arange(600)
    orders, rater = drawn(3, taste=0.8)
    found = bradley_terry_fitted(orders)
    fixed, both = found.spread(prompts=prompts, raters=None), found.spread(prompts=prompts, raters=rater)
    assert (both.covariance.diagonal() > 1.2 * fixed.covariance.diagonal()).all()
    assert (fixed.freedom, both.freedom) == (pytest.approx(599), pytest.approx(29))


def test_raters_without_tastes_never_make_it_narrower_than_prompts_alone():
    orders, rater = drawn(4)
    found = bradley_terry_fitted(orders)
    fixed = found.spread(prompts=np.arange(600), raters=None).covariance
    both = found.spread(prompts=np.arange(600), raters=rater).covariance
    assert np.linalg.eigvalsh(both - fixed).min() > -1e-9


def test_davidson_s_rate_of_ties_is_found():
    orders, _ = drawn(5, ballots=6000, ties=0.5)
    assert davidson_fitted(orders).ties == pytest.approx(0.5, abs=0.05)
