"""Position bias is told from content, or not at all."""

import numpy as np
import pytest

from ranking.stats.audits.base import Choices
from ranking.stats.audits.position import position
from ranking.stats.errors import NotEnoughData


def both_orders(first_share, *, pairs=200, seed=0):
    """A judge that picks what stands first in a share of pairs whatever the order, else the better one (a)."""
    rng = np.random.default_rng(seed)
    biased = np.repeat(rng.random(pairs) < first_share, 2)
    stood = np.tile([1.0, -1.0], pairs)
    won = np.where(biased, (stood + 1) / 2, 1.0)
    pair = np.repeat(np.arange(pairs), 2)
    return Choices(won, stood, np.full(2 * pairs, np.nan), pair, pair % 50)


def test_it_finds_a_judge_that_picks_the_first():
    found = position(both_orders(0.4))
    assert found.estimate == pytest.approx(0.4, abs=0.1)
    assert found.low > 0
    assert found.p_value < 0.001


def test_a_judge_that_always_picks_the_better_one_has_no_position_bias():
    found = position(both_orders(0.0))
    assert (found.estimate, found.p_value) == (0, 1)
    assert (found.low, found.high) == pytest.approx((-(1 - 0.025 ** (1 / 200)), 1 - 0.025 ** (1 / 200)))


def test_even_a_judge_that_always_picks_the_first_might_not_do_so_next_time():
    found = position(both_orders(1.0))
    # Two hundred pairs of one mind: Clopper-Pearson puts the share that picks the first above .025^(1/200) = .982.
    assert (found.estimate, found.high) == (1, 1)
    assert found.low == pytest.approx(2 * 0.025 ** (1 / 200) - 1)
    assert 0 < found.p_value < 1e-12


def test_a_judge_that_always_picks_the_first_is_found_out_on_five_prompts():
    seen = both_orders(1.0, pairs=30)
    found = position(Choices(seen.won, seen.a_stood, seen.doublings, seen.pair, seen.pair % 5))
    assert found.low > 0.7


def test_no_interval_reaches_beyond_what_a_share_can_be():
    found = position(both_orders(0.98))
    assert found.low < found.estimate < found.high <= 1


def test_it_refuses_pairs_that_were_shown_one_way_only():
    seen = both_orders(0.4)
    one_way = seen.a_stood == 1
    with pytest.raises(NotEnoughData, match="one order only"):
        position(seen.rows(one_way))


def test_it_refuses_unknown_orders_and_few_pairs():
    seen = both_orders(0.4)
    with pytest.raises(NotEnoughData, match="not known"):
        position(Choices(seen.won, seen.a_stood * 0, seen.doublings, seen.pair, seen.cluster))
    with pytest.raises(NotEnoughData, match="at least 20"):
        position(both_orders(0.4, pairs=10))


def test_more_verdicts_in_one_order_do_not_look_like_bias():
    seen = both_orders(0.0)
    extra = np.concatenate([np.arange(400), np.flatnonzero(seen.a_stood == 1)])
    found = position(seen.rows(extra))
    assert found.estimate == pytest.approx(0)


def sided(better_first, *, place=0.6, pairs=300, models=2, seed=0):
    """The better of two models stands first in a share of pairs; place adds that much to the log-odds."""
    rng = np.random.default_rng(seed)
    one = rng.integers(models, size=pairs)
    other = (one + rng.integers(1, models, size=pairs)) % models
    one, other = np.maximum(one, other), np.minimum(one, other)
    stood = np.where(rng.random(pairs) < better_first, 1.0, -1.0)
    won = (rng.random(pairs) < 1 / (1 + np.exp(-(1.5 * (one - other) / (models - 1) + place * stood)))).astype(float)
    pair = np.arange(pairs)
    return Choices(won, stood, np.full(pairs, np.nan), pair, pair % 40, one, other)


def raw(seen):
    return ((2 * seen.won - 1) * seen.a_stood).mean()


@pytest.mark.parametrize("models", [2, 4])
def test_what_the_better_model_wins_is_not_taken_for_its_place(models):
    seen, drawn = (sided(first, place=0, pairs=20_000, models=models) for first in (0.9, 0.5))
    assert raw(seen) > 0.2
    for choices in (seen, drawn):
        found = position(choices)
        assert found.low < 0 < found.high
        assert (found.caveat is None) == (choices is drawn)


def test_place_is_found_beside_it_as_a_drawn_order_would_show_it():
    seen = sided(0.85, pairs=20_000)
    found, drawn = position(seen), position(sided(0.5, pairs=20_000, seed=1))
    assert found.low < drawn.estimate < found.high < raw(seen)
    assert "first in 85%" in str(found.caveat)
    assert drawn.caveat is None


def test_its_interval_covers_what_a_drawn_order_would_show():
    truth = position(sided(0.5, pairs=200_000, seed=1)).estimate
    found = [position(sided(0.85, seed=seed)) for seed in range(300)]
    assert np.mean([one.low <= truth <= one.high for one in found]) == pytest.approx(0.95, abs=0.03)


def test_a_model_that_keeps_to_one_side_leaves_no_figure_of_place():
    for first in (1.0, 0.97):
        with pytest.raises(NotEnoughData, match=r"shown first in (100|9[5-9])%"):
            position(sided(first))
