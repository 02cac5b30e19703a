import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.stats.texts.folding import folded, spaced
from ranking.stats.texts.rules import Rule, rule_for

RULES = [
    Rule("returns", ("refund policy", "iade*")),
    Rule("light", ("ışık",)),
    Rule("tea", ("tea", "C++")),
]


@pytest.mark.parametrize(
    ("text", "language", "category"),
    [
        ("What is your REFUND  policy?", "en", "returns"),
        ("A policy of refund", "en", None),
        ("Siparişimi iadesini istiyorum", "tr", "returns"),
        ("İADE ETMEK", "tr", "returns"),
        ("İADE ETMEK", "", "returns"),
        ("IŞIK YOK", "tr", "light"),
        ("IŞIK YOK", "", "light"),
        ("IŞIK YOK", "en", None),
        ("green tea, please", "en", "tea"),
        ("steam and teapot", "en", None),
        ("", "en", None),
    ],
)
def test_words_are_found_as_people_mean_them(text: str, language: str, category: str | None) -> None:
    found = rule_for(text, RULES, language)
    assert (found.category if found else None) == category


def test_the_first_rule_that_applies_decides() -> None:
    assert rule_for("iade tea", RULES, "tr") == RULES[0]
    assert rule_for("iade tea", RULES[::-1], "tr") == RULES[2]


def test_a_word_without_letters_applies_to_nothing() -> None:
    assert rule_for("what?! * ...", [Rule("odd", ("*", "?!", "", " "))], "en") is None


def test_small_letters_are_those_of_the_language() -> None:
    assert folded("IŞIK İZMİR", "tr") == "ışık izmir"
    assert folded("TITLE İstanbul", "en") == "title istanbul"
    assert folded("Cafe\u0301") == "café"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(max_size=12))
def test_any_text_and_any_word_are_taken(text: str, word: str) -> None:
    rule_for(text, [Rule("a", (word,))])
    assert (spaced(text)[0], spaced(text)[-1]) == (" ", " ")


def test_a_hostile_text_is_done_with_like_any_other() -> None:
    """A hundred rules with words that a matcher by patterns would try at every letter."""
    rules = [Rule(str(k), ("a" * 99 + "*", "a " * 40 + "b")) for k in range(100)]
    assert rule_for("a" * 100_000 + " a" * 100_000, rules) is not None
    assert rule_for("b" * 500_000, rules) is None
