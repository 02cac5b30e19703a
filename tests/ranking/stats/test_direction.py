"""Whether a judge goes with people or against them."""

import numpy as np
import pytest

from ranking.stats.direction import direction_of_choices, direction_of_scores
from ranking.stats.errors import NotEnoughData

ITEMS = np.arange(60)


def scores(seed, slope):
    rng = np.random.default_rng(seed)
    people = rng.normal(3, 1, 60)
    return slope * people + rng.normal(0, 1, 60), people


def test_of_scores_it_is_pearson_s_r_and_turns_with_the_judge():
    judge, people = scores(0, 1.0)
    found, turned = (direction_of_scores(sign * judge, people, ITEMS) for sign in (1, -1))
    assert found.estimate == pytest.approx(np.corrcoef(judge, people)[0, 1])
    assert (turned.estimate, turned.low, turned.high) == pytest.approx((-found.estimate, -found.high, -found.low))
    assert not found.against
    assert turned.against
    assert turned.p_value == pytest.approx(found.p_value)


def test_a_judge_that_has_nothing_to_do_with_people_is_seldom_clear():
    found = [direction_of_scores(*scores(seed, 0.0), ITEMS) for seed in range(800)]
    assert 0.03 < np.mean([each.p_value < 0.05 for each in found]) < 0.07
    assert all((each.p_value < 0.05) == (not each.low <= 0 <= each.high) for each in found)


def test_many_people_on_one_prompt_are_no_more_prompts():
    judge, people = scores(1, 0.3)
    once = direction_of_scores(judge, people, ITEMS)
    often = direction_of_scores(*(np.repeat(each, 9) for each in (judge, people, ITEMS)))
    assert (often.low, often.high) == pytest.approx((once.low, once.high), abs=0.02)


def test_of_choices_it_is_how_often_a_person_agrees():
    verdict = np.repeat([1.0, -1.0, 0.0], 20)
    share = np.tile([1.0, 0.75, 0.0, 0.5], 15)
    found = direction_of_choices(verdict, share, ITEMS)
    agreed = np.where(verdict > 0, share, np.where(verdict < 0, 1 - share, 0.5))
    assert found.estimate == pytest.approx(agreed.mean())
    turned = direction_of_choices(-verdict, share, ITEMS)
    assert (turned.estimate, turned.low, turned.high) == pytest.approx(
        (1 - found.estimate, 1 - found.high, 1 - found.low)
    )


def test_whoever_takes_what_stands_first_in_both_orders_goes_neither_way():
    rng = np.random.default_rng(2)
    verdict = np.where(rng.random(60) < 0.9, 0.0, rng.choice([-1.0, 1.0], 60))
    assert direction_of_choices(verdict, rng.choice([0.0, 1.0], 60), ITEMS).estimate == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize(("n", "prompts"), [(19, 19), (60, 4)])
def test_of_few_it_says_nothing(n, prompts):
    judge, people = (each[:n] for each in scores(3, 1.0))
    with pytest.raises(NotEnoughData, match="goes with people needs"):
        direction_of_scores(judge, people, ITEMS[:n] % prompts)
