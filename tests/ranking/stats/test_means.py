"""Means whose intervals know the clusters."""

import numpy as np
import pytest
from scipy import stats

from ranking.stats.errors import NotEnoughData
from ranking.stats.means import cluster_mean, peoples_mean


def test_it_is_the_plain_t_interval_where_every_row_is_a_cluster():
    values = np.random.default_rng(0).normal(3, 1, 40)
    found = cluster_mean(values, np.arange(40))
    low, high = stats.t.interval(0.95, 39, loc=values.mean(), scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.p_value == pytest.approx(stats.ttest_1samp(values, 0).pvalue)


def test_it_is_wider_where_rows_of_a_cluster_are_copies():
    values = np.repeat(np.random.default_rng(1).normal(0, 1, 20), 5)
    found, naive = cluster_mean(values, np.repeat(np.arange(20), 5)), cluster_mean(values, np.arange(100))
    assert found.high - found.low > 2 * (naive.high - naive.low)


def test_it_gives_no_interval_for_one_cluster_and_refuses_nothing_at_all():
    assert cluster_mean(np.array([1.0, 2.0]), np.array([0, 0])).low is None
    with pytest.raises(NotEnoughData):
        cluster_mean(np.zeros(0), np.zeros(0))


def test_uneven_clusters_count_for_fewer_than_there_are():
    values = np.random.default_rng(2).normal(0, 1, 60)
    even = cluster_mean(values, np.arange(60) // 10)
    uneven = cluster_mean(values, np.maximum(0, np.arange(60) - 54))
    assert even.clusters == uneven.clusters == 6
    assert uneven.high - uneven.low > even.high - even.low


def test_below_ten_raters_the_interval_is_for_these_and_is_that_over_prompts():
    rng = np.random.default_rng(3)
    values, prompts = rng.integers(1, 6, 90).astype(float), np.arange(90) // 3
    found = peoples_mean(values, prompts=prompts, raters=np.arange(90) % 9)
    plain = cluster_mean(values, prompts)
    assert (found.raters, found.drawn) == ("fixed", None)
    assert found.mean + found.reach == pytest.approx(plain.high)


def test_from_ten_raters_on_it_is_for_raters_like_these_and_wider_where_they_differ():
    rng = np.random.default_rng(4)
    prompts, raters = np.arange(300) // 3, np.arange(300) % 10
    alike = rng.normal(3, 0.1, 300)
    severe = alike + np.linspace(-1, 1, 10)[raters]
    found = [peoples_mean(values, prompts=prompts, raters=raters) for values in (alike, severe)]
    assert {each.raters for each in found} == {"drawn"}
    assert found[0].drawn >= found[0].fixed
    assert found[1].drawn > 2 * found[1].fixed
    # What is left to chance are the ten severities: t with 9 degrees of freedom over their standard error.
    assert found[1].drawn == pytest.approx(stats.t.ppf(0.975, 9) * stats.sem(np.linspace(-1, 1, 10)), rel=0.1)


@pytest.mark.parametrize(
    ("values", "prompts", "words"), [([1, 2, 3], [0, 0, 0], "one prompt"), ([4, 4, 4], [0, 1, 2], "same")]
)
def test_it_says_why_there_is_no_interval(values, prompts, words):
    found = peoples_mean(np.array(values, dtype=float), prompts=np.array(prompts), raters=np.arange(3))
    assert (found.reach, found.fixed, found.drawn) == (None, None, None)
    assert words in found.refused
    with pytest.raises(NotEnoughData):
        peoples_mean(np.zeros(0), prompts=np.zeros(0, dtype=int), raters=np.zeros(0, dtype=int))
