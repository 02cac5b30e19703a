"""Bradley-Terry against known answers and against evalica; refusals; intervals."""

import evalica
import numpy as np
import pytest

from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.errors import NotConnected, NotEnoughData
from ranking.stats.strengths import strengths
from tests.ranking.stats.golden import golden


def fit(rows, *, raters=None, items=None, seed=0, draws=200):
    names = sorted({name for one, two, _ in rows for name in (one, two)})
    pairs = Pairs(
        np.array([names.index(one) for one, _, _ in rows]),
        np.array([names.index(two) for _, two, _ in rows]),
        np.array([outcome for _, _, outcome in rows], dtype=float),
    )
    rows_n = np.arange(len(rows))
    return strengths(
        pairs, names, raters=rows_n * 0 if raters is None else raters, items=rows_n if items is None else items,
        seed=seed, draws=draws,
    )  # fmt: skip


@pytest.mark.parametrize("case", golden("bradley_terry"), ids=lambda case: case["what"])
def test_it_gets_the_known_answer(case):
    found = fit(case["pairs"])
    assert dict(zip(found.names, found.strength, strict=True)) == pytest.approx(case["strength"], abs=1e-9)
    assert found.method == "bradley_terry"


def test_it_puts_elo_at_1000_and_400_per_factor_of_ten():
    found = fit([["a", "b", 1]] * 10 + [["a", "b", 0]])
    assert found.elo.mean() == pytest.approx(1000)
    assert found.elo[0] - found.elo[1] == pytest.approx(400)


def test_it_agrees_with_evalica():
    rng = np.random.default_rng(5)
    rows = []
    for _ in range(600):
        one, two = rng.choice(7, 2, replace=False)
        rows.append([f"m{one}", f"m{two}", float(rng.choice([0, 0.5, 1]))])
    winner = {1.0: evalica.Winner.X, 0.0: evalica.Winner.Y, 0.5: evalica.Winner.Draw}
    expected = evalica.bradley_terry(
        [one for one, _, _ in rows], [two for _, two, _ in rows], [winner[won] for *_, won in rows],
        win_weight=1.0, tie_weight=0.5, tolerance=1e-12, limit=10_000,
    ).scores  # fmt: skip
    found = fit(rows)
    for name, strength in zip(found.names, found.strength, strict=True):
        assert strength == pytest.approx(expected[name] / expected.sum(), abs=1e-6)


def test_it_refuses_parts_that_were_never_compared():
    with pytest.raises(NotConnected, match="2 parts") as refused:
        fit([["a", "b", 1], ["a", "b", 1], ["c", "d", 1]])
    assert refused.value.components == 2


def test_it_says_that_a_prior_was_needed_where_somebody_never_lost():
    found = fit([["a", "b", 1], ["a", "b", 1], ["b", "c", 1], ["b", "c", 0]])
    assert found.method == "bradley_terry_prior"
    assert any("weak prior" in note for note in found.notes)
    assert list(np.argsort(-found.strength)) == [0, 1, 2] or found.strength[0] > found.strength[1]
    assert np.isfinite(found.elo).all()


def test_it_refuses_comparisons_of_one_with_itself():
    with pytest.raises(NotEnoughData):
        fit([["a", "a", 1]])


def test_it_draws_raters_where_there_are_ten_and_items_where_there_are_fewer():
    rows = [["a", "b", float(k % 7 > 2)] for k in range(60)]
    many = fit(rows, raters=np.arange(60) % 10, items=np.arange(60) % 6)
    few = fit(rows, raters=np.arange(60) % 9, items=np.arange(60) % 6)
    assert (many.clusters, many.notes) == ("rater", [])
    assert few.clusters == "item"
    assert "raters as fixed" in few.notes[0]
    none = fit(rows, raters=np.arange(60) % 2, items=np.arange(60) % 2)
    assert none.elo_low is None


def test_it_draws_intervals_that_hold_the_estimate_and_repeat_with_the_seed():
    rows = [["a", "b", float(k % 4 > 0)] for k in range(80)]
    first, again = (fit(rows, raters=np.arange(80) % 20, seed=7, draws=500) for _ in range(2))
    assert (first.elo_low < first.elo).all()
    assert (first.elo < first.elo_high).all()
    assert np.array_equal(first.elo_low, again.elo_low)


@pytest.mark.slow
def test_its_intervals_cover_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(11)
    truth = 400 / np.log(10) * np.log(2.0)
    hits = 0
    for trial in range(120):
        leaning = rng.normal(0, 0.3, 25)
        rows, raters = [], []
        for rater in range(25):
            chance = 1 / (1 + np.exp(-(np.log(2.0) + leaning[rater])))
            rows += [["a", "b", float(rng.random() < chance)] for _ in range(20)]
            raters += [rater] * 20
        found = fit(rows, raters=np.array(raters), seed=trial, draws=300)
        hits += found.elo_low[0] - 1000 <= truth / 2 <= found.elo_high[0] - 1000
    assert hits / 120 >= 0.88


def test_unanimous_items_give_no_interval_rather_than_one_of_no_width():
    found = fit([["a", "b", 1]] * 10)
    assert found.elo_low is None
    assert found.clusters == "none"
    assert "adds up to the same" in found.notes[0]
