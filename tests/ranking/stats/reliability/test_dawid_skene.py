"""Categories against noisy raters whose truth is known, because it is drawn."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.reliability.dawid_skene import dawid_skene


def panel(seed, rights, units=300, k=3, each=5):
    """Answers by raters who are right with the given chances, else say anything."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, k, units)
    rows = [(unit, rater) for unit in range(units) for rater in rng.choice(len(rights), each, replace=False)]
    unit, rater = np.array(rows).T
    right = rng.random(len(rows)) < np.array(rights)[rater]
    return truth, unit, rater, np.where(right, truth[unit], rng.integers(0, k, len(rows)))


def test_it_beats_the_majority_where_most_raters_guess():
    truth, units, raters, said = panel(0, [0.95, 0.9, 0.2, 0.15, 0.1, 0.1, 0.1])
    found = dawid_skene(units, raters, said, categories=3)
    votes = np.zeros((300, 3))
    np.add.at(votes, (units, said), 1)
    majority = (votes.argmax(axis=1) == truth).mean()
    assert (found.chance.argmax(axis=1) == truth).mean() > majority + 0.1
    assert set(np.argsort(-found.reliability)[:2]) == {0, 1}


def test_its_tables_are_probabilities():
    _, units, raters, said = panel(1, [0.8] * 6)
    found = dawid_skene(units, raters, said, categories=3)
    assert found.chance.sum(axis=1) == pytest.approx(1)
    assert found.confusion.sum(axis=2) == pytest.approx(1)
    assert found.reliability == pytest.approx(0.8 + 0.2 / 3, abs=0.06)


def test_a_rater_who_always_says_the_opposite_is_understood():
    truth, units, raters, said = panel(2, [0.9, 0.9, 0.9, 0.9], k=2, each=4)
    said = np.where(raters == 3, 1 - truth[units], said)
    found = dawid_skene(units, raters, said, categories=2)
    assert found.reliability[3] < 0.1
    assert (found.chance.argmax(axis=1) == truth).mean() > 0.97


def test_it_refuses_where_nobody_shares_a_unit():
    with pytest.raises(NotEnoughData, match="nobody's errors"):
        dawid_skene(np.arange(5), np.zeros(5, dtype=int), np.zeros(5, dtype=int), categories=2)
