from annotations.selectors.sheets import Candidate, Question
from annotations.templatetags.annotating import in_given_order

WHOLE = Question("all", "", "", "", "order", [], "", "")
SHOWN = [Candidate(pk, letter, "") for pk, letter in [(5, "A"), (9, "B"), (7, "C")]]


def letters(given: dict[str, str]) -> str:
    return "".join(candidate.letter for candidate in in_given_order(SHOWN, WHOLE, given))


def test_it_puts_candidates_as_they_were_ranked_ties_as_shown() -> None:
    assert letters({"rank-all-5": "2", "rank-all-9": "2", "rank-all-7": "1"}) == "CAB"


def test_it_leaves_them_as_shown_where_nothing_sensible_was_given() -> None:
    assert letters({}) == "ABC"
    assert letters({"rank-all-5": "x", "rank-all-9": "", "rank-all-7": "-1"}) == "ABC"
