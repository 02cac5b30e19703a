"""Rankings as pairs."""

import numpy as np

from ranking.stats.aggregate.pairs import Pairs, cluster_wins, ranking_pairs, win_matrix


def test_it_takes_a_ranking_with_ties_apart():
    assert sorted(ranking_pairs([["a"], ["b", "c"]])) == [("a", "b", 1.0), ("a", "c", 1.0), ("b", "c", 0.5)]
    assert list(ranking_pairs([])) == []


def test_it_adds_clusters_up_to_the_whole_win_matrix():
    pairs = Pairs(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([1.0, 0.5, 0.0]))
    parts = cluster_wins(pairs, np.array([0, 1, 1]), 3)
    assert np.array_equal(parts.sum(axis=0).reshape(3, 3), win_matrix(pairs, 3))
    assert win_matrix(pairs, 3)[2, 1] == 1.0
