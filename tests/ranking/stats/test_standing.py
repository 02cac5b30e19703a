"""Strengths, places and chances by each of the models."""

import numpy as np
import pytest

from ranking.stats.aggregate.orders import Orders
from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.errors import NotEnoughData
from ranking.stats.standing import MODELS, NeverCompared, standing

NAMES = ["a", "b", "c"]


def orders(rows, size=3) -> Orders:
    one, two, outcome = (np.array(column) for column in zip(*rows, strict=True))
    n = len(one)
    return Orders(size, Pairs(one, two, outcome.astype(float)), np.arange(n), np.ones(n, dtype=bool), ())


def drawn(n=400, ties=0.2, seed=0):
    rng, theta = np.random.default_rng(seed), np.array([1.0, 0.0, -1.0])
    one = rng.integers(0, 3, n)
    two = (one + rng.integers(1, 3, n)) % 3
    won = (rng.random(n) < 1 / (1 + np.exp(theta[two] - theta[one]))).astype(float)
    return orders(list(zip(one, two, np.where(rng.random(n) < ties, 0.5, won), strict=True)))


def told(found, *, raters=4, model="bradley_terry", names=None):
    n = len(found.pairs.one)
    return standing(
        found, names or NAMES, raters=np.arange(n) % raters, prompts=np.arange(n), model=model, seed=0
    )  # fmt: skip


@pytest.mark.parametrize("model", list(MODELS))
def test_every_model_finds_the_order_with_intervals_and_places(model):
    found = told(drawn(), model=model)
    assert np.argsort(-found.strength).tolist() == [0, 1, 2]
    assert found.strength.sum() == pytest.approx(1)
    assert ((found.elo_low < found.elo) & (found.elo < found.elo_high)).all()
    assert found.ranks.best.tolist() == found.ranks.worst.tolist() == [1, 2, 3]
    assert found.ranks.p_best[0] > 0.99
    assert (found.model, found.prior, found.clusters) == (model, False, "item")
    assert found.ties == ("davidson" if model == "davidson" else "half")


def test_only_davidson_s_model_has_a_rate_of_ties():
    found = told(drawn(n=4000, ties=0.3), model="davidson")
    assert 0.2 < found.tie_rate < 0.45
    assert told(drawn()).tie_rate is None


def test_plackett_luce_on_pairs_is_bradley_terry():
    assert told(drawn(), model="plackett_luce").theta == pytest.approx(told(drawn()).theta, abs=1e-7)


def test_parts_that_never_met_are_named_the_largest_first():
    rows = [(0, 1, 1), (1, 2, 0), (2, 0, 1), (3, 4, 1), (4, 3, 0.5)]
    with pytest.raises(NeverCompared, match=r"2 parts.*a, b, c \| d, e") as refused:
        told(orders(rows, 5), names=["a", "b", "c", "d", "e"])
    assert refused.value.parts == [["a", "b", "c"], ["d", "e"]]


def test_a_long_list_of_names_is_cut_short():
    names = [f"m{place}" for place in range(20)]
    rows = [(place, place + 1, 1) for place in range(18)]
    with pytest.raises(NeverCompared, match=r"m0, m1, .* … \| m19"):
        told(orders(rows, 20), names=names)


def test_all_ties_prefer_nobody():
    with pytest.raises(NotEnoughData, match="All 6 comparisons are ties"):
        told(orders([(0, 1, 0.5), (1, 2, 0.5), (0, 2, 0.5)] * 2))
    with pytest.raises(NotEnoughData, match="two different"):
        told(orders([(0, 1, 1)]), names=["a"])


@pytest.mark.parametrize("model", ["davidson", "plackett_luce"])
def test_whoever_never_lost_has_a_strength_and_no_interval(model):
    rows = [(0, 1, 1), (0, 2, 1)] * 20 + [(1, 2, 1), (2, 1, 1)] * 10 + [(1, 2, 0.5)]
    found = told(orders(rows), model=model)
    assert found.prior
    assert np.isfinite(found.theta).all()
    assert found.elo_low is None
    assert found.ranks is None
    assert "went one way" in found.notes[0]


@pytest.mark.parametrize("model", list(MODELS))
def test_whoever_won_all_of_many_prompts_is_clearly_ahead_and_of_few_is_not(model):
    def gap(prompts, each):
        rows = [(0, 1, 1)] * (prompts * each)
        n = len(rows)
        found = standing(
            orders(rows, 2), ["a", "b"], raters=np.arange(n) % each, prompts=np.arange(n) // each, model=model, seed=0
        )  # fmt: skip
        assert found.covariance is None
        spread = found.rough
        return (found.theta[0] - found.theta[1]) / np.sqrt(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1])

    assert gap(30, 1) > 2
    assert gap(2, 1) < 1.5
    # Many ballots on one prompt do not make many prompts of it.
    assert gap(2, 40) < gap(30, 1) + 0.5


@pytest.mark.parametrize("model", ["davidson", "plackett_luce"])
def test_few_prompts_and_no_spread_have_no_interval_and_say_so(model):
    few = told(orders([(0, 1, 1), (1, 0, 1), (1, 2, 0.5)]), model=model)
    assert few.elo_low is None
    assert "fewer than 5 prompts" in few.notes[0]


def test_davidson_without_ties_says_that_it_is_bradley_terry():
    found = told(drawn(ties=0.0), model="davidson")
    assert "Hardly anything was tied" in found.notes[-1]
    assert found.theta == pytest.approx(told(drawn(ties=0.0)).theta, abs=1e-3)


@pytest.mark.parametrize("model", ["davidson", "plackett_luce"])
def test_intervals_cover_about_as_often_as_they_say(model):
    inside = []
    for seed in range(60):
        found = told(drawn(n=240, ties=0.0 if model == "plackett_luce" else 0.1, seed=seed), model=model)
        if model == "plackett_luce":
            truth = 1000 + 400 / np.log(10) * np.array([1.0, 0.0, -1.0])
            inside.append((found.elo_low <= truth) & (truth <= found.elo_high))
        else:
            middle = found.elo_high[1] >= 1000 >= found.elo_low[1]
            inside.append(np.array([middle]))
    assert 0.9 <= np.mean(inside) <= 1.0


def test_the_same_seed_gives_the_same_places():
    one, other = told(drawn()), told(drawn())
    assert one.ranks.p_best.tolist() == other.ranks.p_best.tolist()
