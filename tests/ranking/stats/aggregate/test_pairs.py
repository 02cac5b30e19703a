"""Rankings as pairs."""

import numpy as np

from ranking.stats.aggregate.pairs import Pairs, met_in, ranking_pairs, win_matrix


def test_it_takes_a_ranking_with_ties_apart():
    assert sorted(ranking_pairs([["a"], ["b", "c"]])) == [("a", "b", 1.0), ("a", "c", 1.0), ("b", "c", 0.5)]
    assert list(ranking_pairs([])) == []


PAIRS = Pairs(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([1.0, 0.5, 0.0]))


def test_a_win_matrix_has_half_a_win_each_for_a_tie():
    assert win_matrix(PAIRS, 3).tolist() == [[0, 1, 0.5], [0, 0, 0], [0.5, 1, 0]]
    assert win_matrix(PAIRS, 3, np.array([2.0, 4, 1])).tolist() == [[0, 2, 2], [0, 0, 0], [2, 1, 0]]


def test_it_counts_the_prompts_that_each_contestant_was_met_on():
    assert met_in(PAIRS, np.array([7, 7, 9]), 4).tolist() == [1, 2, 2, 0]
