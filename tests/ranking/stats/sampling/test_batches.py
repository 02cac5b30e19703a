"""Many at once: connected, spread, and never more of a set than there is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.aggregate.connectivity import parts
from ranking.stats.sampling.batches import Sets, best_batch
from ranking.stats.sampling.information import order_gain, posterior


def every_pair(size, left=100):
    members = np.array(np.triu_indices(size, k=1)).T
    return sets_of(members, left)


def sets_of(members, left=100, ends=False):
    count = len(members)
    return Sets(np.array(members), np.full(count, ends), np.full(count, left), np.ones(count))


def batch(wins, sets, wanted):
    return best_batch(posterior(wins), sets, played=wins + wins.T, wanted=wanted)


def met(sets, picked, size):
    found = np.zeros((size, size))
    for number in picked.tolist():
        members = [one for one in sets.members[number].tolist() if one >= 0]
        for one in members:
            for two in members:
                found[one, two] += one != two
    return found


@pytest.mark.parametrize("size", [2, 3, 9])
def test_the_first_ones_connect_everybody(size):
    sets = every_pair(size)
    picked = batch(np.zeros((size, size)), sets, size - 1)
    assert len(picked) == size - 1
    assert parts(met(sets, picked, size))[0] == 1


def test_twice_as_many_ask_of_each_twice():
    sets = every_pair(7)
    picked = batch(np.zeros((7, 7)), sets, 12)
    assert met(sets, picked, 7).sum(axis=1).min() >= 2


def test_the_first_tree_is_the_one_of_greatest_gain():
    wins = np.random.default_rng(0).integers(0, 6, (6, 6)).astype(float)
    np.fill_diagonal(wins, 0)
    wins[5] = wins[:, 5] = 0
    found, sets = posterior(wins), every_pair(6)
    gain = order_gain(*found.differences(*np.indices((6, 6))))
    picked = sets.members[batch(wins, sets, 5)]
    total = sum(gain[one, two] for one, two in picked.tolist())
    # Prim's rule, written another way: what stands nearest to the tree joins it.
    inside, other = [0], 0.0
    while len(inside) < 6:
        outside = [one for one in range(6) if one not in inside]
        best = max((gain[one, two], two) for one in inside for two in outside)
        inside.append(best[1])
        other += best[0]
    assert total == pytest.approx(other)


def test_once_all_are_connected_only_what_is_open_is_asked():
    strength = np.array([0.0, 0.05, 3.0, 6.0])
    wins = 60 / (1 + np.exp(strength[None, :] - strength[:, None]))
    np.fill_diagonal(wins, 0)
    sets = every_pair(4)
    asked = sets.members[batch(wins, sets, 12)]
    assert {tuple(pair) for pair in asked.tolist()} == {(0, 1)}


@given(st.integers(0, 40), st.integers(2, 6), st.integers(1, 40))
@settings(max_examples=30)
def test_no_set_is_asked_more_often_than_it_has_tasks(seed, size, wanted):
    rng = np.random.default_rng(seed)
    sets = every_pair(size)
    sets = Sets(sets.members, sets.ends, rng.integers(0, 4, len(sets.left)), sets.appeal)
    picked = batch(np.zeros((size, size)), sets, wanted)
    assert (np.bincount(picked, minlength=len(sets.left)) <= sets.left).all()
    assert len(picked) == min(wanted, sets.left.sum())


def test_rankings_of_different_sizes_stand_side_by_side():
    members = [[0, 1, 2, 3, 4], [5, 6, 7, -1, -1], [0, 5, 8, 9, -1], [2, 7, -1, -1, -1]]
    sets = sets_of(members, left=2)
    picked = batch(np.zeros((10, 10)), sets, 8)
    assert sorted(picked.tolist()) == [0, 0, 1, 1, 2, 2, 3, 3]
    # What is greatest and ties most together comes first.
    assert picked[0] == 0


def test_what_appeals_comes_before_what_teaches_as_much():
    sets = every_pair(4)
    appeal = np.where((sets.members == [1, 3]).all(axis=1), 1.5, 1.0)
    picked = batch(np.zeros((4, 4)), Sets(sets.members, sets.ends, sets.left, appeal), 1)
    assert sets.members[picked[0]].tolist() == [1, 3]


def test_a_contestant_alone_is_never_asked():
    assert not len(batch(np.zeros((1, 1)), sets_of([[0, 0]]), 3))
