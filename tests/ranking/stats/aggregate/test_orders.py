"""Ballots of all kinds as pairs and rankings of contestants."""

import numpy as np

from ranking.stats.aggregate.orders import orders_of


def gathered(rows, contestant, size):
    ballot, one, two, chose = (np.array(column) for column in zip(*rows, strict=True))
    return orders_of(ballot, one, two, chose.astype(float), np.array(contestant), size=size)


def test_a_ballot_of_two_is_a_pair_by_itself():
    found = gathered([(0, 0, 1, 1), (1, 0, 1, 0)], [0, 1], 2)
    assert found.pairs.outcome.tolist() == [1.0, 0.5]
    assert found.whole.tolist() == [True, True]
    assert (found.rankings, found.n_ballots, found.decided) == ((), 2, 1)


def test_a_ranking_with_a_tie_comes_back_from_its_pairs():
    # 2 before 0 = 1 before 3
    rows = [(7, 0, 1, 0), (7, 0, 2, -1), (7, 1, 2, -1), (7, 0, 3, 1), (7, 1, 3, 1), (7, 2, 3, 1)]
    (ranking,) = gathered(rows, [0, 1, 2, 3], 4).rankings
    assert ranking.levels == ((2,), (0, 1), (3,))
    assert not ranking.best_worst


def test_best_and_worst_leave_those_between_uncompared():
    rows = [(7, 0, 1, 1), (7, 0, 2, 1), (7, 0, 3, 1), (7, 1, 3, 1), (7, 2, 3, 1)]
    (ranking,) = gathered(rows, [0, 1, 2, 3], 4).rankings
    assert ranking.levels == ((0,), (1, 2), (3,))
    assert ranking.best_worst


def test_whoever_has_no_name_is_left_out_and_the_rest_stays_ordered():
    rows = [(7, 0, 1, 1), (7, 0, 2, 1), (7, 1, 2, 1)]
    found = gathered(rows, [0, -1, 1], 2)
    assert (found.pairs.one.tolist(), found.pairs.two.tolist()) == ([0], [1])
    assert found.whole.tolist() == [True]


def test_two_responses_of_one_contestant_say_nothing_of_each_other():
    rows = [(7, 0, 1, 1), (7, 0, 2, 1), (7, 1, 2, 1), (8, 0, 1, 1)]
    found = gathered(rows, [0, 0, 1], 2)
    assert len(found.pairs.one) == 2
    (ranking,) = found.rankings
    assert ranking.levels == ((0,), (0,), (1,))
