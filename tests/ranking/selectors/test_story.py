import pytest
from django.utils import translation

from ranking.selectors.story import factor_of, story

COUNTS = {"raters": 2, "answers": 4, "responses": 2, "items": 1, "judges": 1}
EMPTY = {"counts": COUNTS, "scores": [], "strengths": [], "agreement": {}, "judges": {}, "judge_pairwise": {}}


def told(**parts) -> list[tuple[str, str]]:
    lines = story({**EMPTY, **parts}, primary="help", labels={"help": "Help"})
    return [(line.text, line.tone) for line in lines]


def severity(estimate, p):
    return {
        "kind": "severity", "of": "j", "dimension": "help", "measured_on": "residuals", "estimate": estimate,
        "p_adjusted": p,
    }  # fmt: skip


def score(name, mean, low, high):
    return {"of": "version", "name": name, "dimension": "help", "mean": mean, "ci_low": low, "ci_high": high}


def test_it_says_who_answered():
    assert told() == [("2 people gave 4 answers on 2 responses to 1 items. 1 judge scored them too.", "")]


def test_a_lead_is_claimed_only_beyond_the_intervals():
    clear = told(scores=[score("v1", 3, 2.9, 3.1), score("v2", 4, 3.9, 4.1)])
    assert "ahead of v1" in clear[1][0]
    assert clear[1][1] == "good"
    assert "may be as good" in told(scores=[score("v1", 3.9, 3.8, 4.0), score("v2", 4, 3.9, 4.1)])[1][0]


@pytest.mark.parametrize(("p", "clear"), [(0.01, True), (0.2, False)])
def test_a_lead_is_told_by_the_difference_where_there_is_one(p, clear):
    """Whatever the two intervals have in common."""
    behind = {"behind": {"gap": 1.0, "ci_low": 0.2, "ci_high": 1.8, "p_adjusted": p}}
    apart, near = (3, 2.9, 3.1), (3, 1.0, 5.0)
    for ends in (apart, near):
        text = told(scores=[score("v1", *ends) | behind, score("v2", 4, 3.5, 4.5) | {"behind": {}}])[1][0]
        assert ("ahead of v1" in text) is clear
        rows = [strength("v2", 1100, 1050, 1150) | {"behind": {}}, strength("v1", 900, *ends[1:]) | behind]
        assert ("is preferred most" in told(strengths=rows)[1][0]) is clear


def strength(name, elo, low, high):
    return {"name": name, "strength": 0.5, "elo": elo, "elo_low": low, "elo_high": high}


def test_a_winner_is_named_only_where_the_difference_is_clear():
    near = told(strengths=[strength("v2", 1033, 976, 1098), strength("v1", 967, 902, 1024)])
    assert near[1] == (
        "No clear difference between v2, 1033 Elo (976 to 1098), and v1, 967 (902 to 1024).",
        "",
    )
    clear = told(strengths=[strength("v2", 1100, 1050, 1150), strength("v1", 900, 850, 950)])
    assert clear[1] == ("v2 is preferred most: 1100 Elo (1050 to 1150). It would win 50% against v1.", "good")
    assert (
        "neither can be called better"
        in told(strengths=[strength("v2", 9, None, None), strength("v1", 8, None, None)])[1][0]
    )


def test_figures_are_written_as_the_reader_writes_them():
    with translation.override("tr"):
        row = {"rmse_raw": 0.92, "bias": 0.4, "rmse_calibrated": None}
        text, _ = told(judges={"j": {"help": row}}, audits=[severity(0.4, 0.01)])[1]
    assert "0,40" in text
    assert "0,92" in text


def test_little_agreement_is_a_warning():
    entry = {"alpha_ordinal": 0.2, "ci_of": "ordinal", "ci_low": 0.1, "ci_high": 0.3}
    text, tone = told(agreement={"help": entry})[1]
    assert "agree little on Help: α 0.20 (0.10 to 0.30)" in text
    assert tone == "warn"


def test_a_judge_that_is_no_better_than_the_mean_is_a_warning():
    row = {"rmse_raw": 0.92, "bias": 0.4, "rmse_calibrated": 0.8, "rmse_constant": 0.8, "method": "constant"}
    text, tone = told(judges={"j": {"help": row}})[1]
    assert text == (
        "The judge j is 0.92 off on a single answer. Calibration makes no more of it than people’s mean, which is 0.80 "
        "off."
    )
    assert tone == "warn"


@pytest.mark.parametrize(("bias", "p", "words"), [
    (0.4, 0.01, "overrates by 0.40 points"), (-0.4, 0.01, "underrates by 0.40 points"), (0.4, 0.06, "j is 0.92 off"),
])  # fmt: skip
def test_a_judge_overrates_only_where_that_is_clear_among_all_that_was_asked(bias, p, words):
    row = {"rmse_raw": 0.92, "bias": bias, "rmse_calibrated": 0.7, "rmse_constant": 0.8, "method": "linear"}
    text, tone = told(judges={"j": {"help": row}}, audits=[severity(bias, p)])[1]
    assert words in text
    assert "Calibrated it is 0.70 off, where people’s mean alone would be 0.80" in text
    assert tone == "good"


def test_what_is_null_is_left_out():
    row = {"rmse_raw": None, "bias": None, "rmse_calibrated": None, "rmse_constant": None, "method": None}
    assert len(told(judges={"j": {"help": row}})) == 1


def test_the_factor_is_the_first_that_tells_apart():
    versions = [{"of": "version", "name": "v1"}]
    temperatures = [{"of": "temperature", "name": "0.2"}, {"of": "temperature", "name": "0.8"}]
    assert factor_of(versions) == "version"
    assert factor_of(versions + temperatures) == "temperature"
    assert factor_of([]) is None
