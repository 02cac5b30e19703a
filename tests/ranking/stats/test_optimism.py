"""What a choice among candidates flatters."""

import numpy as np
import pytest

from ranking.stats.choice import simplest_within_one_error
from ranking.stats.optimism import _chosen, loss_of_choosing


def noise(groups=20, candidates=6, rows=3, seed=0):
    """Candidates that are all as good: whatever looks best is luck."""
    rng = np.random.default_rng(seed)
    losses = rng.chisquare(2, (candidates, groups))
    return {f"c{place}": np.repeat(loss, rows) for place, loss in enumerate(losses)}, np.repeat(np.arange(groups), rows)


@pytest.mark.parametrize("seed", range(8))
def test_the_choice_is_that_of_the_rule(seed):
    losses, groups = noise(seed=seed)
    losses["c0"] = losses["c0"] + 0.1 * seed
    sums = np.stack([np.bincount(groups, weights=loss) for loss in losses.values()], axis=1)
    place = int(_chosen(np.ones((1, 20)), sums, np.bincount(groups).astype(float), 0)[0])
    assert list(losses)[place] == simplest_within_one_error(losses, groups, floor="c0")


def test_where_all_are_as_good_the_least_flatters_and_this_does_not():
    told, plain = [], []
    for seed in range(40):
        losses, groups = noise(seed=seed)
        told.append(loss_of_choosing(losses, groups, floor="c0", seed=0))
        plain.append(min(loss.mean() for loss in losses.values()))
    assert np.mean(plain) < 1.6
    # The mean loss of each is 2; three standard errors of forty projects.
    assert np.mean(told) == pytest.approx(2, abs=0.25)


def test_one_that_is_clearly_best_loses_nothing_by_having_been_chosen():
    losses, groups = noise()
    losses["good"] = losses["c0"] * 0.1
    assert loss_of_choosing(losses, groups, floor="c0", seed=0) == pytest.approx(losses["good"].mean(), rel=0.05)


def test_of_very_many_groups_it_is_the_loss_of_the_choice_itself():
    losses, groups = noise(groups=1200, rows=1)
    name = simplest_within_one_error(losses, groups, floor="c0")
    assert loss_of_choosing(losses, groups, floor="c0", seed=0) == pytest.approx(losses[name].mean())
