"""The gate: may a judge stand in for a rater, as it is or once its mean is people's?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.stats.arrays import Floats
from ranking.stats.clustered import mean_and_error
from ranking.stats.replacement import ALPHA, Answers, Metric, Replacement, alternative_annotator_test, gaps, shifted
from ranking.stats.student import t_reach


@dataclass(frozen=True)
class StandingIn:
    """The alternative annotator test of the judge as it is, and with its mean brought to people's (None: it has none,
    or leans to no side).

    Of two tests the one or the other would pass by luck too often, so each has half of the 5 %; and what has to be
    clear is that the judge equals at least half of the people, not that it equals each of them taken alone.
    """

    found: Replacement
    shifted: Replacement | None

    @property
    def level(self) -> float:
        """The error that each of the tests may have."""
        return ALPHA if self.shifted is None else ALPHA / 2

    @property
    def as_it_is(self) -> bool:
        """Whether it may stand in as it is."""
        return self._clear(self.found)

    @property
    def once_shifted(self) -> bool:
        """Whether it may once its mean is people's."""
        return self.shifted is not None and self._clear(self.shifted)

    @property
    def passes(self) -> bool:
        """Whether it may either way."""
        return self.as_it_is or self.once_shifted

    def _clear(self, test: Replacement) -> bool:
        return test.passes and test.p_value <= self.level


def standing_in(judge: Floats, people: Answers, *, metric: Metric, epsilon: float) -> StandingIn:
    """The tests of a judge (units,); verdicts have no mean to shift. Raises NotEnoughData.

    A mapping takes a severe or kind judge's lean away, which the second test allows for; that it also draws scores
    towards the middle is left out, since by that alone a judge without signal would pass. Where no lean is clear (or,
    of whole levels, it is less than half of one) nothing is taken away, and the first test has the whole of the error.
    """
    found = alternative_annotator_test(judge, people, metric=metric, epsilon=epsilon)
    if metric != "neg_rmse" or not _leans(judge, people):
        return StandingIn(found, None)
    even = shifted(judge, people)
    if np.array_equal(even, judge, equal_nan=True):
        return StandingIn(found, None)
    return StandingIn(found, alternative_annotator_test(even, people, metric=metric, epsilon=epsilon))


def _leans(judge: Floats, people: Answers) -> bool:
    """Whether the judge's mean is clearly another than people's: a t test over prompts at 5 %."""
    gap, prompts = gaps(judge, people)
    mean, error = mean_and_error(gap, prompts)
    freedom = len(np.unique(prompts)) - 1
    return freedom > 0 and abs(mean) > float(t_reach(freedom)) * error
