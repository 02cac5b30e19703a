"""Isotonic regression against scikit-learn."""

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression

from ranking.stats.mappings.base import Features
from ranking.stats.mappings.isotonic import ISOTONIC


@pytest.mark.parametrize("judge", [np.linspace(0, 10, 1500), np.random.default_rng(1).integers(1, 11, 1500) * 1.0])
def test_it_is_that_of_scikit_learn(judge):
    rng = np.random.default_rng(0)
    people = np.round(np.sqrt(judge) + rng.normal(0, 1, 1500))
    features = Features(judge[:, None], ["quality"], 0)
    params = ISOTONIC.fit(features, people)
    expected = IsotonicRegression(out_of_bounds="clip").fit(judge, people)
    asked = np.linspace(-2, 13, 400)
    assert ISOTONIC.apply(params, Features(asked[:, None], ["quality"], 0)) == pytest.approx(expected.predict(asked))
    assert len(params["scores"]) == len(params["people"]) < 200


def test_it_wants_a_thousand_rows():
    features = Features(np.arange(999.0)[:, None], ["quality"], 0)
    assert not ISOTONIC.suits(features, np.arange(999.0))
