"""Mappings: chosen by group, held out, and never worse than the constant."""

import json

import numpy as np
import pytest

from ranking.stats.calibrate import calibrate, rmse
from ranking.stats.errors import NotEnoughData
from ranking.stats.mappings import MAPPINGS, apply_mapping
from ranking.stats.mappings.base import Features


def made(n=400, *, slope=0.5, noise=0.4, seed=0, columns=3):
    rng = np.random.default_rng(seed)
    table = rng.normal(3, 1, (n, columns))
    people = 1.5 + slope * table[:, 0] + rng.normal(0, noise, n)
    return Features(table, [f"d{k}" for k in range(columns)], 0), people, rng.integers(0, 80, n)


def test_it_learns_a_line_where_there_is_one():
    features, people, groups = made()
    found = calibrate(features, people, groups=groups, raters=None, seed=0)
    assert found.method == "linear"
    assert found.params["slope"] == pytest.approx(0.5, abs=0.1)
    assert rmse(people, found.predicted) < 0.8 * rmse(people, found.constant)
    assert 0.88 <= found.covered <= 0.95
    assert found.known_raters is None


def test_it_learns_from_other_dimensions_where_they_say_more():
    features, people, groups = made()
    found = calibrate(Features(features.table, features.names, 2), people, groups=groups, raters=None, seed=0)
    assert found.method == "ridge"


@pytest.mark.parametrize("seed", range(8))
def test_it_is_never_worse_than_the_constant_where_the_judge_only_makes_noise(seed):
    features, people, groups = made(120, slope=0.0, seed=seed)
    found = calibrate(features, people, groups=groups, raters=None, seed=seed)
    assert rmse(people, found.predicted) <= rmse(people, found.constant)


def test_knowing_the_rater_helps_where_raters_differ():
    features, people, groups = made()
    raters = np.random.default_rng(9).integers(0, 10, len(people))
    people = people + np.linspace(-1, 1, 10)[raters]
    found = calibrate(features, people, groups=groups, raters=raters, seed=0)
    assert rmse(people, found.known_raters) < 0.75 * rmse(people, found.predicted)


def test_it_refuses_too_few_rows_and_too_few_groups():
    features, people, groups = made(30)
    with pytest.raises(NotEnoughData, match="20"):
        calibrate(features.rows(slice(10)), people[:10], groups=groups[:10], raters=None, seed=0)
    with pytest.raises(NotEnoughData, match="5 groups"):
        calibrate(features, people, groups=groups % 4, raters=None, seed=0)


@pytest.mark.parametrize("method", MAPPINGS)
def test_every_mapping_survives_json_and_missing_scores(method):
    features, people, _ = made()
    people = np.clip(np.round(people), 1, 5)
    features.table[::7, 1] = np.nan
    params = MAPPINGS[method].fit(features, people)
    restored = json.loads(json.dumps(params))
    predicted = apply_mapping(method, restored, features)
    assert np.isfinite(predicted).all()
    assert np.array_equal(predicted, MAPPINGS[method].apply(params, features))


def test_ridge_agrees_with_scikit_learn_at_the_same_penalty():
    from sklearn.linear_model import Ridge

    features, people, _ = made(200)
    params = MAPPINGS["ridge"].fit(features, people)
    scaled = (features.table - features.table.mean(axis=0)) / features.table.std(axis=0)
    fits = [Ridge(alpha=penalty).fit(scaled, people) for penalty in np.geomspace(1.0, 10_000.0, 13)]
    ours = MAPPINGS["ridge"].apply(params, features)
    assert min(float(np.abs(fit.predict(scaled) - ours).max()) for fit in fits) < 1e-6


@pytest.mark.parametrize("method", ["constant", "linear", "ridge"])
def test_a_judge_that_never_varies_maps_to_the_mean(method):
    features = Features(np.full((50, 1), 3.0), ["d"], 0)
    people = np.random.default_rng(0).normal(2, 1, 50)
    assert apply_mapping(method, MAPPINGS[method].fit(features, people), features) == pytest.approx(people.mean())


def test_a_judge_that_is_right_already_is_taken_as_it_is():
    rng = np.random.default_rng(0)
    judge = rng.integers(1, 6, 300).astype(float)
    people = judge + rng.normal(0, 0.5, 300)
    found = calibrate(Features(judge[:, None], ["d"], 0), people, groups=np.arange(300), raters=None, seed=0)
    assert (found.method, found.params) == ("identity", {"on": "d"})


def test_likert_scores_on_a_bent_scale_are_mapped_by_their_probabilities():
    rng = np.random.default_rng(1)
    judge = rng.normal(0, 3, 900)
    people = 1.0 + np.digitize(judge + rng.logistic(0, 0.5, 900), [-1, 0, 1, 2])
    found = calibrate(Features(judge[:, None], ["d"], 0), people, groups=np.arange(900), raters=None, seed=0)
    assert found.method == "ordinal"
    assert found.errors["ordinal"] < 0.8 * found.errors["linear"]


def test_a_judge_that_says_nothing_near_people_s_mean_carries_no_signal():
    """Its scores as they are fit nothing, so they beat people's mean by what folds make that mean miss."""
    rng = np.random.default_rng(1)
    found = []
    for spread in (0.0, 0.1):
        for _ in range(15):
            people = rng.choice([2.0, 3.0, 3.0, 4.0], 60)
            judge = 3.0 + rng.normal(0, spread, 60)
            features = Features(judge[:, None], ["d"], 0, on_scale=True)
            found.append(calibrate(features, people, groups=np.arange(60), raters=None, seed=0).signal)
    assert sum(found) <= 2


def test_scores_that_are_all_the_same_have_no_mapping_and_no_error_of_0():
    features = Features(np.arange(40.0)[:, None], ["quality"], 0)
    with pytest.raises(NotEnoughData, match="the same score throughout"):
        calibrate(features, np.full(40, 3.0), groups=np.arange(40), raters=None, seed=0)
