"""Effects of traits: planted ones are found, intervals cover, what cannot be told is left out."""

import numpy as np
import pytest

from ranking.stats.drivers import effects
from ranking.stats.errors import NotEnoughData


def drawn(seed, prompts=60, each=5):
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(prompts), each)
    traits = np.column_stack([rng.normal(0, 1, prompts * each), rng.random(prompts * each) < 0.3])
    own = rng.normal(0, 0.6, prompts)[cluster]
    return traits, 3 + 0.4 * traits[:, 0] - 0.5 * traits[:, 1] + own + rng.normal(0, 0.5, len(cluster)), cluster


def test_it_finds_what_was_planted():
    traits, scores, cluster = drawn(3)
    length, refusal = effects(traits, ["length", "refusal"], scores, cluster)
    assert length.low < 0.4 < length.high
    assert refusal.low < -0.5 < refusal.high
    assert (length.n, refusal.present) == (300, int(traits[:, 1].sum()))
    assert length.p_value < 1e-6


def test_its_intervals_cover_as_often_as_they_say():
    inside = [
        [each.low < truth < each.high for each, truth in zip(effects(t, ["a", "b"], s, c), (0.4, -0.5), strict=True)]
        for t, s, c in (drawn(seed) for seed in range(300))
    ]
    assert 0.92 <= np.mean(inside) <= 0.98


def test_a_trait_that_another_explains_or_that_never_varies_is_left_out():
    traits, scores, cluster = drawn(1)
    table = np.column_stack([traits, 2 * traits[:, 0] - traits[:, 1], np.ones(300)])
    assert [each.name for each in effects(table, ["a", "b", "c", "d"], scores, cluster)] == ["a", "b"]


def test_it_refuses_few_prompts():
    traits, scores, _ = drawn(2)
    with pytest.raises(NotEnoughData, match="over 4"):
        effects(traits, ["a", "b"], scores, np.arange(300) % 4)
    with pytest.raises(NotEnoughData, match="differ in any trait"):
        effects(traits * 0, ["a", "b"], scores, np.arange(300))


def test_a_trait_seen_on_one_or_two_prompts_is_left_out():
    traits, scores, cluster = drawn(5)
    rare = ((cluster < 2) & (np.arange(300) % 5 > 0)).astype(float)
    names = [each.name for each in effects(np.column_stack([traits, rare]), ["a", "b", "rare"], scores, cluster)]
    assert names == ["a", "b"]


def test_what_is_too_rare_to_be_told_is_held_all_the_same():
    """Left to the base, ten answers that are far better than it would make the base better than what it is against."""
    traits, scores, cluster = drawn(6)
    rare = (cluster < 3).astype(float)
    table = np.column_stack([traits, rare])
    without, held = (effects(table, ["a", "b", "rare"], scores + shift * rare, cluster) for shift in (0.0, 9.0))
    assert [each.name for each in held] == ["a", "b"]
    assert [each.effect for each in held] == pytest.approx([each.effect for each in without])
