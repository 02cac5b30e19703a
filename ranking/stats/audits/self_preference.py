"""Does a judge favour what its own family wrote, beyond what people think of it?"""

from __future__ import annotations

import re

import numpy as np

from annotations.said import Said
from ranking.stats.audits.base import Audit, Finding, Residuals
from ranking.stats.drivers import MIN_PRESENT, effects
from ranking.stats.errors import NotEnoughData


def self_preference(residuals: Residuals) -> Finding:
    """Points that a judge adds to its own family's responses, at the same score of people.

    Least squares of judge less people on whether the family is its own, given people's score, errors clustered; the
    bias as Panickssery, Bowman & Feng (2024) mean it, with what people think held equal. Raises NotEnoughData where
    either side has fewer than five rows, or the families are not known.
    """
    own, people = residuals.own, residuals.people
    if own is None or people is None or min((own == 1).sum(), (own == 0).sum()) < MIN_PRESENT:
        raise NotEnoughData(
            Said(
                "Self-preference needs at least {least} responses of the judge's own family and as many of others.",
                least=MIN_PRESENT,
            )
        )
    traits = np.column_stack([own, people - people.mean()])
    found = effects(traits, ["own", "people"], residuals.gap, residuals.cluster)[0]
    return Finding(found.effect, found.low, found.high, found.p_value, found.n)


def model_family(name: str) -> str:
    """The family that a model's name begins with: `gpt` for "GPT 4" and "gpt-3.5-turbo", `llama` for "LLaMA-2"."""
    found = re.search(r"[A-Za-z]{2,}", name.rsplit("/", 1)[-1])
    return found[0].casefold() if found else ""


SELF_PREFERENCE = Audit("self_preference", "residuals", self_preference)
