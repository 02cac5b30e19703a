"""The probability that people prefer one of two, out of verdicts."""

import numpy as np
import pytest

from ranking.stats.errors import NotEnoughData
from ranking.stats.logistic import fit_logistic
from ranking.stats.preference import fit_preference


def made(n=400, *, strength=1.5, seed=0):
    rng = np.random.default_rng(seed)
    chose, stood = rng.choice([-1.0, 0, 1], n), rng.choice([-1.0, 1], n)
    share = (rng.random(n) < 1 / (1 + np.exp(-strength * chose - 0.5 * stood))).astype(float)
    return {
        "share": share, "votes": np.ones(n), "chose": chose, "stood": stood, "verdicts": np.ones(n, dtype=int),
        "groups": rng.integers(0, 60, n), "seed": 0,
    }  # fmt: skip


def test_a_calibrated_verdict_beats_the_constant_and_the_raw_word():
    found = fit_preference(**made())
    assert found.logloss["calibrated"] < found.logloss["raw"] < found.logloss["constant"]
    assert found.brier["calibrated"] < found.brier["constant"]
    assert found.coefficients["verdict"] == pytest.approx(1.5, abs=0.4)
    assert found.coefficients["position"] == pytest.approx(0.5, abs=0.3)


def test_a_judge_that_is_wrong_is_turned_round():
    found = fit_preference(**made(strength=-1.5))
    assert found.coefficients["verdict"] < -1
    assert found.logloss["calibrated"] < found.logloss["constant"] < found.logloss["raw"]


def test_it_refuses_too_few_pairs():
    few = {name: value[:10] if isinstance(value, np.ndarray) else value for name, value in made().items()}
    with pytest.raises(NotEnoughData, match="20 pairs"):
        fit_preference(**few)


def test_separable_choices_have_a_finite_answer():
    table = np.array([[1.0], [1.0], [-1.0]])
    assert np.isfinite(fit_logistic(table, np.array([1.0, 1.0, 0.0]), np.ones(3)).coefficients).all()
