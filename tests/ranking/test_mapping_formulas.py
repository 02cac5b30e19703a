"""The lines of docs/mappings.md give what the product gives."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from annotations.models import Rater
from ranking.models import Fit, Mapping
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
    chance, low, high = apply_to_pairs(json.loads(json.dumps({"parameters": params})), signals)
    for place in range(0, 200, 20):
        said = {
            name: float(getattr(signals, name)[place]) for name in ("verdict", "distance", "position", "difference")
        }
        assert written["preference"](params, said) == pytest.approx(chance[place])
        ends = (low[place], high[place]) if low[place] < high[place] else (None, None)
        assert written["preference_ends"](params, said) == pytest.approx(ends)


@pytest.fixture
def frozen(client_of, lead, project):
    """A function that freezes a document under a fit, reads it back over HTTP, and applies it there."""
    fit = Fit.objects.create(project=project)
    client, at = client_of(lead), f"/api/v1/projects/{project.slug}/mappings/"
    fields = {
        "format": "kalibre-mapping/1", "signal": True, "may_stand_in": None, "reason": None, "versions": {},
        "max_half_width": 1.0, "interval": None, "acceptance": None, "label": "",
    }  # fmt: skip

    def apply(document: dict, **body) -> tuple[dict, list[dict]]:
        judge = Rater.objects.create(project=project, name=document["method"], kind="judge")
        made = Mapping.objects.create(
            fit=fit, judge=judge, kind=document["kind"], method=document["method"], version=1, n=9, errors={},
            parameters=document["parameters"], document=fields | document,
        )  # fmt: skip
        answer = client.post(f"{at}{made.pk}/apply/", body, content_type="application/json")
        assert answer.status_code == 200, answer.content
        return client.get(f"{at}{made.pk}/").json()["document"], answer.json()["results"]

    return apply


@pytest.mark.django_db
def test_scores_applied_over_http_are_those_of_the_page_by_hand(written, answers, frozen):
    features, people = answers
    asked = [{"helpfulness": 2.0, "tone": 4.0}, {"helpfulness": 4.5}, {"helpfulness": 1.0, "tone": 1.0}]
    acceptance = {"on": "calibrated", "method": "sigmoid", "parameters": {"intercept": -6.0, "slope": 1.5}}
    for method in MAPPINGS:
        document, told = frozen({
            "kind": "scores", "method": method, "parameters": MAPPINGS[method].fit(features, people),
            "own": "helpfulness", "scale": [1.0, 5.0], "threshold": 4.0, "acceptance": acceptance,
            "interval": {"share": 0.9, "quantile": 1.1, "slack": 0.02, "spread": SPREAD},
        }, scores=[{"scores": scores} for scores in asked])  # fmt: skip
        for scores, row in zip(asked, told, strict=True):
            predicted = written[method](document["parameters"], scores)
            assert row["score"] == pytest.approx(min(5, max(1, predicted)))
            assert (row["low"], row["high"]) == pytest.approx(written["interval"](document, predicted))
            assert row["accept"] == pytest.approx(written["acceptance"](document, predicted, 0.0))


@pytest.mark.django_db
def test_preferences_applied_over_http_are_those_of_the_page_by_hand(written, frozen):
    rng = np.random.default_rng(2)
    signals = signals_of(
        verdict=rng.choice([-1.0, 0, 1], 200), position=rng.choice([-1.0, 1], 200), difference=rng.uniform(-1, 1, 200)
    )
    verdicts = {"shown_order": ["x", "y"], "winner": "x"}, {"shown_order": ["y", "x"], "winner": "tie"}
    two = {"verdict": 0.5, "distance": 0.5, "position": 0.0, "difference": 0.0}
    one = {"verdict": 1.0, "distance": 1.0, "position": 1.0, "difference": 0.0}
    apart = {"verdict": 0.0, "distance": 0.0, "position": 0.0, "difference": 0.5}
    cases = {name: (verdicts, {}, two) for name in PREFERENCES}
    cases |= {
        "verdict_position": (verdicts[:1], {}, one),
        "difference": ([{"score_a": 8, "score_b": 3}], {"scale": [0, 10]}, apart),
    }
    for method, (rows, more, said) in cases.items():
        document, [row] = frozen({
            "kind": "preference", "method": method, "scale": [0.0, 1.0],
            "source": "scores" if method == "difference" else "verdicts",
            "parameters": fit_columns(PREFERENCES[method], signals, rng.random(200), np.ones(200), np.arange(200)),
        }, verdicts=[{"response_a": "x", "response_b": "y", **each} for each in rows], **more)  # fmt: skip
        told = document["parameters"]
        assert row["prefers_a"] == pytest.approx(written["preference"](told, said))
        assert (row["low"], row["high"]) == pytest.approx(written["preference_ends"](told, said))


def test_the_page_names_every_method():
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"**{method}**" in page for method in MAPPINGS)
    assert all(f'"{method}": lambda' in page for method in ACCEPTORS)
