from hypothesis import given
from hypothesis import strategies as st

from ranking.stats.texts.near import LEAST_PAIRS, is_common, long_enough, pairs_of, share_held

SAID = "the courier left both parcels in the rain and nobody answers the telephone"
WORDS = st.lists(st.sampled_from("abcdefghijklmnop"), max_size=40)


def test_one_word_that_is_changed_takes_two_pairs():
    changed = SAID.replace("rain", "snow")
    own = pairs_of(SAID)
    assert len(own) == 12
    assert share_held(own, pairs_of(changed)) == 10 / 12
    assert share_held(own, pairs_of(f"it is said that {SAID}, as ever")) == 1


def test_what_is_common_is_left_out_and_too_little_is_nothing():
    own = pairs_of(SAID)
    left_out = {("the", "rain"), ("in", "the"), ("rain", "and")}
    assert share_held(own, own - left_out, left_out) == 1
    assert share_held(own, own, set(sorted(own)[: 13 - LEAST_PAIRS])) == 0
    assert (long_enough(SAID), long_enough("seven words are not enough for it")) == (True, False)
    assert [is_common(n, of) for n, of in ((2, 10), (3, 10), (9, 1_000), (10, 1_000))] == [False, True, False, True]


@given(WORDS, WORDS, WORDS)
def test_it_is_a_share_that_grows_with_what_is_shown(kept, shown, more):
    own, there = pairs_of(" ".join(kept)), pairs_of(" ".join(shown))
    share = share_held(own, there)
    assert 0 <= share <= share_held(own, there | pairs_of(" ".join(more))) <= 1
    assert share_held(own, own) == (len(own) >= LEAST_PAIRS)
