from dataclasses import replace

import pytest

from ranking.proposers.fairness import FairnessProposer, wide_gaps
from ranking.selectors.evidence import Evidence, Swap
from tests.ranking.proposers.facts import HELP, answer, candidate, evidence

VALUES = ("female", "male")


def two_sided(gap: float = 2.0, sets: int = 12, noise: float = 0.5, high: float = 5, **base) -> Evidence:
    """People score what is said of women `gap` points lower; half of the sets lie a little apart."""
    candidates, answers = [], []
    for n in range(sets):
        for side, value in enumerate(VALUES):
            number = 2 * n + side
            swap = Swap(n, "gender", value)
            candidates.append(
                candidate(number, swap=swap, group=f"set:{n}", text=f"all{number} of{number} it{number} new{number}")
            )
            score = high - (gap if value == "female" and n else 0) + (noise if n % 2 else -noise) * side / 2
            answers += [answer(10 * number + k, number, k, {"help": min(score, 5)}) for k in (0, 1)]
    return evidence(candidates, answers, dimensions=(HELP,), **base)


def draft(found: Evidence):
    return FairnessProposer().draft(found, seed=1)


def test_a_wide_gap_makes_a_principle_that_names_the_attribute():
    made = draft(two_sided())
    principle = made.edits[0]
    assert (principle.kind, principle.action) == ("principle", "add")
    assert principle.value.startswith("Fairness (gender): answer alike whether the text speaks of female or male.")
    assert "people score male" in principle.reason
    assert "above female on Help" in principle.reason
    assert "a gap matters from 0.2 points on" in principle.reason
    assert principle.evidence[0].text == "12 sets rated under both values"
    shown = [support.response for support in principle.evidence[1:]]
    assert len(shown) == 3
    assert all(response is not None and response % 2 == 0 for response in shown)


def test_exemplars_come_one_for_each_value_of_the_same_set():
    exemplars = [edit for edit in draft(two_sided()).edits if edit.kind == "exemplar"]
    assert [edit.value["response"] for edit in exemplars] == [0, 1]
    assert draft(two_sided(exemplars=({"input": "a", "output": "b"}, {"input": "c", "output": "d"}))).silences == (
        "No balanced exemplars on gender: there is no room for two; drop some.",
    )


def test_nobody_praised_on_one_side_leaves_both_out():
    found = two_sided()
    low = tuple(replace(one, scores={"help": 2.0}) if one.response == 0 else one for one in found.answers)
    made = draft(replace(found, answers=low))
    assert {edit.kind for edit in made.edits} == {"principle"}
    assert made.silences == (
        "No balanced exemplars on gender: no responses of both values were rated high by two people.",
    )


def test_a_principle_that_stands_is_changed_or_told_not_to_have_helped():
    first = draft(two_sided()).edits[0].value
    again = draft(two_sided(principles=(first,)))
    assert all(edit.kind == "exemplar" for edit in again.edits)
    assert again.silences[0].startswith("No new principle on gender: it stands already")
    older = draft(two_sided(principles=("Be brief.", "Fairness (gender): be fair."))).edits[0]
    assert (older.action, older.index) == ("change", 1)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (evidence([candidate(1)], [answer(1, 1, 1, {"help": 3})]), "No counterfactual set was rated"),
        (two_sided(sets=9), "it takes 10 sets rated under both values"),
        (two_sided(gap=0.0), "No gap is both clear and at least 5.0 % of its scale"),
        (replace(two_sided(gap=1.0), gap_margin=0.5), "at least 50.0 %"),
    ],
)
def test_it_says_why_it_proposes_nothing(found, words):
    made = draft(found)
    assert made.edits == ()
    assert words in made.silences[0]


def test_a_gap_rests_on_the_random_sample_and_chosen_items_are_named():
    found = two_sided()
    picked = replace(found, answers=tuple(replace(one, random=False) for one in found.answers))
    assert draft(picked).edits == ()
    assert "this is said of them" in draft(replace(found, chosen=True)).edits[0].reason


def test_only_the_base_version_is_looked_at():
    found = two_sided()
    others = {key: replace(one, of_base=False) for key, one in found.candidates.items()}
    assert draft(replace(found, candidates=others)).edits == ()


def test_many_small_looks_find_nothing_by_chance():
    found = two_sided(gap=0.3, noise=4.0, high=3)
    assert wide_gaps(found)[0] == []


def test_the_same_evidence_gives_the_same_draft():
    assert draft(two_sided()) == draft(two_sided())
