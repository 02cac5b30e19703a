"""Dawid and Skene's model with intervals: planted reliabilities, choices seen from both sides, refusals."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.reliability.confusions import confusions
from ranking.stats.reliability.dawid_skene import dawid_skene
from tests.ranking.stats.reliability.test_dawid_skene import panel

MIRROR = np.array([2, 1, 0])


def test_its_intervals_hold_the_planted_reliabilities():
    rights = np.array([0.95, 0.9, 0.7, 0.6, 0.5, 0.8])
    true, inside = rights + (1 - rights) / 3, []
    for seed in range(8):
        _, units, raters, said = panel(seed, rights, each=3)
        found = confusions(units, raters, said, categories=3, seed=seed)
        inside.append((found.low <= true) & (true <= found.high))
    assert np.mean(inside) >= 0.88
    assert found.n_units == 300
    assert found.prior.sum() == pytest.approx(1)
    assert ((found.prior_low < found.prior) & (found.prior < found.prior_high)).all()


def test_which_of_two_is_called_the_first_says_nothing():
    _, units, raters, said = panel(1, [0.9, 0.8, 0.7, 0.6], each=4)
    rng = np.random.default_rng(0)
    turned = rng.random(300) < 0.5
    other = np.where(turned[units], 2 - said, said)
    one = dawid_skene(units, raters, said, categories=3, mirror=MIRROR)
    two = dawid_skene(units, raters, other, categories=3, mirror=MIRROR)
    assert one.reliability == pytest.approx(two.reliability, abs=1e-4)
    assert one.chance[turned] == pytest.approx(two.chance[turned][:, ::-1], abs=1e-4)
    assert one.prior[0] == one.prior[2]


def test_the_mirror_is_the_data_written_both_ways():
    _, units, raters, said = panel(2, [0.9, 0.8, 0.7, 0.6], each=4)
    once = dawid_skene(units, raters, said, categories=3, mirror=MIRROR)
    both = dawid_skene(
        np.concatenate([units, units + 300]), np.concatenate([raters, raters]), np.concatenate([said, 2 - said]),
        categories=3,
    )  # fmt: skip
    assert once.reliability == pytest.approx(both.reliability, abs=1e-4)
    assert once.prior == pytest.approx(both.prior, abs=1e-5)


def test_units_with_one_answer_get_the_chance_that_their_rater_gives_them():
    truth, units, raters, said = panel(3, [0.95, 0.9, 0.85, 0.3], each=4)
    more = np.array([300, 301])
    found = confusions(
        np.concatenate([units, more]), np.concatenate([raters, [0, 3]]), np.concatenate([said, [1, 1]]), categories=3,
        seed=0,
    )  # fmt: skip
    assert found.chance[300, 1] > 0.9 > found.chance[301, 1]
    assert found.n_units == 300
    assert (found.chance[:300].argmax(axis=1) == truth).mean() > 0.9


def test_a_rater_who_shares_nothing_is_not_known():
    _, units, raters, said = panel(4, [0.9, 0.8, 0.7], each=3)
    found = confusions(
        np.append(units, 300), np.append(raters, 3), np.append(said, 0), categories=3, seed=0
    )  # fmt: skip
    assert found.known.tolist() == [True, True, True, False]
    assert np.isnan(found.reliability[3])
    assert np.isnan(found.chance[300]).all()


def test_two_raters_or_a_handful_of_units_are_refused():
    units, raters = np.repeat(np.arange(40), 2), np.tile([0, 1], 40)
    with pytest.raises(NotEnoughData, match="3 raters and 20 units"):
        confusions(units, raters, units % 2, categories=2, seed=0)
    units, raters = np.repeat(np.arange(8), 3), np.tile([0, 1, 2], 8)
    with pytest.raises(NotEnoughData, match="there are 3 and 8"):
        confusions(units, raters, units % 2, categories=2, seed=0)


def test_one_category_in_use_is_refused():
    units, raters = np.repeat(np.arange(30), 3), np.tile([0, 1, 2], 30)
    for said, mirror in ((np.zeros(90, dtype=int), None), (np.ones(90, dtype=int), MIRROR)):
        with pytest.raises(NotEnoughData, match="All answers are the same"):
            confusions(units, raters, said, categories=3, mirror=mirror, seed=0)
    # Between two, who is called the first is by chance: all for the first are choices for either.
    always = confusions(units, raters, np.zeros(90, dtype=int), categories=3, mirror=MIRROR, seed=0)
    assert (always.low < 1).all()


def test_two_answers_a_unit_tell_nobody_s_errors():
    """Equal raters with a handful of answers were told apart by them: one right in 0 %, another in 98 %."""
    rng = np.random.default_rng(0)
    units = np.repeat(np.arange(60), 2)
    raters = np.concatenate([rng.choice(12, 2, replace=False) for _ in range(60)])
    with pytest.raises(NotEnoughData, match="20 units with three answers; there are 12 and 0"):
        confusions(units, raters, rng.integers(0, 2, 120), categories=2, seed=0)


def test_of_a_rater_with_few_answers_nothing_is_told():
    _, units, raters, said = panel(4, [0.95, 0.9, 0.85, 0.8], each=4)
    few = (raters == 3) & (np.cumsum(raters == 3) > 29)
    found = confusions(units[~few], raters[~few], said[~few], categories=3, seed=0)
    assert np.isnan(found.reliability[3])
    assert np.isfinite(found.reliability[:3]).all()
    assert found.n[3] == 29
