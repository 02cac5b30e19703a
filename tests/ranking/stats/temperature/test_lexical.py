import pytest

from ranking.stats.temperature.lexical import distinct, likeness


def test_distinct_counts_different_pairs_of_words() -> None:
    assert distinct(["a b a b"], 2) == pytest.approx(2 / 3)
    assert distinct(["a b", "c d"], 1) == 1
    assert distinct(["One word", "ONE WORD"], 1) == 0.5


def test_nothing_to_count_is_no_figure() -> None:
    assert distinct(["word", ""], 2) is None
    assert likeness(["alone"]) is None


def test_likeness_is_the_words_that_are_shared() -> None:
    assert likeness(["tea is hot", "Tea is hot!"]) == 1
    assert likeness(["tea", "milk"]) == 0
    assert likeness(["a b", "b c"]) == 0.5
    assert likeness(["", ""]) == 1
    assert likeness(["a", "a", "b"]) == pytest.approx(1 / 3)
