"""The largest part that overlap ties together."""

import numpy as np

from ranking.stats.reliability.parts import largest_linked


def test_raters_tied_by_a_chain_are_one_part():
    found = largest_linked(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 2]))
    assert (found.raters, found.alone, found.parts) == (3, 0, 1)
    assert found.rows.all()


def test_the_part_with_most_scores_is_taken_and_the_others_counted():
    cells, raters = np.array([0, 0, 1, 1, 2, 2, 3]), np.array([0, 1, 0, 1, 2, 3, 4])
    found = largest_linked(cells, raters)
    assert (found.raters, found.alone, found.parts) == (2, 3, 3)
    assert found.rows.tolist() == [True] * 4 + [False] * 3


def test_one_busy_rater_alone_ties_nothing_together():
    cells, raters = np.array([0, 1, 2, 3, 4, 5, 5]), np.array([0, 0, 0, 0, 0, 1, 2])
    found = largest_linked(cells, raters)
    assert (found.raters, found.alone) == (2, 1)
    assert found.rows.tolist() == [False] * 5 + [True] * 2


def test_where_nobody_shares_anything_a_part_is_one_rater():
    assert largest_linked(np.arange(3), np.arange(3)).raters == 1
    assert largest_linked(np.zeros(0, dtype=int), np.zeros(0, dtype=int)).raters == 0
