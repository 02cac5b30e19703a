"""How far people part in severity."""

import numpy as np
import pytest

from ranking.stats.audits.base import Overlaps
from ranking.stats.audits.spread import spread
from ranking.stats.errors import NotConnected, NotEnoughData


def overlapping(seed, apart, *, raters=12, responses=120, each=2, unfair=False):
    """Raters who differ by `apart` (standard deviation); where `unfair`, the severe ones score the first writer."""
    rng = np.random.default_rng(seed)
    leniency = rng.normal(0, apart, raters)
    worth, name = rng.normal(3, 0.5, responses), np.arange(responses) % 2
    rows = []
    for response in range(responses):
        chance = np.exp((-2.5 if name[response] == 0 else 2.5) * leniency) if unfair else np.ones(raters)
        for rater in rng.choice(raters, each, replace=False, p=chance / chance.sum()):
            rows.append((response, rater, worth[response] + leniency[rater] + rng.normal(0, 0.4)))
    response, rater, score = (np.array(column) for column in zip(*rows, strict=True))
    return Overlaps(score, response, rater, response % 60, name[response]), leniency


def test_it_finds_how_far_raters_part():
    seen, leniency = overlapping(1, 0.5)
    found = spread(seen)
    assert found.low < leniency.std() < found.high
    assert found.p_value < 1e-6
    assert found.n == 240


def test_raters_of_one_mind_are_told_so():
    pure = [spread(overlapping(seed, 0.0)[0]) for seed in range(100, 250)]
    assert np.mean([found.p_value < 0.05 for found in pure]) <= 0.1
    assert np.mean([found.low == 0 for found in pure]) >= 0.92
    assert [found.p_value < 0.05 for found in pure] == [found.low > 0 for found in pure]


def test_its_intervals_cover_as_often_as_they_say():
    inside = []
    for seed in range(80):
        found = spread(overlapping(seed, 0.4)[0])
        # Raters drawn anew: the interval is of the spread that they are drawn from.
        inside.append(found.low < 0.4 < found.high)
    assert 0.9 <= np.mean(inside) <= 1.0


def test_a_version_that_fell_to_severe_raters_is_no_worse():
    raw, fair = [], []
    for seed in range(10):
        found = spread(overlapping(seed, 0.6, unfair=True, responses=240)[0]).debias()
        raw.append(found.raw[0] - found.raw[1])
        fair.append(found.adjusted[0] - found.adjusted[1])
    assert abs(np.mean(raw)) > 0.4
    assert abs(np.mean(fair)) < 0.3 * abs(np.mean(raw))


def test_it_refuses_what_cannot_be_told():
    seen, _ = overlapping(2, 0.5)
    alone = Overlaps(seen.score[::2], seen.response[::2], seen.rater[::2], seen.cluster[::2])
    with pytest.raises(NotEnoughData, match="No two people"):
        spread(alone)
    with pytest.raises(NotEnoughData, match="there are 2"):
        spread(Overlaps(seen.score, seen.response, seen.rater % 2, seen.cluster))
    parted = Overlaps(seen.score, seen.response, seen.rater % 2 + 2 * (seen.response % 2), seen.cluster)
    with pytest.raises(NotConnected):
        spread(parted)
