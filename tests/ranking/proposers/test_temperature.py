from dataclasses import replace

import numpy as np

from ranking.proposers.temperature import best_of, compare, temperature_edits
from tests.ranking.proposers.facts import HELP, answer, candidate, evidence


def two_temperatures(gap: float, *, items: int = 30, spread: float = 0.3, current=0.2, temperatures=(0.2, 0.8)):
    rng = np.random.default_rng(1)
    candidates, answers = [], []
    for item in range(items):
        level = 3 + rng.normal(0, 1)
        for k, temperature in enumerate(temperatures):
            number = item * 10 + k
            candidates.append(candidate(number, item=item, group=f"g{item}", temperature=temperature))
            score = float(level + gap * k + rng.normal(0, spread))
            answers.append(answer(number, number, 0, {"help": score}))
    return evidence(candidates, answers, dimensions=(HELP,), temperature=current)


def test_it_proposes_a_temperature_that_people_score_higher():
    edits, gain, silences = temperature_edits(two_temperatures(0.5), seed=1)
    assert (edits[0].kind, edits[0].value) == ("temperature", 0.8)
    assert gain["ci_low"] > 0
    assert gain["n"] == 30
    assert silences == []


def test_it_stays_silent_where_the_interval_holds_zero():
    edits, gain, silences = temperature_edits(two_temperatures(0.02, spread=1), seed=1)
    assert (edits, gain) == ([], None)
    assert "zero" in silences[0] or "none scored higher" in silences[0]


def test_it_stays_silent_where_the_present_one_is_best():
    edits, _, silences = temperature_edits(two_temperatures(-0.5), seed=1)
    assert edits == []
    assert "none scored higher than the present one (0.2)" in silences[0]


def test_it_stays_silent_with_few_items():
    edits, _, silences = temperature_edits(two_temperatures(1.0, items=5), seed=1)
    assert edits == []
    assert "fewer than 8 items" in silences[0]


def test_it_must_beat_all_others_where_none_is_set():
    edits, _, _ = temperature_edits(two_temperatures(0.5, current=None, temperatures=(0.2, 0.6, 1.0)), seed=1)
    assert edits[0].value == 1.0
    assert "at 1 than at 0.6" in edits[0].reason


def test_it_does_not_compare_with_one_that_was_not_tried():
    _, _, silences = temperature_edits(two_temperatures(0.5, current=1.5), seed=1)
    assert "did not try the present one (1.5)" in silences[0]


def test_it_needs_two_temperatures():
    _, _, silences = temperature_edits(two_temperatures(0.5, temperatures=(0.2,)), seed=1)
    assert "one only" in silences[0]


def test_the_comparison_is_paired_and_seeded():
    a = {str(i): i + 1.0 for i in range(10)}
    b = {str(i): float(i) for i in range(10)} | {"alone": 100.0}
    assert compare(a, b, looks=1, seed=3) == (1.0, 1.0, 1.0, 10)
    assert compare(a, b, looks=1, seed=3) == compare(a, b, looks=1, seed=3)


def test_false_alarms_stay_rare_over_three_temperatures():
    """No temperature differs: some 5 % of rounds may propose one, and hardly more."""
    raised = 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        rows = [
            candidate(10 * i + k, item=i, group=f"g{i}", temperature=t)
            for i in range(25)
            for k, t in enumerate((0.0, 0.5, 1.0))
        ]
        answers = [answer(one.response, one.response, 0, {"help": float(rng.normal(3, 1))}) for one in rows]
        made = evidence(rows, answers, dimensions=(HELP,), temperature=0.0)
        raised += bool(temperature_edits(made, seed=seed)[0])
    assert raised <= 12


def test_it_offers_nothing_while_a_policy_is_served():
    """The policy goes before a version's own temperature, so an edit of that would reach nobody."""
    edits, gain, silences = temperature_edits(replace(two_temperatures(0.5), policy=4), seed=1)
    assert (edits, gain) == ([], None)
    assert "policy 4 says which temperature serves which category" in silences[0]


def test_it_offers_nothing_out_of_a_round_on_chosen_items():
    edits, _, silences = temperature_edits(replace(two_temperatures(0.5), chosen=True), seed=1)
    assert edits == []
    assert "no random sample" in silences[0]


def test_the_best_is_found_with_the_items_held_equal():
    """Only easy items were asked at .8 and only hard ones at 1: their plain means say the opposite of the truth."""
    level = {f"g{i}": float(i) for i in range(12)}
    cells = {
        0.2: dict(level),
        0.8: {f"g{i}": level[f"g{i}"] - 1 for i in range(6, 12)},
        1.0: {f"g{i}": level[f"g{i}"] + 1 for i in range(6)},
    }
    assert np.mean(list(cells[0.8].values())) > np.mean(list(cells[0.2].values())) > np.mean(list(cells[1.0].values()))
    assert best_of(cells) == 1.0
    assert best_of({0.2: level, 0.8: level}) == 0.2


def test_one_tried_on_few_items_hides_no_other():
    made = two_temperatures(0.5)
    few = [candidate(900 + k, item=k, group=f"g{k}", temperature=1.5) for k in range(3)]
    more = [answer(one.response, one.response, 0, {"help": 5.0}) for one in few]
    candidates = made.candidates | {one.response: one for one in few}
    edits, _, _ = temperature_edits(replace(made, candidates=candidates, answers=(*made.answers, *more)), seed=1)
    assert edits[0].value == 0.8
