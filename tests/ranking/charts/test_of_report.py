import pytest

from ranking.charts.of_report import (
    Scale,
    agreement_figure,
    calibration_figures,
    score_figures,
    strength_figure,
    temperature_figure,
)

SCALE = Scale("Help", 1, 5, 4)


def score(of, name, mean, low=None, high=None, dimension="help"):
    return {"of": of, "name": name, "dimension": dimension, "mean": mean, "ci_low": low, "ci_high": high, "n": 9}


def titles(rows):
    return [figure.title for figure in score_figures({"scores": rows}, {"help": SCALE})]


def test_a_clear_lead_is_named():
    assert titles([score("version", "v1", 3, 2.8, 3.2), score("version", "v2", 4, 3.8, 4.2)]) == [
        "Help: v2 scores highest"
    ]


def test_a_lead_within_the_intervals_is_not_claimed():
    assert titles([score("version", "v1", 3.7, 3.3, 4.1), score("version", "v2", 4, 3.8, 4.2)]) == [
        "Help: no clear difference between v2 and v1"
    ]


def test_temperatures_have_a_figure_of_their_own_beside_versions():
    rows = [score("version", "v1", 3), score("temperature", "0.2", 3), score("temperature", "0.8", 4)]
    report = {"scores": [*rows, score("version", "v2", 4)]}
    assert temperature_figure(report, {"help": SCALE}, "help").rows[0][0] == "0.8"
    # With one version only, the scores are told apart by temperature anyway.
    assert temperature_figure({"scores": rows}, {"help": SCALE}, "help") is None


@pytest.mark.parametrize(
    ("method", "bias", "p", "words"),
    [
        ("linear", 0.4, 0.01, "overrates Help by 0.40 points; calibrated, it is 0.30 points off on average"),
        ("linear", -0.4, 0.01, "underrates Help by 0.40 points; calibrated, it is 0.30 points off on average"),
        ("linear", 0.4, 0.06, "neither clearly overrates nor clearly underrates Help"),
        ("linear", -0.4, None, "neither clearly overrates nor clearly underrates Help"),
        ("constant", 0.4, 0.01, "says nothing"),
    ],
)
def test_the_title_promises_of_calibration_only_what_it_did_to_a_clear_shift(method, bias, p, words):
    point = {"predicted": 3.0, "observed": 2.6, "low": 2.5, "high": 2.7, "n": 9}
    row = {
        "bias": bias, "method": method, "n": 9, "rmse_raw": 1.0, "rmse_calibrated": 0.8,
        "curve": {"before": [point], "after": [point, {**point, "predicted": 2.8}]},
    }  # fmt: skip
    audit = {
        "kind": "severity", "of": "j", "dimension": "help", "measured_on": "residuals", "estimate": bias,
        "p_adjusted": p,
    }  # fmt: skip
    report = {"judges": {"j": {"help": row}}, "audits": [audit] if p else []}
    [(judge, figure)] = calibration_figures(report, {"help": SCALE})
    assert judge == "j"
    assert words in figure.title


def test_agreement_that_is_not_known_is_not_drawn():
    entry = {"alpha_ordinal": None, "ci_of": "ordinal", "ci_low": None, "ci_high": None, "n_units": 0}
    assert agreement_figure({"agreement": {"help": entry}}, {}) is None


@pytest.mark.parametrize(("low", "words"), [(1010, "preferred most"), (990, "no clear difference between a and b")])
def test_who_is_preferred_is_said_only_beyond_the_intervals(low, words):
    rows = [
        {"name": "a", "elo": 1050, "elo_low": low, "elo_high": 1100, "n": 9},
        {"name": "b", "elo": 950, "elo_low": 900, "elo_high": 1000, "n": 9},
    ]
    assert words in strength_figure({"strengths": rows, "strengths_of": "model"}).title
