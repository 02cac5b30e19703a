from ranking.proposers.output_format import output_format_edits
from tests.ranking.proposers.facts import answer, candidate, evidence


def cut_off(share: float, **base):
    """Ten responses of 40 words; the first `share` of them cut off, the last four praised by two people."""
    candidates = [candidate(i, text=f"w{i} " * 40, truncated=i < share * 10) for i in range(10)]
    answers = [answer(10 * i + k, i, k, {"help": 5, "style": 5}) for i in range(6, 10) for k in (0, 1)]
    return evidence(candidates, answers, **base)


def test_it_limits_the_length_where_many_are_cut_off():
    edits = output_format_edits(cut_off(0.3))
    assert edits[0].value == {"instructions": "Answer in at most 40 words.", "schema": None}
    assert "3 of 10" in edits[0].reason
    assert [one.response for one in edits[0].evidence] == [0, 1, 2]


def test_it_leaves_a_few_alone():
    assert output_format_edits(cut_off(0.1)) == []


def test_it_keeps_the_instructions_that_stand():
    edits = output_format_edits(cut_off(0.3, output_format={"instructions": "Use a list."}))
    assert edits[0].action == "change"
    assert edits[0].value["instructions"] == "Use a list.\nAnswer in at most 40 words."


def test_it_does_not_count_words_of_json():
    assert output_format_edits(cut_off(0.3, output_format={"schema": {"type": "object"}})) == []
