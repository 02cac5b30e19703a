"""Folds that never part a group."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.folds import group_folds


def test_it_never_parts_a_group_and_fills_folds_evenly():
    groups = np.random.default_rng(0).integers(0, 40, 400)
    folds = group_folds(groups, seed=1)
    for group in range(40):
        assert len(set(folds[groups == group])) <= 1
    sizes = np.bincount(folds, minlength=5)
    assert sizes.max() - sizes.min() <= 25


def test_it_depends_on_the_seed_alone():
    groups = np.arange(50)
    assert np.array_equal(group_folds(groups, seed=1), group_folds(groups, seed=1))
    assert not np.array_equal(group_folds(groups, seed=1), group_folds(groups, seed=2))


def test_it_refuses_fewer_groups_than_folds():
    with pytest.raises(NotEnoughData, match="at least 5"):
        group_folds(np.array([1, 1, 2, 3, 4]), seed=0)
