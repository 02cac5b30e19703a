"""How diverse texts are, in words."""

from ranking.exporters.diversity import Diversity


def test_shares_that_nothing_can_be_said_of_are_none_in_words() -> None:
    found = Diversity()
    found.texts = [("tea", "en"), ("milk", "en")]
    assert found.told() == (
        "distinct-1 1.000, distinct-2 none (no text has so many words), distinct-3 none (no text has so many words)"
    )
