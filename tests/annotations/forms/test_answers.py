import pytest

from annotations.forms.answers import EnvelopeForm, answer_read
from annotations.selectors.sheets import Candidate, Question, Sheet

HELP = Question("1", "helpfulness", "Helpfulness", "", "likert", [], "1", "5")
FAULT = Question("2", "fault", "Fault", "", "category", [], "", "")
WHOLE = Question("all", "", "", "", "order", [], "", "")


def sheet(kind: str, *, questions: tuple[Question, ...] = (), orders: tuple[Question, ...] = ()) -> Sheet:
    candidates = [Candidate(pk, letter, "text") for pk, letter in [(31, "A"), (12, "B"), (27, "C")]]
    shown = candidates[:2] if kind == "COMPARISON" else candidates
    return Sheet(1, kind, "p", {}, "", "en", shown, list(questions), list(orders))


def test_it_reads_scores_by_the_dimension_names() -> None:
    answer = answer_read(sheet("RATING", questions=(HELP, FAULT)), {"score-1": "4", "score-2": "long"})
    assert answer["scores"] == {"helpfulness": 4.0, "fault": "long"}


def test_it_reads_not_applicable_as_null_and_leaves_out_what_is_open() -> None:
    assert answer_read(sheet("RATING", questions=(HELP, FAULT)), {"score-1": "na"})["scores"] == {"helpfulness": None}


def test_it_leaves_what_is_no_number_to_the_rules_that_refuse_it() -> None:
    assert answer_read(sheet("RATING", questions=(HELP,)), {"score-1": "many"})["scores"] == {"helpfulness": "many"}


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("a", {"ranking": [[31], [12]]}),
        ("b", {"ranking": [[12], [31]]}),
        ("e", {"ranking": [[31, 12]]}),
        ("n", {"none_acceptable": True}),
    ],
)
def test_it_reads_a_comparison_by_the_side_that_was_shown(choice: str, said: dict) -> None:
    answer = answer_read(sheet("COMPARISON", orders=(WHOLE,)), {"choice-all": choice})
    assert {name: answer[name] for name in said} == said


def test_it_reads_places_as_an_order_with_ties() -> None:
    places = {"rank-all-31": "2", "rank-all-12": "1", "rank-all-27": "2"}
    assert answer_read(sheet("RANKING", orders=(WHOLE,)), places)["ranking"] == [[12], [31, 27]]


def test_it_gives_no_order_where_a_place_is_missing() -> None:
    assert "ranking" not in answer_read(sheet("RANKING", orders=(WHOLE,)), {"rank-all-31": "1"})


def test_it_reads_best_and_worst_with_the_others_between() -> None:
    answer = answer_read(sheet("BEST_WORST", orders=(WHOLE,)), {"best-all": "27", "worst-all": "31"})
    assert answer["ranking"] == [[27], [12], [31]]


def test_it_takes_no_response_as_both_best_and_worst() -> None:
    assert "ranking" not in answer_read(sheet("BEST_WORST", orders=(WHOLE,)), {"best-all": "27", "worst-all": "27"})


def test_it_reads_an_order_per_dimension() -> None:
    places = {"rank-1-31": "1", "rank-1-12": "2", "rank-1-27": "3"}
    answer = answer_read(sheet("RANKING", orders=(HELP,)), places)
    assert answer["rankings"] == {"helpfulness": [[31], [12], [27]]}


def test_none_acceptable_stands_for_every_order() -> None:
    answer = answer_read(sheet("RANKING", orders=(HELP,)), {"none_acceptable": "on", "rank-1-31": "1"})
    assert answer["none_acceptable"] is True
    assert "rankings" not in answer


def test_it_takes_only_flags_that_the_form_offers() -> None:
    assert answer_read(sheet("RATING"), {"flag-unsafe": "on", "flag-own": "on"})["flags"] == ["unsafe"]


@pytest.mark.parametrize("damage", [{"key": "x"}, {"shown": "1;2"}, {"seconds": "-4"}])
def test_it_refuses_a_damaged_envelope(damage: dict[str, str]) -> None:
    whole = {"key": "7b2f1c9e-3a35-4b6f-9d0f-0b8a7f1f2c11", "shown": "3,1,2", "seconds": "4.5"}
    assert EnvelopeForm(whole).is_valid()
    assert not EnvelopeForm(whole | damage).is_valid()
