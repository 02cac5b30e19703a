"""The lines of docs/mappings.md give what the product gives."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from ranking.stats.accepting import ACCEPTORS
from ranking.stats.accepting.base import Claims
from ranking.stats.mappings import MAPPINGS
from ranking.stats.mappings.base import Features
from ranking.stats.preference import PREFERENCES, fit_columns, signals_of
from ranking.stats.served import apply_to_pairs, apply_to_scores

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mappings.md"
NAMES = ["helpfulness", "tone"]


@pytest.fixture(scope="module")
def written() -> dict:
    """What the page's Python defines."""
    found: dict = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(block, found)  # noqa: S102 (our own page)
    return found


@pytest.fixture(scope="module")
def answers() -> tuple[Features, np.ndarray]:
    rng = np.random.default_rng(0)
    table = np.clip(rng.normal(3, 1, (1500, 2)), 1, 5)
    people = np.clip(np.round(1 + 0.6 * table[:, 0] + 0.2 * table[:, 1] + rng.normal(0, 0.6, 1500)), 1, 5)
    return Features(table, NAMES, 0, rng.uniform(0.2, 1.2, 1500)), people


SPREAD = {"intercept": 0.2, "predicted": 0.1, "squared": -0.01, "doubt": 0.5, "unknown": 0.6, "least": 0.3}


@pytest.mark.parametrize("method", MAPPINGS)
@pytest.mark.parametrize("spread", [{}, SPREAD])
def test_every_method_is_the_one_on_the_page(written, answers, method, spread):
    features, people = answers
    mapping = {
        "method": method, "parameters": MAPPINGS[method].fit(features, people), "own": "helpfulness",
        "scale": [1.0, 5.0], "interval": {"quantile": 1.5, "slack": 0.02, "spread": spread}, "acceptance": None,
    }  # fmt: skip
    mapping = json.loads(json.dumps(mapping))
    served = apply_to_scores(mapping, features, np.zeros(1500))
    for place in range(0, 1500, 100):
        scores = dict(zip(NAMES, features.table[place].tolist(), strict=True))
        predicted = written[method](mapping["parameters"], scores)
        assert min(5, max(1, predicted)) == pytest.approx(served.score[place])
        ends = written["interval"](mapping, predicted, features.doubts()[place])
        assert ends == pytest.approx((served.low[place], served.high[place]))


@pytest.mark.parametrize("method", ACCEPTORS)
def test_every_chance_of_acceptance_is_the_one_on_the_page(written, answers, method):
    features, people = answers
    claims = Claims(features.column(), np.clip((features.column() - 1) / 4, 0, 1))
    params = ACCEPTORS[method].fit(claims, (people >= 4).astype(float))
    mapping = json.loads(json.dumps({"acceptance": {"method": method, "parameters": params}}))
    chances = ACCEPTORS[method].apply(params, claims)
    for place in range(0, 1500, 100):
        told = written["acceptance"](mapping, float(claims.score[place]), float(claims.chance[place]))
        assert told == pytest.approx(chances[place])


@pytest.mark.parametrize("method", PREFERENCES)
def test_every_preference_is_the_one_on_the_page(written, method):
    rng = np.random.default_rng(1)
    signals = signals_of(
        verdict=rng.choice([-1.0, 0, 1], 200), position=rng.choice([-1.0, 1], 200),
        distance=rng.uniform(-1, 1, 200), difference=rng.uniform(-1, 1, 200),
    )  # fmt: skip
    params = fit_columns(PREFERENCES[method], signals, rng.random(200), np.ones(200), np.arange(200))
    chance, _, _ = apply_to_pairs(json.loads(json.dumps({"parameters": params})), signals)
    for place in range(0, 200, 20):
        said = {
            name: float(getattr(signals, name)[place]) for name in ("verdict", "distance", "position", "difference")
        }
        assert written["preference"](params, said) == pytest.approx(chance[place])


def test_the_page_names_every_method():
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"**{method}**" in page for method in MAPPINGS)
    assert all(f'"{method}": lambda' in page for method in ACCEPTORS)
