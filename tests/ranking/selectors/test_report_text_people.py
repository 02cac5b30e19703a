"""The report's lines for a terminal, on the people behind it."""

from ranking.selectors.report_text_people import people_lines

SHARE = {"share": 0.25, "ci_low": 0.1, "ci_high": 0.4, "n": 40}
REPORT = {
    "self_consistency": {
        "help": {
            "share_equal": 0.5, "ci_low": 0.3, "ci_high": 0.7, "mean_absolute_difference": 0.6, "mad_low": 0.2,
            "mad_high": 1.0, "n": 12, "raters": 3,
        },
    },
    "outcomes": {
        "ties": {"comparisons": SHARE}, "neither": {"comparisons": {**SHARE, "share": 0.0}}, "not_applicable": {},
        "skips": SHARE,
    },
    "consensus": {
        "help": {
            "adjusted": 8, "n_responses": 9, "severity_sd": 0.4, "severity_p": 0.01, "noise": 0.5, "largest_shift": 0.3,
        },
        "far": {"adjusted": 0, "adjusted_because": "No two raters share a response."},
        "tone": {"n_responses": 5, "sure": 0.8},
    },
    "dawid_skene": {
        "comparisons": {
            "shares": [{"category": name, **SHARE} for name in ("second", "tie", "first")],
            "n_units": 30, "n_raters": 3,
        },
        "other": None,
    },
    "raters": [
        {"name": "Ann", "flags": [{"reason": "Gives 2.00 points less.", "p_adjusted": 0.001}]},
        {"name": "Ben", "flags": []},
    ],
    "strengths_within": {"category": {"poems": [{"name": "a", "elo": 1100}], "odd": []}, "language": None},
}  # fmt: skip


def test_every_figure_has_its_line():
    assert list(people_lines(REPORT)) == [
        "Asked again on help: the same in 50% (30% to 70%), 0.60 points apart (0.20 to 1.00), 12 repeats of 3 raters",
        "Ties in comparisons: 25.0% (10% to 40%), n 40",
        "Skipped: 25.0% (10% to 40%), n 40",
        "Consensus on help: 8 of 9 responses adjusted for severity (raters differ by 0.40, p 0.01; noise 0.50; "
        "largest shift 0.30)",
        "Consensus on far: not adjusted for severity. No two raters share a response.",
        "Consensus on tone: 5 responses, 0.80 of them sure",
        "Dawid-Skene on comparisons: tie 25% (10% to 40%); 30 units, 3 raters",
        "Ann stands apart: Gives 2.00 points less. (p 0.001, adjusted)",
        "Strengths in category poems: a 1100",
    ]


def test_a_fit_of_old_has_no_lines():
    assert list(people_lines({})) == []
