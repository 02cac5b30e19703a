"""Does a judge favour what its own family wrote, beyond what people think of it?"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from annotations.said import Said
from ranking.stats.audits.base import Audit, Choices, Debiased, Finding, Residuals
from ranking.stats.audits.contest import contest
from ranking.stats.audits.less import less_bias
from ranking.stats.drivers import MIN_PRESENT, effects
from ranking.stats.errors import NotEnoughData, require_finite
from ranking.stats.regression import least_squares

MIN_CHOICES = 20


def self_preference(residuals: Residuals) -> Finding:
    """Points that a judge adds to its own family's responses, at the same score of people.

    Least squares of judge less people on whether the family is its own, given people's score, errors clustered; the
    bias as Panickssery, Bowman & Feng (2024) mean it, with what people think held equal. Raises NotEnoughData where
    either side has fewer than five rows, or the families are not known.
    """
    own, people = _families(residuals)
    traits = np.column_stack([own, people - people.mean()])
    found = effects(traits, ["own", "people"], residuals.gap, residuals.cluster)[0]
    return Finding(
        found.effect, found.low, found.high, found.p_value, found.n, lambda: scores_without_favour(residuals)
    )


def scores_without_favour(residuals: Residuals) -> Debiased:
    """A judge's mean scores by writer, raw and with the favour taken off its own family's."""
    own, people = _families(residuals)
    columns = [np.ones(len(own)), own]
    if float(np.ptp(people)) > 0:
        columns.append(people - people.mean())
    found = least_squares(np.column_stack(columns), residuals.gap)
    every = np.ones(len(own), dtype=bool)
    return less_bias(residuals, every, own[:, None], found.coefficients[1:2], found.influence[:, 1:2])


def self_choices(choices: Choices) -> Finding:
    """How much likelier than half a judge chooses its own family's response over one that people like as much.

    A logistic model of the judge's choice on whose family it is, on how much people prefer the one (their share on
    this pair, and their strengths of who wrote the two) and on standing, errors clustered. Raises NotEnoughData below
    twenty choices with one response of its own family, or where people's choices or the families are not known.
    """
    seen = choices
    if seen.own is None or seen.people is None or np.count_nonzero(seen.own) < MIN_CHOICES:
        raise NotEnoughData(
            Said(
                "Self-preference needs at least {least} choices between the judge's own family and another, "
                "of which people chose too.",
                least=MIN_CHOICES,
            )
        )
    # The writers stay out: the families are made of them.
    plain = Choices(seen.won, seen.a_stood, seen.doublings, seen.pair, seen.cluster)
    beside = [column for column in (*seen.people.T, seen.a_stood) if np.any(column)]
    middle, low, high, p_value = contest(plain, np.column_stack([seen.own, *beside])).chance(0)
    return Finding(middle, low, high, p_value, len(seen.won))


def _families(residuals: Residuals) -> tuple[np.ndarray, np.ndarray]:
    own, people = residuals.own, residuals.people
    if own is None or people is None or min((own == 1).sum(), (own == 0).sum()) < MIN_PRESENT:
        raise NotEnoughData(
            Said(
                "Self-preference needs at least {least} responses of the judge's own family and as many of others.",
                least=MIN_PRESENT,
            )
        )
    require_finite(people)
    return own, people


@cache
def model_family(name: str) -> str:
    """The family that a model's name begins with: `gpt` for "GPT 4" and "gpt-3.5-turbo", `llama` for "LLaMA-2"."""
    found = re.search(r"[A-Za-z]{2,}", name.rsplit("/", 1)[-1])
    return found[0].casefold() if found else ""


SELF_PREFERENCE = Audit("self_preference", "residuals", self_preference)
SELF_CHOICES = Audit("self_preference", "own_choices", self_choices)
