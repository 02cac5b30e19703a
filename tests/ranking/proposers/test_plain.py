from ranking.proposers.plain import PlainProposer
from tests.ranking.proposers.facts import answer, candidate, evidence


def mixed():
    candidates = [candidate(i) for i in range(6)]
    scores = [5, 5, 1, 1, 2, 1]
    answers = [
        answer(10 * i + k, i, k, {"help": score, "style": score}, "too thin" if score < 3 else "")
        for i, score in enumerate(scores)
        for k in (0, 1)
    ]
    return evidence(candidates, answers)


def test_every_edit_has_a_reason_and_evidence():
    draft = PlainProposer().draft(mixed(), seed=1)
    assert {edit.kind for edit in draft.edits} == {"principle", "exemplar"}
    assert all(edit.reason and edit.evidence for edit in draft.edits)


def test_it_says_why_it_proposes_no_temperature():
    assert any("temperature" in one for one in PlainProposer().draft(mixed(), seed=1).silences)


def test_the_same_evidence_gives_the_same_draft():
    assert PlainProposer().draft(mixed(), seed=1) == PlainProposer().draft(mixed(), seed=1)


def test_nothing_comes_of_nothing():
    draft = PlainProposer().draft(evidence([], []), seed=1)
    assert draft.edits == ()
    assert draft.silences
