"""Figures of the people behind a report."""

from ranking.charts.of_people import consistency_figure, leniency_figure, places_figure, within_figure


def place(name, rank, low, high):
    return {
        "name": name,
        "rank": rank,
        "rank_low": low,
        "rank_high": high,
        "n": 9,
        "elo": 1000,
        "elo_low": None,
        "elo_high": None,
    }


def test_a_first_place_is_claimed_only_where_no_other_may_hold_it():
    assert "a is first" in places_figure([place("a", 1, 1, 1), place("b", 2, 2, 2)], "Model").title
    assert places_figure([place("a", 1, 1, 2), place("b", 2, 1, 2)], "Model").title == "2 of 2 may be first"
    assert places_figure([place("a", 1, None, None), place("b", 2, 1, 2)], "Model") is None
    assert places_figure([place("a", 1, 1, 1)], "Model") is None


def test_repeats_are_summed_for_the_title_and_told_apart_in_the_table():
    row = {"ci_low": 0.2, "ci_high": 0.9}
    report = {
        "self_consistency": {
            "help": {**row, "share_equal": 0.5, "n": 30},
            "comparisons/help": {**row, "share_equal": 0.9, "n": 10},
        }
    }
    figure = consistency_figure(report, {"help": "Help"})
    assert "in 60%" in figure.title
    assert [line[0] for line in figure.rows] == ["Comparisons on Help", "Help"]
    assert consistency_figure({}, {}) is None


def rater(name, leniency, reach=0.1):
    block = {"leniency": leniency, "ci_low": leniency - reach, "ci_high": leniency + reach, "n": 20}
    return {"name": name, "dimensions": {"help": {"severity": block}}}


def test_those_furthest_out_come_first():
    rows = [rater("near", 0.05), rater("severe", -1.0), rater("lenient", 0.5), {"name": "new", "dimensions": {}}]
    # Their own intervals leave zero out for two; among all that is asked, one stands apart.
    rows[1]["flags"] = [{"code": "severe", "of": "help"}]
    rows[2]["flags"] = [{"code": "severe", "of": "style"}]
    figure = leniency_figure(rows, "help", "Help")
    assert [line[0] for line in figure.rows] == ["severe", "lenient", "near"]
    assert figure.title == "Help: 1 of 3 raters stands apart by giving more or less"
    assert leniency_figure(rows[:1], "help", "Help") is None


def test_parts_stand_under_each_name_and_only_where_there_are_some():
    whole = [place("a", 1, 1, 2), place("b", 2, 1, 2)]
    values = {"poems": [place("b", 1, 1, 1)], "odd": []}
    figure = within_figure(values, whole, title="t", note="n")
    assert [line[0] for line in figure.rows] == ["a · all", "b · all", "b · poems"]
    assert within_figure({"odd": []}, whole, title="t", note="n") is None
