"""Panels over the rounds."""

from ranking.charts.over_rounds import places_figure, series_figure
from ranking.selectors.over_rounds import Measure, Place, Series


def measure(round, value):
    return Measure(round, value, value - 0.2, value + 0.2, 30)


PLACES = [
    Place(1, "answer v1", measure(1, 2.8), {"gpt": measure(1, 2.9)}),
    Place(2, "answer v1", measure(2, 2.8), {}),
    Place(2, "answer v2", measure(2, 3.4), {"gpt": measure(2, 3.3)}),
]


def test_every_version_has_people_s_mean_and_the_judges_beside_it():
    figure = places_figure(PLACES, [1, 2], title="T", note="N.", domain=(1, 5), mark=4)
    assert [side.name for side in figure.legend] == ["People", "gpt"]
    assert [row[:4] for row in figure.rows][:2] == [
        ["1", "answer v1", "People", "2.80"],
        ["1", "answer v1", "gpt", "2.90"],
    ]
    assert len(figure.rows) == 5
    svg = str(figure.drawings[0].wide)
    assert "v2" in svg
    assert "var(--judge)" in svg


def test_without_a_judge_there_is_no_legend():
    places = [Place(1, "v1", measure(1, 3), {})]
    assert places_figure(places, [1], title="T", note="N.", domain=(1, 5), mark=None).legend == []


def test_lines_are_named_at_their_ends_and_scaled():
    series = [Series("People", "people", [measure(1, 0.1), measure(3, 0.1)]), Series("gpt", "gpt", [measure(3, 0.11)])]
    figure = series_figure(series, [1, 2, 3], title="T", note="N.", by=100, decimals=1, mark=0.0)
    assert figure.rows[0] == ["People", "1", "10.0", "−10.0 to 30.0", "30"]
    svg = str(figure.drawings[0].wide)
    assert svg.count(">gpt<") == 1
    assert svg.count(">People<") == 1
