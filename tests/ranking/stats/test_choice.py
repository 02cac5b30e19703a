"""The one-standard-error rule."""

import numpy as np

from ranking.stats.choice import simplest_within_one_error

GROUPS = np.arange(100)


def noise(scale, seed):
    rng = np.random.default_rng(seed)
    drawn = rng.normal(0, scale, 100)
    return drawn - drawn.mean()


def test_the_simplest_of_those_about_as_good_is_taken():
    losses = {"constant": np.full(100, 2.0), "simple": 1.0 + noise(1.0, 0), "rich": 0.99 + noise(1.0, 1)}
    assert simplest_within_one_error(losses, GROUPS, floor="constant") == "simple"


def test_a_clear_gain_is_worth_the_richer_one():
    losses = {"constant": np.full(100, 2.0), "simple": 1.0 + noise(0.1, 0), "rich": 0.5 + noise(0.1, 1)}
    assert simplest_within_one_error(losses, GROUPS, floor="constant") == "rich"


def test_what_is_worse_than_the_floor_is_passed_over_however_noisy_it_is():
    losses = {"constant": np.full(100, 1.0), "wild": 1.2 + noise(9.0, 0), "good": 0.8 + noise(0.1, 1)}
    assert simplest_within_one_error(losses, GROUPS, floor="constant") == "good"


def test_rows_of_one_group_count_as_one():
    """A gain that is clear over a hundred rows is not over the four prompts they are of."""
    gain = np.repeat([0.9, -0.5, 0.6, -0.4], 25)
    losses = {"constant": np.full(100, 1.0), "rich": 1.0 - gain}
    assert simplest_within_one_error(losses, GROUPS, floor="constant") == "rich"
    assert simplest_within_one_error(losses, np.repeat(np.arange(4), 25), floor="constant") == "constant"
