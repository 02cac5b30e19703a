"""Sentences on the people behind the figures."""

import pytest
from django.utils import translation

from ranking.selectors.story_people import people_story, repeated


def told(**report) -> list[tuple[str, str, str]]:
    lines = people_story(report, primary="help", labels={"help": "Help"})
    return [(line.text, line.part, line.tone) for line in lines]


def repeats(share, n):
    return {"share_equal": share, "n": n}


def test_repeats_of_all_kinds_are_told_together():
    found = {"help": repeats(0.5, 10), "comparisons": repeats(1.0, 5)}
    assert repeated({"self_consistency": found}) == (10, 15)
    assert told(self_consistency=found) == [
        ("Asked again, people said the same in 10 of 15 answers (67%).", "consistency", "")
    ]
    assert told(self_consistency={"help": repeats(0.3, 20)})[0][2] == "warn"


def rater(flags=(), agreement=0.5):
    block = {"n": 40, "agreement": {"value": agreement} if agreement is not None else None}
    return {"flags": list(flags), "dimensions": {"help": block}, "comparisons": {}}


def test_that_nobody_stands_apart_is_told_where_it_could_be_seen():
    assert told(raters=[rater()] * 3)[0][0] == "None of the 3 raters stands far from the rest."
    assert told(raters=[rater()] * 2) == []
    assert told(raters=[rater(agreement=None)] * 5) == []
    assert told(raters=[rater(), rater(), rater(["flag"])]) == []


@pytest.mark.parametrize(("p", "words"), [(0.4, "do not clearly differ"), (0.001, "differ in severity, by about 0.50")])
def test_severity_is_told_of_the_primary_dimension(p, words):
    row = {"severity_p": p, "adjusted": 9, "severity_sd": 0.5, "largest_shift": 0.75}
    ((text, part, _),) = told(consensus={"help": row, "other": row})
    assert words in text
    assert part == "consensus"
    assert told(consensus={"help": {**row, "adjusted": 0}}) == []


def test_an_old_fit_and_turkish():
    assert told() == []
    with translation.override("tr"):
        assert "%67" in told(self_consistency={"help": repeats(2 / 3, 15)})[0][0]
