"""Probabilities of acceptance: better than the raw claim, and as frequent as they say."""

import json

import numpy as np
import pytest

from ranking.stats.acceptance import acceptance, accepted_from
from ranking.stats.accepting import ACCEPTORS, apply_acceptor
from ranking.stats.accepting.base import Claims
from ranking.stats.errors import NotEnoughData
from ranking.stats.reliability_diagram import quality


def drawn(n=2000, slope=1.2, seed=0):
    rng = np.random.default_rng(seed)
    score = rng.normal(3, 1, n)
    accepted = (rng.random(n) < 1 / (1 + np.exp(-slope * (score - 3.5)))).astype(float)
    return accepted, score, rng.integers(0, n // 4, n)


def test_it_finds_the_planted_curve_and_mends_an_overconfident_claim():
    accepted, score, groups = drawn()
    found = acceptance(accepted, score, raw=(score >= 3).astype(float), groups=groups, seed=0)
    assert found.method == "sigmoid"
    assert (found.params["slope"], found.params["intercept"]) == pytest.approx((1.2, -4.2), abs=0.35)
    assert found.qualities["calibrated"].ece < 0.04 < 0.2 < found.qualities["raw"].ece
    assert found.qualities["calibrated"].brier < found.qualities["constant"].brier < found.qualities["raw"].brier
    assert found.n == sum(point.n for point in found.qualities["raw"].diagram) == 2000
    assert 0 < found.gain.low < found.gain.mean < found.gain.high


def test_a_score_that_says_nothing_becomes_the_share_of_all():
    accepted, score, groups = drawn(slope=0.0)
    found = acceptance(accepted, np.random.default_rng(1).normal(size=2000), raw=score * 0 + 0.5, groups=groups, seed=0)
    assert found.method == "constant"
    assert found.params["share"] == pytest.approx(accepted.mean(), abs=1e-3)
    assert len(found.qualities["calibrated"].diagram) == 1


def test_claims_that_are_only_too_sure_are_cooled():
    rng = np.random.default_rng(2)
    odds = rng.normal(0, 1.2, 3000)
    accepted = (rng.random(3000) < 1 / (1 + np.exp(-odds))).astype(float)
    claimed = 1 / (1 + np.exp(-3 * odds))
    found = acceptance(accepted, claimed, raw=claimed, groups=np.arange(3000), seed=0)
    assert found.method == "temperature"
    assert found.params["factor"] == pytest.approx(1 / 3, abs=0.05)


def test_a_score_fitted_to_the_same_people_is_held_out_too():
    """A score that knows the answers of the rows it was fitted on must not be believed on them."""
    accepted, _, groups = drawn(300, slope=0.0)

    def peeks(train):
        return np.where(train, accepted, 0.5)

    found = acceptance(accepted, peeks, raw=np.full(300, 0.5), groups=groups, seed=0)
    assert found.method == "constant"


@pytest.mark.parametrize("method", ACCEPTORS)
def test_every_map_survives_json_and_gives_chances(method):
    accepted, score, _ = drawn(1500)
    claims = Claims(score, 1 / (1 + np.exp(-score)))
    params = json.loads(json.dumps(ACCEPTORS[method].fit(claims, accepted)))
    chance = apply_acceptor(method, params, claims)
    assert ((chance > 0) & (chance < 1)).all()
    assert chance.mean() == pytest.approx(accepted.mean(), abs=0.12)


def test_the_error_of_calibration_is_the_mean_gap():
    accepted = np.repeat([1.0, 0.0], [30, 70])
    assert quality(accepted, np.full(100, 0.3)).ece == pytest.approx(0)
    assert quality(accepted, np.full(100, 0.8)).ece == pytest.approx(0.5)
    assert quality(accepted, accepted).brier == 0


def test_chance_alone_makes_an_error_that_many_answers_take_away():
    """With one bin of n rows at .5 the mean gap is that of a binomial share: sqrt(.25 / n) x sqrt(2 / pi)."""
    for n in (100, 2500):
        found = quality(np.repeat([1.0, 0.0], n // 2), np.full(n, 0.5))
        assert found.ece_by_chance == pytest.approx(np.sqrt(0.5 / np.pi / n), rel=0.12)


def test_a_row_of_several_people_counts_as_often_as_there_are_people():
    share, chance, votes = np.array([1.0, 0.5, 0.0]), np.array([0.9, 0.6, 0.2]), np.array([1, 4, 3])
    found = quality(share, chance, weights=votes.astype(float))
    said = np.array([1.0, 1, 1, 0, 0, 0, 0, 0])
    each = quality(said, np.repeat(chance, votes), bins=1)
    assert (found.brier, found.log_loss) == pytest.approx((each.brier, each.log_loss))
    assert found.ece == pytest.approx((1 * 0.1 + 4 * 0.1 + 3 * 0.2) / 8)
    (whole,) = quality(share, chance, weights=votes.astype(float), bins=1).diagram
    assert (whole.predicted, whole.observed) == pytest.approx((each.diagram[0].predicted, each.diagram[0].observed))


def test_certainty_that_was_wrong_has_no_finite_loss():
    assert quality(np.array([1.0, 0.0]), np.array([1.0, 1.0])).log_loss is None
    assert quality(np.array([1.0, 0.0]), np.array([1.0, 0.0])).log_loss == pytest.approx(0, abs=1e-9)


def test_without_a_threshold_the_upper_quarter_is_accepted():
    assert accepted_from(1, 5, None) == 4
    assert accepted_from(0, 1, 1) == 1


def test_it_refuses_what_shows_no_difference():
    with pytest.raises(NotEnoughData, match="no difference"):
        acceptance(np.ones(50), np.arange(50.0), raw=np.ones(50), groups=np.arange(50), seed=0)
    with pytest.raises(NotEnoughData, match="there are 5"):
        acceptance(np.ones(5), np.arange(5.0), raw=np.ones(5), groups=np.arange(5), seed=0)
