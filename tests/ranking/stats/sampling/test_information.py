"""What to compare next: sound gains, connected batches, and fewer labels than chance needs."""

import numpy as np
import pytest
from scipy.stats import kendalltau

from ranking.stats.sampling.information import best_batch, information_gain, posterior


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
    rng = np.random.default_rng(0)
    wins = rng.integers(0, 4, (3, 3)).astype(float)
    np.fill_diagonal(wins, 0)
    found = posterior(wins)
    draws = rng.multivariate_normal(found.mean, found.covariance, 200_000)
    chance = 1 / (1 + np.exp(draws[:, 1] - draws[:, 0]))
    entropy = lambda p: -p * np.log(p) - (1 - p) * np.log(1 - p)  # noqa: E731
    assert information_gain(found)[0, 1] == pytest.approx(entropy(chance.mean()) - entropy(chance).mean(), abs=2e-3)


@pytest.mark.parametrize("size", [2, 3, 9])
def test_a_batch_connects_everybody(size):
    pairs = best_batch(information_gain(posterior(np.zeros((size, size)))))
    assert pairs.shape == (size - 1, 2)
    assert set(pairs.ravel()) == set(range(size))


def labels_needed(choose, seed, size=12, most=1200):
    """Comparisons until the order of the fitted strengths has tau .9 with the truth, looked at after each batch."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(0, 1.5, size)
    wins, asked = np.zeros((size, size)), 0
    while asked < most:
        for one, two in choose(wins, rng):
            won = rng.random() < 1 / (1 + np.exp(truth[two] - truth[one]))
            wins[(one, two) if won else (two, one)] += 1
            asked += 1
        if kendalltau(posterior(wins).mean, truth).statistic >= 0.9:
            break
    return asked


def by_gain(wins, rng):
    return best_batch(information_gain(posterior(wins)))


def by_chance(wins, rng):
    size = len(wins)
    return [rng.choice(size, 2, replace=False) for _ in range(size - 1)]


@pytest.mark.slow
def test_it_needs_fewer_labels_than_chance():
    gained = np.median([labels_needed(by_gain, seed) for seed in range(9)])
    chanced = np.median([labels_needed(by_chance, seed) for seed in range(9)])
    assert gained < 0.8 * chanced
