"""Bradley-Terry against known answers and against evalica; refusals; intervals."""

import evalica
import numpy as np
import pytest

from ranking.stats.aggregate.pairs import Pairs
from ranking.stats.errors import NotConnected, NotEnoughData
from ranking.stats.strengths import strengths
from tests.ranking.stats.golden import golden


def fit(rows, *, raters=None, items=None):
    names = sorted({name for one, two, _ in rows for name in (one, two)})
    pairs = Pairs(
        np.array([names.index(one) for one, _, _ in rows]),
        np.array([names.index(two) for _, two, _ in rows]),
        np.array([outcome for _, _, outcome in rows], dtype=float),
    )
    rows_n = np.arange(len(rows))
    return strengths(
        pairs, names, raters=rows_n * 0 if raters is None else raters, items=rows_n if items is None else items,
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
    found = fit([["a", "b", 1], ["a", "b", 1], ["b", "c", 1], ["b", "c", 0]] * 10)
    assert found.method == "bradley_terry_prior"
    assert any("weak prior" in note for note in found.notes)
    assert found.strength[0] > found.strength[1] == pytest.approx(found.strength[2], rel=0.1)
    assert np.isfinite(found.elo).all()


def test_nothing_bounds_one_who_never_lost_so_there_is_no_interval():
    found = fit([["a", "b", 1], ["b", "c", 1], ["b", "c", 0]] * 10)
    assert (found.elo_low, found.elo_high, found.clusters) == (None, None, "none")
    assert "for example a" in found.notes[0]


def test_it_refuses_comparisons_of_one_with_itself():
    with pytest.raises(NotEnoughData):
        fit([["a", "a", 1]])


def test_it_draws_raters_too_where_there_are_ten_and_prompts_alone_where_there_are_fewer():
    rows = [["a", "b", float(k % 7 > 2)] for k in range(60)]
    many = fit(rows, raters=np.arange(60) % 10, items=np.arange(60) % 6)
    few = fit(rows, raters=np.arange(60) % 9, items=np.arange(60) % 6)
    assert (many.clusters, many.raters, many.notes) == ("rater", "drawn", [])
    assert (few.clusters, few.raters) == ("item", "fixed")
    assert "raters as fixed" in few.notes[0]
    none = fit(rows, raters=np.arange(60) % 2, items=np.arange(60) % 2)
    assert none.elo_low is None
    assert "at least 5" in none.notes[0]


def test_an_interval_is_that_of_a_binomial_share_where_every_comparison_stands_alone():
    rows = [["a", "b", float(k % 4 > 0)] for k in range(400)]
    found = fit(rows)
    error = 1 / np.sqrt(400 * 0.75 * 0.25)  # of a log-odds
    assert (found.elo_high - found.elo)[0] == pytest.approx(1.966 * error / 2 * 400 / np.log(10), rel=0.01)
    assert found.elo - found.elo_low == pytest.approx(found.elo_high - found.elo)


def test_copies_of_a_comparison_by_other_raters_on_one_prompt_narrow_nothing():
    rows = [["a", "b", float(k % 4 > 0)] for k in range(40)]
    once = fit(rows, items=np.arange(40))
    thrice = fit(rows * 3, items=np.tile(np.arange(40), 3), raters=np.repeat(np.arange(3), 40))
    assert thrice.elo_low == pytest.approx(once.elo_low)


def test_raters_who_lean_one_way_each_widen_what_raters_like_them_would_say():
    rows = [["a", "b", float(k % 12 < 6)] for k in range(240)]
    same = fit(rows, raters=np.arange(240) // 12 % 12, items=np.arange(240))
    leaning = fit(rows, raters=np.arange(240) % 12, items=np.arange(240))
    assert (leaning.elo_high - leaning.elo_low > 2 * (same.elo_high - same.elo_low)).all()


def test_one_met_on_few_prompts_alone_has_no_interval():
    rows = [["a", "b", float(k % 2)] for k in range(40)] + [["b", "c", 1], ["b", "c", 0]]
    found = fit(rows)
    assert np.isnan(found.elo_low).tolist() == [False, False, True]


def test_unanimous_items_give_no_interval_rather_than_one_of_no_width():
    found = fit([["a", "b", 0.5]] * 10)
    assert found.elo_low is None
    assert found.clusters == "none"
    assert "adds up to the same" in found.notes[0]
