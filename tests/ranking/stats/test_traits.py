"""Traits of texts."""

import pytest

from ranking.stats.traits import Traits, traits_of


@pytest.mark.parametrize(
    ("text", "traits"),
    [
        ("Plain words, 3 of them - no list.", Traits(False, False, False, False)),
        ("Do this:\n- one\n- two", Traits(True, False, False, False)),
        ("1. one\n2. two", Traits(True, False, False, False)),
        ("- one alone", Traits(False, False, False, False)),
        ("# Title\nText", Traits(False, True, False, False)),
        ("a **bold** word", Traits(False, True, False, False)),
        ("```python\nx = 2 ** 3\n```", Traits(False, False, True, False)),
        ("I'm sorry, but I can't help with that.", Traits(False, False, False, True)),
        ("Üzgünüm, bu konuda yardımcı olamam.", Traits(False, False, False, True)),
        ("The letter said: " + "x" * 150 + " I'm sorry.", Traits(False, False, False, False)),
        ("", Traits(False, False, False, False)),
    ],
)
def test_they_are_read_off(text, traits):
    assert traits_of(text) == traits
