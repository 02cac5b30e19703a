"""Who is far from the rest, and how often somebody is named who is not."""

import numpy as np
import pytest

from ranking.stats.reliability.apart import far_from_rest
from ranking.stats.student import false_discovery


def named(values, errors, least=1.0):
    found = far_from_rest(np.array(values), np.array(errors), least=least)
    return (false_discovery(found.p_value, dependent=False) < 0.05).tolist()


def test_one_of_many_who_is_far_is_found_and_told_by_how_much():
    values, errors = np.append(np.random.default_rng(0).normal(0, 0.2, 15), 3.0), np.full(16, 0.1)
    assert named(values, errors) == [False] * 15 + [True]
    found = far_from_rest(values, errors, least=1.0)
    assert found.above[-1] == pytest.approx(3.0, abs=0.2)
    assert found.spread[-1] == pytest.approx(0.2, abs=0.1)
    assert not found.few


def test_two_who_are_far_do_not_hide_one_another():
    values = np.append(np.random.default_rng(1).normal(0, 0.2, 12), [3.0, 3.2])
    assert named(values, np.full(14, 0.1))[-2:] == [True, True]


def test_a_rater_with_few_answers_is_given_the_benefit_of_the_doubt():
    values = np.append(np.random.default_rng(2).normal(0, 0.2, 15), 3.0)
    assert not any(named(values, np.append(np.full(15, 0.1), 2.5)))


@pytest.mark.parametrize("raters", [8, 13, 40])
@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0])
def test_raters_who_merely_differ_are_rarely_named(raters, spread):
    rng, false = np.random.default_rng(3), []
    for _ in range(120):
        errors = np.sqrt(rng.uniform(0.02, 0.2, raters))
        false.append(any(named(rng.normal(0, spread, raters) + rng.normal(0, errors), errors)))
    assert np.mean(false) <= 0.11


def test_of_a_handful_told_is_only_who_stands_alone():
    errors = [0.1] * 4
    assert named([0.0, 0.3, -0.2, 4.0], errors) == [False, False, False, True]
    # Two camps: nobody stands alone.
    assert not any(named([0.0, 0.1, 4.0, 4.1], errors))
    # A gap that is not worth telling, and one within the errors.
    assert not any(named([0.0, 0.1, -0.1, 0.8], errors))
    assert not any(named([0.0, 0.3, -0.2, 4.0], [0.1, 0.1, 0.1, 4.0]))
    assert far_from_rest(np.array([0.0, 0.3, -0.2, 4.0]), np.array(errors), least=1.0).spread[3] == pytest.approx(0.5)


def test_two_raters_have_no_rest_and_the_unknown_are_left_out():
    assert far_from_rest(np.array([0.0, 5.0, np.nan]), np.full(3, 0.1), least=1.0) is None
    found = far_from_rest(np.array([0.0, 0.1, np.nan, 5.0]), np.full(4, 0.1), least=1.0)
    assert np.isnan(found.p_value).tolist() == [False, False, True, False]
