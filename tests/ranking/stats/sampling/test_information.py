"""What a comparison would teach of an order: known values, and laws that hold."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.aggregate.bradley_terry_prior import bradley_terry_prior
from ranking.stats.sampling.information import expected_curve, order_gain, posterior
from ranking.stats.sampling.orderings import pair_weight


def some_wins(seed, size=4, most=4):
    wins = np.random.default_rng(seed).integers(0, most, (size, size)).astype(float)
    np.fill_diagonal(wins, 0)
    return wins


def gains(found):
    """The gain of comparing each two: (k, k)."""
    return order_gain(*found.differences(*np.indices(found.covariance.shape)))


@given(st.integers(0, 30))
@settings(max_examples=15)
def test_the_posterior_stands_on_the_most_probable_strengths(seed):
    wins = some_wins(seed)
    found = posterior(wins)
    assert found.mean == pytest.approx(bradley_terry_prior(wins[None])[0], abs=1e-6)
    assert (np.linalg.eigvalsh(found.covariance) > 0).all()
    assert (np.diag(posterior(2 * wins).covariance) <= np.diag(found.covariance) + 1e-12).all()


def test_the_unknown_and_the_even_teach_most():
    wins = np.zeros((4, 4))
    wins[0, 1], wins[1, 0] = 30, 30
    wins[0, 2], wins[2, 0] = 60, 1
    found = posterior(wins)
    gain = gains(found)
    # Nobody met the last; the first two are even; the third is known to be behind both.
    assert gain[0, 3] > 10 * gain[0, 1] > 100 * gain[0, 2]
    assert np.allclose(gain, gain.T)
    assert (gain <= np.log(2)).all()


def test_how_far_apart_two_are_is_no_question_once_their_order_is_settled():
    near, far = order_gain(np.array([0.0, 3.0]), np.array([0.5, 0.5]))
    assert near > 100 * far


@given(st.floats(-4, 4), st.floats(0.05, 4))
@settings(max_examples=40)
def test_the_gain_is_the_same_whoever_is_named_first(gap, spread):
    one, other = order_gain(np.array([gap, -gap]), np.array([spread, spread]))
    assert one == pytest.approx(other, abs=1e-9)
    assert 0 <= one <= np.log(2)


@pytest.mark.parametrize(("gap", "spread"), [(0.0, 2.0), (0.7, 1.0), (1.5, 0.4), (-2.0, 1.5)])
def test_the_gain_is_that_of_simulation(gap, spread):
    difference = np.random.default_rng(0).normal(gap, spread, 400_000)
    chance = 1 / (1 + np.exp(-difference))
    entropy = lambda p: -p * np.log(p) - (1 - p) * np.log(1 - p)  # noqa: E731
    ahead = difference > 0
    known = ahead.mean() * entropy(chance[ahead].mean()) + (1 - ahead.mean()) * entropy(chance[~ahead].mean())
    assert order_gain(np.array(gap), np.array(spread)) == pytest.approx(entropy(chance.mean()) - known, abs=2e-3)
    assert expected_curve(np.array(gap), np.array(spread)) == pytest.approx((chance * (1 - chance)).mean(), abs=1e-3)


def enumerated(theta):
    """The chance of every order, drawn one after another: (draws, m!)."""
    worth = np.exp(theta)
    found = []
    for order in permutations(range(theta.shape[1])):
        rest = [worth[:, list(order[place:])].sum(axis=1) for place in range(len(order))]
        found.append(np.prod([worth[:, one] / left for one, left in zip(order, rest, strict=True)], axis=0))
    return np.stack(found, axis=1)


def fisher(size, pick):
    """What one answer tells of the difference of two among equals, by enumeration, beside a comparison's quarter."""
    theta, step = np.zeros((1, size)), 1e-4
    base, slopes = pick(enumerated(theta))[0], []
    for place in (0, 1):
        moved = theta.copy()
        moved[0, place] += step
        slopes.append((np.log(pick(enumerated(moved))[0]) - np.log(base)) / step)
    return -(base * slopes[0] * slopes[1]).sum() / 0.25


@pytest.mark.parametrize("size", [3, 4, 5])
def test_pairs_of_a_ranking_count_as_much_as_the_whole_tells(size):
    assert pair_weight(size, ends=False) == pytest.approx(fisher(size, lambda chance: chance), rel=1e-3)


@pytest.mark.parametrize("size", [3, 4, 5])
def test_pairs_of_best_and_worst_count_as_much_as_the_two_tell(size):
    orders = list(permutations(range(size)))
    ends = sorted({(order[0], order[-1]) for order in orders})
    table = np.array([[(order[0], order[-1]) == pair for pair in ends] for order in orders], dtype=float)
    # Of the pairs that best and worst decide; the middle is left open.
    decided = 2 * (2 * size - 3) / (size * (size - 1))
    assert pair_weight(size, ends=True) * decided == pytest.approx(fisher(size, lambda each: each @ table), rel=1e-3)
    assert pair_weight(2, ends=True) == 1
