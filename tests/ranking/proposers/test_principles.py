from dataclasses import replace

from ranking.proposers.principles import principle_edits, weaknesses
from tests.ranking.proposers.facts import HELP, STYLE, answer, candidate, evidence


def scored(help_scores, style_scores=None, comments=()):
    styles = style_scores or [5] * len(help_scores)
    comments = [*comments, *[""] * len(help_scores)]
    answers = [
        answer(10 + i, i, i % 2, {"help": h, "style": s}, comments[i])
        for i, (h, s) in enumerate(zip(help_scores, styles, strict=True))
    ]
    return evidence([candidate(i) for i in range(len(help_scores))], answers)


def test_it_words_a_principle_from_the_levels_of_the_weak_dimension():
    edits, silences = principle_edits(scored([1, 3, 3, 2, 3]))
    assert [edit.value for edit in edits] == ["Help: aim for “answers the question”; avoid “partly of use”."]
    assert (edits[0].kind, edits[0].action, edits[0].index) == ("principle", "add", None)
    assert silences == []


def test_it_gives_the_figure_and_the_threshold_as_the_reason():
    edits, _ = principle_edits(scored([2, 2, 3, 3]))
    assert "Help 2.5 on average" in edits[0].reason
    assert "accepted from 4" in edits[0].reason
    assert edits[0].evidence[0].value == 2.5


def test_it_quotes_the_comments_of_the_lowest_ratings_with_their_rows():
    made = scored([3, 1, 2, 5], comments=["so so", "does not answer", "misses half", "great"])
    edits, _ = principle_edits(made)
    quotes = edits[0].evidence[1:]
    assert [(one.text, one.response, one.assignment, one.value) for one in quotes] == [
        ("does not answer", 1, 11, 1),
        ("misses half", 2, 12, 2),
        ("so so", 0, 10, 3),
    ]


def test_it_puts_the_widest_gap_first():
    made = scored([3, 3, 3, 3], [1, 1, 2, 1])
    assert [one.dimension.name for one in weaknesses(made)] == ["style", "help"]


def test_it_says_so_when_nothing_is_weak():
    edits, silences = principle_edits(scored([5, 5, 4, 4]))
    assert edits == []
    assert "at or above" in silences[0]


def test_it_does_not_judge_a_dimension_by_two_scores():
    assert principle_edits(scored([1, 1]))[0] == []


def test_it_says_when_the_interval_reaches_the_mark():
    edits, _ = principle_edits(scored([5, 2, 5, 2, 5]))
    assert "not certain" in edits[0].reason


def test_of_a_round_on_chosen_items_the_reason_says_that_it_speaks_of_these_alone():
    made = scored([2, 2, 3, 3], comments=["misses half"])
    (of_all,), (of_these,) = principle_edits(made)[0], principle_edits(replace(made, chosen=True))[0]
    assert (
        of_these.reason == f"{of_all.reason} The round asked chosen items alone: this is said of them, and not of "
        "all items."
    )
    assert (of_these.value, of_these.evidence) == (of_all.value, of_all.evidence)
    assert "chosen" not in of_all.reason


def test_it_looks_at_the_base_version_only():
    rows = [candidate(i, of_base=False) for i in range(4)]
    made = evidence(rows, [answer(i, i, 1, {"help": 1}) for i in range(4)])
    assert principle_edits(made)[0] == []


def test_it_changes_a_principle_on_the_same_dimension_rather_than_adding_a_second():
    made = evidence(
        [candidate(i) for i in range(4)],
        [answer(i, i, 1, {"help": 1}) for i in range(4)],
        principles=("Be brief.", "Help: aim for the moon."),
    )
    edits, _ = principle_edits(made)
    assert (edits[0].action, edits[0].index) == ("change", 1)


def test_another_level_to_avoid_is_no_reason_for_a_change():
    made = evidence(
        [candidate(i) for i in range(4)],
        [answer(i, i, 1, {"help": 1}) for i in range(4)],
        principles=("Help: aim for “answers the question”; avoid “partly of use”.",),
    )
    edits, silences = principle_edits(made)
    assert edits == []
    assert "Reword it" in silences[0]


def test_it_says_to_reword_a_principle_that_did_not_help():
    first, _ = principle_edits(scored([1, 1, 1, 1]))
    made = evidence(
        [candidate(i) for i in range(4)],
        [answer(i, i, 1, {"help": 1}) for i in range(4)],
        principles=(first[0].value,),
    )
    edits, silences = principle_edits(made)
    assert edits == []
    assert "Reword it" in silences[0]


def test_it_asks_for_level_texts_where_there_are_none():
    bare = [type(one)(**{**one.__dict__, "levels": ()}) for one in (HELP, STYLE)]
    made = evidence(
        [candidate(i) for i in range(4)], [answer(i, i, 1, {"help": 1}) for i in range(4)], dimensions=tuple(bare)
    )
    edits, silences = principle_edits(made)
    assert edits == []
    assert "Write one there" in silences[0]
