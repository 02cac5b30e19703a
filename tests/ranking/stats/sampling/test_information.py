"""What a comparison or a ranking would teach: known values, and laws that hold."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.aggregate.bradley_terry_prior import bradley_terry_prior
from ranking.stats.sampling.information import expected_curve, information_gain, posterior
from ranking.stats.sampling.orderings import ordering_gain, pair_weight


def some_wins(seed, size=4, most=4):
    wins = np.random.default_rng(seed).integers(0, most, (size, size)).astype(float)
    np.fill_diagonal(wins, 0)
    return wins


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
    gain = information_gain(posterior(wins))
    assert gain[:, 3][:3].min() > 10 * gain[:3, :3].max()
    assert gain[1, 3] > gain[2, 3]
    assert np.allclose(gain, gain.T)
    assert gain.diagonal().tolist() == [0] * 4
    assert (gain <= np.log(2)).all()


def test_the_gain_is_that_of_simulation():
    found = posterior(some_wins(0, size=3))
    draws = np.random.default_rng(0).multivariate_normal(found.mean, found.covariance, 200_000)
    chance = 1 / (1 + np.exp(draws[:, 1] - draws[:, 0]))
    entropy = lambda p: -p * np.log(p) - (1 - p) * np.log(1 - p)  # noqa: E731
    assert information_gain(found)[0, 1] == pytest.approx(entropy(chance.mean()) - entropy(chance).mean(), abs=2e-3)
    assert expected_curve(found)[0, 1] == pytest.approx((chance * (1 - chance)).mean(), abs=2e-3)


def enumerated(theta):
    """The chance of every order of five, drawn one after another: (draws, 120)."""
    worth = np.exp(theta)
    found = []
    for order in permutations(range(theta.shape[1])):
        rest = [worth[:, list(order[place:])].sum(axis=1) for place in range(len(order))]
        found.append(np.prod([worth[:, one] / left for one, left in zip(order, rest, strict=True)], axis=0))
    return np.stack(found, axis=1)


@pytest.mark.parametrize("size", [3, 5])
def test_the_gain_of_a_ranking_is_that_of_simulation(size):
    found = posterior(some_wins(1, size=6, most=8))
    members = np.arange(size)
    draws = np.random.default_rng(0).multivariate_normal(found.mean, found.covariance, 20_000)[:, members]
    chance = enumerated(draws)
    entropy = lambda p: -(p * np.log(p)).sum(axis=-1)  # noqa: E731
    expected = entropy(chance.mean(axis=0)) - entropy(chance).mean()
    whole = ordering_gain(found, members[None], ends=False, seed=0)[0]
    assert whole == pytest.approx(expected, rel=0.1)
    assert ordering_gain(found, members[None], ends=True, seed=0)[0] <= whole + 1e-12


def test_two_are_a_comparison_and_more_tell_more():
    found = posterior(some_wins(2, size=5))
    pair = ordering_gain(found, np.array([[0, 1]]), ends=False, seed=0)[0]
    assert pair == pytest.approx(information_gain(found)[0, 1], rel=0.1)
    gains = [ordering_gain(found, np.arange(size)[None], ends=False, seed=0)[0] for size in (2, 3, 4, 5)]
    assert gains == sorted(gains)


def test_the_same_twice_in_a_set_adds_nothing_of_itself():
    found = posterior(some_wins(3, size=5))
    assert ordering_gain(found, np.array([[0, 0]]), ends=False, seed=0)[0] == pytest.approx(0, abs=1e-6)


def fisher(size, pick):
    """What one answer tells of the difference of two among equals, by enumeration, beside a comparison's quarter."""
    theta = np.zeros((1, size))
    step, base = 1e-4, pick(enumerated(theta))[0]
    moved = theta.copy()
    moved[0, 0] += step
    slope_one = (np.log(pick(enumerated(moved))[0]) - np.log(base)) / step
    moved = theta.copy()
    moved[0, 1] += step
    slope_two = (np.log(pick(enumerated(moved))[0]) - np.log(base)) / step
    return -(base * slope_one * slope_two).sum() / 0.25


@pytest.mark.parametrize("size", [3, 4, 5])
def test_pairs_of_a_ranking_count_as_much_as_the_whole_tells(size):
    assert pair_weight(size, ends=False) == pytest.approx(fisher(size, lambda chance: chance), rel=1e-3)


@pytest.mark.parametrize("size", [3, 4, 5])
def test_pairs_of_best_and_worst_count_as_much_as_the_two_tell(size):
    orders = list(permutations(range(size)))
    ends = sorted({(order[0], order[-1]) for order in orders})
    table = np.array([[(order[0], order[-1]) == pair for pair in ends] for order in orders], dtype=float)
    told = fisher(size, lambda chance: chance @ table)
    # Of the pairs that best and worst decide; the middle is left open.
    decided = 2 * (2 * size - 3) / (size * (size - 1))
    assert pair_weight(size, ends=True) * decided == pytest.approx(told, rel=1e-3)
    assert pair_weight(2, ends=True) == 1
