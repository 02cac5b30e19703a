"""A judge that favours its own."""

import numpy as np
import pytest

from ranking.stats.audits.base import Choices, Residuals
from ranking.stats.audits.self_preference import model_family, self_choices, self_preference
from ranking.stats.audits.severity import severity
from ranking.stats.errors import NotEnoughData


def judged(favour, seed=0, n=300):
    rng = np.random.default_rng(seed)
    own = (rng.random(n) < 0.4).astype(float)
    # Its own answers are better, and the judge is milder with good ones: neither is self-preference.
    people = 3 + 0.5 * own + rng.normal(0, 1, n)
    gap = 0.2 - 0.3 * (people - 3) + favour * own + rng.normal(0, 0.5, n)
    return Residuals(gap, np.full(n, np.nan), rng.integers(0, 80, n), people, own)


def test_it_finds_a_favour_and_none_where_the_answers_are_merely_better():
    found = self_preference(judged(0.4))
    assert found.low < 0.4 < found.high
    assert found.p_value < 0.001
    none = self_preference(judged(0.0))
    assert none.low < 0 < none.high


def test_it_says_when_families_are_not_known():
    seen = judged(0.4)
    with pytest.raises(NotEnoughData):
        self_preference(Residuals(seen.gap, seen.doublings, seen.cluster))


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("GPT 4", "gpt"),
        ("gpt-3.5-turbo", "gpt"),
        ("meta/LLaMA-2-Chat (70B)", "llama"),
        ("42", ""),
        ("7b-falcon", "falcon"),
    ],
)
def test_families_are_read_off_names(name, family):
    assert model_family(name) == family


def test_a_mild_judge_is_told_apart_from_people():
    found = severity(judged(0.0))
    assert found.low < found.estimate < found.high
    with pytest.raises(NotEnoughData, match="there are 3"):
        severity(Residuals(np.ones(3), np.ones(3), np.arange(3)))


def chosen(favour, seed=0, n=1200):
    """A judge that chooses as people do, sharper than they, and favours its own family, which writes better."""
    rng = np.random.default_rng(seed)
    own = rng.choice([-1.0, 0.0, 1.0], n)
    people = 0.8 * own + rng.normal(0, 1, n)
    chance = 1 / (1 + np.exp(-(1.5 * people + favour * own)))
    won = (rng.random(n) < chance).astype(float)
    cluster = rng.integers(0, 200, n)
    return Choices(
        won, rng.choice([-1.0, 1.0], n), np.full(n, np.nan), np.arange(n), cluster, own=own, people=people[:, None]
    )


def test_in_choices_a_favour_is_told_from_writing_better():
    found = self_choices(chosen(0.6))
    assert found.low < 1 / (1 + np.exp(-0.6)) - 0.5 < found.high
    assert found.low > 0
    fair = self_choices(chosen(0.0))
    assert fair.low < 0 < fair.high


def test_in_choices_it_wants_people_beside_the_judge():
    seen = chosen(0.6)
    with pytest.raises(NotEnoughData, match="of which people chose too"):
        self_choices(Choices(seen.won, seen.a_stood, seen.doublings, seen.pair, seen.cluster, own=seen.own))
