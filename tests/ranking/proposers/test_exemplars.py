from ranking.proposers.exemplars import diverse, exemplar_edits, overlap, praised_responses
from tests.ranking.proposers.facts import answer, candidate, evidence


def rated(rows, *, categories=(), texts=(), **base):
    """`rows` are the two raters' scores of each response, in both dimensions."""
    candidates = []
    for i in range(len(rows)):
        fields = {"category": categories[i]} if categories else {}
        fields |= {"text": texts[i]} if texts else {}
        candidates.append(candidate(i, **fields))
    answers = [
        answer(10 * i + k, i, k, {"help": score, "style": score})
        for i, pair in enumerate(rows)
        for k, score in enumerate(pair)
    ]
    return evidence(candidates, answers, **base)


def test_it_takes_what_two_people_rated_high_and_alike():
    edits, silences = exemplar_edits(rated([(5, 5), (2, 2), (5, 4)]))
    assert [edit.value["response"] for edit in edits] == [0, 2]
    assert edits[0].value == {"input": "question 0", "output": "answer0 alpha0 beta0", "response": 0}
    assert silences == []


def test_it_takes_nothing_that_people_disagree_about():
    assert praised_responses(rated([(5, 3)])) == []


def test_it_takes_nothing_below_the_acceptance_threshold_of_a_dimension():
    assert praised_responses(rated([(4, 3)])) == []


def test_it_does_not_trust_one_rater():
    edits, silences = exemplar_edits(rated([(5,), (5,)]))
    assert edits == []
    assert "two people" in silences[0]


def test_it_shows_other_categories_before_more_of_the_same():
    made = rated([(5, 5)] * 4, categories=["a", "a", "a", "b"])
    assert [edit.value["response"] for edit in exemplar_edits(made)[0]] == [0, 3, 1]


def test_it_shows_no_two_that_say_the_same():
    made = rated([(5, 5)] * 2, texts=["brew it for three minutes", "Brew it for three minutes!"])
    assert len(exemplar_edits(made)[0]) == 1


def test_it_shows_one_response_of_a_group_of_items():
    made = rated([(5, 5)] * 2)
    one_group = [type(one)(**{**one.__dict__, "group": "g"}) for one in made.candidates.values()]
    made = evidence(one_group, made.answers)
    assert len(diverse(praised_responses(made), 3)) == 1


def test_it_shows_nothing_that_was_cut_off_or_is_empty():
    made = rated([(5, 5)] * 2, texts=["", "fine"])
    cut = type(made.candidates[1])(**{**made.candidates[1].__dict__, "truncated": True})
    made.candidates[1] = cut
    assert praised_responses(made) == []


def test_it_adds_none_to_a_full_version():
    shown = tuple({"input": f"q{i}", "output": "a", "response": None} for i in range(3))
    edits, silences = exemplar_edits(rated([(5, 5)], exemplars=shown))
    assert edits == []
    assert "drop one" in silences[0]


def test_it_adds_no_input_that_is_shown_already():
    shown = ({"input": "question 0", "output": "a", "response": None},)
    edits, silences = exemplar_edits(rated([(5, 5)], exemplars=shown))
    assert edits == []
    assert "already" in silences[0]


def test_overlap_is_the_share_of_common_words():
    assert overlap("a b", "b c") == 1 / 3
    assert overlap("", "") == 1
