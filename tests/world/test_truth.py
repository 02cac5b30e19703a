"""The world is fixed by its seed, and says what it was built to say."""

import numpy as np
import pytest

from tests.world.speech import asked_in, heard_in, prompt_of, response_of
from tests.world.truth import CATEGORIES, GROUPS, TEMPERATURES, Asked, Critic, Truth


def test_a_text_says_again_what_it_was_made_of() -> None:
    assert heard_in(response_of(7, 50, {"helpfulness": -0.25, "correctness": 3.5})) == {
        "helpfulness": -0.25, "correctness": 3.5,
    }  # fmt: skip
    system = "You answer customers.\n\nPrinciples to follow:\n1. Be kind.\n2. Be brief."
    messages = [
        {"role": "system", "content": system},
        {"role": "user", "content": prompt_of(1, "refund")}, {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": prompt_of(3, "delivery", "Ayşe")},
    ]  # fmt: skip
    assert asked_in(messages, 0.2) == Asked(3, "delivery", "Ayşe", ("Be kind.", "Be brief."), 1, 0.2)
    with pytest.raises(ValueError, match="No ticket"):
        asked_in([{"role": "user", "content": "Hello"}], 0.2)


def test_each_category_has_a_temperature_of_its_own() -> None:
    truth = Truth(3)
    assert {truth.best_temperature(one) for one in CATEGORIES} == set(TEMPERATURES)
    for category in CATEGORIES:
        values = {one: truth.expected(Asked(1, category, temperature=one), "helpfulness") for one in TEMPERATURES}
        assert max(values, key=lambda one: values[one]) == truth.best_temperature(category)


def test_a_principle_that_speaks_of_it_closes_most_of_the_gap() -> None:
    truth = Truth(1)
    unfair, fair = ((), ("Answer alike, whoever asks.",))
    gaps = [
        truth.expected(Asked(1, "refund", GROUPS[0], one), "helpfulness")
        - truth.expected(Asked(1, "refund", GROUPS[1], one), "helpfulness")
        for one in (unfair, fair)
    ]
    assert gaps == pytest.approx([0.6, 0.15])


def test_the_judge_gives_more_to_what_is_long_and_first() -> None:
    critic, random = Critic(noise=0.0), np.random.default_rng(0)
    assert critic.felt(3.0, 120, random) - critic.felt(3.0, 60, random) == pytest.approx(0.3)
    assert critic.felt(3.0, 60, random, is_first=True) - critic.felt(3.0, 60, random) == pytest.approx(0.4)
    assert critic.felt(3.0, 60, random) == pytest.approx(3.5)


def test_nothing_that_is_said_changes_a_null_world() -> None:
    truth = Truth(2, null=True)
    asked = Asked(1, "refund", principles=("Helpfulness: be better.",), exemplars=2)
    assert truth.expected(asked, "helpfulness") == truth.expected(Asked(1, "refund"), "helpfulness")
    assert Truth(2).expected(asked, "helpfulness") > Truth(2).expected(Asked(1, "refund"), "helpfulness")
