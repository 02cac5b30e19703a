"""What comes next: shares are held, nothing depends on how often it is asked, and nobody can count the checks out."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.handout.policy import Policy
from annotations.handout.schedule import Standing, Turn, due, may_answer

shares = st.sampled_from([0, 0.03, 0.05, 0.1, 0.15, 0.25, 1 / 3, 0.5])


def turns(policy: Policy, seed: int, rater: int, count: int) -> list[Turn]:
    return [due(policy, seed, rater, Standing(done=place))[0] for place in range(count)]


@settings(max_examples=40, deadline=None)
@given(golds=shares, repeats=shares, seed=st.integers(0, 2**40), rater=st.integers(1, 10**6))
def test_both_shares_are_held_in_the_long_run(golds: float, repeats: float, seed: int, rater: int) -> None:
    count = 600
    found = turns(Policy(gold_share=golds, repeat_share=repeats), seed, rater, count)
    assert abs(found.count(Turn.GOLD) - golds * count) <= 1
    assert abs(found.count(Turn.REPEAT) - repeats * count) <= 3


@given(seed=st.integers(0, 2**40), done=st.integers(0, 10**6), skipped=st.integers(0, 1000))
def test_asked_twice_it_says_the_same(seed: int, done: int, skipped: int) -> None:
    policy, standing = Policy(gold_share=0.1, repeat_share=0.1), Standing(done, skipped)
    assert due(policy, seed, 7, standing) == due(policy, seed, 7, standing)


def test_a_skip_moves_on_like_an_answer() -> None:
    policy = Policy(gold_share=0.5)
    assert due(policy, 1, 1, Standing(done=3, skipped=2)) == due(policy, 1, 1, Standing(done=5))


def test_two_raters_meet_checks_at_different_places() -> None:
    policy = Policy(gold_share=0.1)
    assert turns(policy, 1, 1, 100) != turns(policy, 1, 2, 100)


def test_the_gaps_between_checks_vary() -> None:
    places = [place for place, turn in enumerate(turns(Policy(gold_share=0.1), 3, 4, 500)) if turn == Turn.GOLD]
    gaps = {later - earlier for earlier, later in pairwise(places)}
    assert len(gaps) > 8


def test_training_comes_before_anything_was_done_and_never_after() -> None:
    policy = Policy(training=True)
    assert due(policy, 1, 1, Standing()) == [Turn.TRAINING, Turn.TASK]
    assert due(policy, 1, 1, Standing(done=1)) == [Turn.TASK]


def test_without_a_policy_there_are_tasks() -> None:
    assert set(turns(Policy(), 1, 1, 50)) == {Turn.TASK}


def test_limits_and_skills() -> None:
    policy = Policy(answer_limit=2, skills=("law", "medicine"))
    assert may_answer(policy, done=1, skills=["medicine", "law", "tea"])
    assert not may_answer(policy, done=2, skills=["medicine", "law"])
    assert not may_answer(policy, done=0, skills=["law"])
    assert may_answer(Policy(), done=10**6, skills=[])
