"""The probability that people prefer one of two, out of verdicts, places and scores."""

import json

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.logistic import fit_logistic
from ranking.stats.preference import (
    PREFERENCES,
    chances,
    fit_columns,
    fit_preference,
    signals_of,
    taken_at_its_word,
)


def made(n=400, *, strength=1.5, standing=0.5, seed=0):
    rng = np.random.default_rng(seed)
    chose, stood = rng.choice([-1.0, 0, 1], n), rng.choice([-1.0, 1], n)
    share = (rng.random(n) < 1 / (1 + np.exp(-strength * chose - standing * stood))).astype(float)
    return {
        "share": share, "votes": np.ones(n), "signals": signals_of(verdict=chose, position=stood),
        "raw": taken_at_its_word(chose, np.ones(n, dtype=int)), "groups": rng.integers(0, 60, n), "seed": 0,
    }  # fmt: skip


def test_a_calibrated_verdict_beats_the_constant_and_the_raw_word():
    found = fit_preference(**made())
    assert found.method == "verdict_position"
    assert found.logloss["calibrated"] < found.logloss["raw"] < found.logloss["constant"]
    assert found.brier["calibrated"] < found.brier["constant"]
    assert found.params["coefficients"]["verdict"] == pytest.approx(1.5, abs=0.4)
    assert found.params["coefficients"]["position"] == pytest.approx(0.5, abs=0.3)


def test_where_standing_says_nothing_the_verdict_is_enough():
    assert fit_preference(**made(standing=0.0)).method == "verdict"


def test_a_judge_that_is_wrong_is_turned_round():
    found = fit_preference(**made(strength=-1.5))
    assert found.params["coefficients"]["verdict"] < -1
    assert found.logloss["calibrated"] < found.logloss["constant"] < found.logloss["raw"]


def test_every_vote_counts_once_in_the_brier_score_and_a_tie_for_either_side():
    """Even chances make ln 2 and a quarter, however people share out; the judge's word is held against each vote."""
    rng = np.random.default_rng(7)
    chose, nothing = rng.choice([-1.0, 1], 90), np.zeros(90)
    votes = rng.choice([0.0, 0.5, 1.0], (90, 3))
    raw = taken_at_its_word(chose, np.ones(90, dtype=int))
    signals, groups = signals_of(verdict=chose, position=nothing), np.arange(90)
    found = fit_preference(votes.mean(1), np.full(90, 3.0), signals=signals, raw=raw, groups=groups, seed=0)
    assert (found.logloss["constant"], found.brier["constant"]) == pytest.approx((np.log(2), 0.25))
    sides = votes * (1 - raw[:, None]) ** 2 + (1 - votes) * raw[:, None] ** 2
    assert found.brier["raw"] == pytest.approx(sides.mean())


def test_where_people_favour_neither_there_is_nothing_to_predict():
    with pytest.raises(NotEnoughData, match="favour neither"):
        fit_preference(**made() | {"share": np.full(400, 0.5)})


@pytest.mark.parametrize("seed", range(8))
def test_a_judge_that_tosses_coins_is_never_worse_than_even_chances(seed):
    found = fit_preference(**made(120, strength=0.0, standing=0.0, seed=seed))
    assert found.logloss["calibrated"] <= min(found.logloss["constant"], np.log(2)) + 1e-12


def test_how_far_apart_two_stand_in_a_list_says_more_than_which_is_higher():
    rng = np.random.default_rng(3)
    distance = rng.choice([-1, -2 / 3, -1 / 3, 1 / 3, 2 / 3, 1], 1500)
    share = (rng.random(1500) < 1 / (1 + np.exp(-4 * distance))).astype(float)
    nothing = np.zeros(1500)
    signals = signals_of(verdict=np.sign(distance), distance=distance, position=nothing)
    found = fit_preference(share, np.ones(1500), signals=signals, raw=nothing + 0.5, groups=np.arange(1500), seed=0)
    assert found.method == "distance_position"
    assert found.params["coefficients"]["distance"] == pytest.approx(4, abs=0.6)


def test_a_difference_of_scores_tells_what_is_preferred_where_people_gave_no_scores():
    rng = np.random.default_rng(4)
    gap = rng.normal(0, 0.3, 800)
    share = (rng.random(800) < 1 / (1 + np.exp(-6 * gap))).astype(float)
    nothing = np.zeros(800)
    signals = signals_of(verdict=nothing, position=nothing, difference=gap)
    found = fit_preference(share, np.ones(800), signals=signals, raw=nothing + 0.5, groups=np.arange(800), seed=0)
    assert found.method == "difference"
    assert found.params["coefficients"]["difference"] == pytest.approx(6, abs=1)


@pytest.mark.parametrize("method", PREFERENCES)
def test_calling_the_other_one_first_turns_the_chance_round(method):
    given = made()
    params = json.loads(
        json.dumps(fit_columns(PREFERENCES[method], given["signals"], given["share"], given["votes"], given["groups"]))
    )
    turned = signals_of(verdict=-given["signals"].verdict, position=-given["signals"].position)
    (chance, low, high), (other, _, other_high) = chances(params, given["signals"]), chances(params, turned)
    assert chance == pytest.approx(1 - other)
    assert low == pytest.approx(1 - other_high)
    assert (low <= chance).all()
    assert (chance <= high).all()


def test_the_interval_of_a_chance_covers_the_true_one():
    covered = []
    for seed in range(120):
        given = made(300, strength=1.0, standing=0.3, seed=seed)
        columns = PREFERENCES["verdict_position"]
        params = fit_columns(columns, given["signals"], given["share"], given["votes"], np.arange(300))
        _, low, high = chances(params, signals_of(verdict=np.array([1.0]), position=np.array([1.0])))
        covered.append(low[0] <= 1 / (1 + np.exp(-1.3)) <= high[0])
    assert 0.9 <= np.mean(covered) <= 0.99


def test_it_refuses_too_few_pairs():
    given = made()
    few = {name: value[:10] if isinstance(value, np.ndarray) else value for name, value in given.items()}
    with pytest.raises(NotEnoughData, match="20 pairs"):
        fit_preference(**few | {"signals": given["signals"].rows(np.arange(10))})


def test_separable_choices_have_a_finite_answer():
    table = np.array([[1.0], [1.0], [-1.0]])
    assert np.isfinite(fit_logistic(table, np.array([1.0, 1.0, 0.0]), np.ones(3)).coefficients).all()
