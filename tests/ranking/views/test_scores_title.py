"""What is said of the scores' way over the rounds."""

from ranking.charts.rounds import Point
from ranking.views.scores_title import scores_title

ASKED = {1: ("develop", False), 2: ("evaluate", True), 3: ("evaluate", True), 4: ("develop", False)}


def point(round: int, version: str, mean: float, reach: float | None = 0.1) -> Point:
    ends = (None, None) if reach is None else (mean - reach, mean + reach)
    return Point(round, version, mean, *ends, 40)


def told(*points: Point, standing: dict[int, str] | None = None) -> str:
    return scores_title(points, "Helpful", asked=ASKED, standing=standing or {})


def test_rounds_on_other_items_are_not_compared() -> None:
    points = (point(1, "v1", 2.6), point(2, "v1", 3.1), point(2, "v2", 3.7))
    assert told(*points, standing={2: "v2"}) == "Helpful stands at 3.70 after round 2"
    assert told(*points, point(4, "v2", 3.2)) == "Helpful rose from 2.60 in round 1 to 3.20 in round 4"


def test_a_version_that_a_test_turned_down_is_no_success() -> None:
    points = (point(2, "v1", 3.1), point(2, "v2", 3.7), point(3, "v2", 3.6), point(3, "v4", 3.9))
    assert told(*points, standing={2: "v2", 3: "v2"}) == "Helpful went from 3.70 in round 2 to 3.60 in round 3"
    assert told(*points, standing={2: "v1", 3: "v4"}) == "Helpful rose from 3.10 in round 2 to 3.90 in round 3"


def test_a_rise_within_the_intervals_is_told_so() -> None:
    for reach in (0.5, None):
        text = told(point(1, "v1", 2.6, reach), point(4, "v1", 3.0, reach))
        assert text == "Helpful rose from 2.60 in round 1 to 3.00 in round 4; the intervals overlap"


def test_without_peoples_scores_it_is_the_judges() -> None:
    assert told() == "Helpful as the judge sees it"
