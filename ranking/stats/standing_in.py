"""The gate: may a judge stand in for a rater, as it is or once its mean is people's?"""

from __future__ import annotations

from dataclasses import dataclass

from ranking.stats.arrays import Floats
from ranking.stats.replacement import ALPHA, Answers, Metric, Replacement, alternative_annotator_test, shifted


@dataclass(frozen=True)
class StandingIn:
    """The alternative annotator test of the judge as it is, and with its mean brought to people's (None: it has none).

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
    """Both tests of a judge (units,); verdicts have no mean to shift. Raises NotEnoughData.

    A mapping takes a severe or kind judge's lean away, which the second test allows for; that it also draws scores
    towards the middle is left out, since by that alone a judge without signal would pass.
    """
    found = alternative_annotator_test(judge, people, metric=metric, epsilon=epsilon)
    if metric != "neg_rmse":
        return StandingIn(found, None)
    return StandingIn(found, alternative_annotator_test(shifted(judge, people), people, metric=metric, epsilon=epsilon))
