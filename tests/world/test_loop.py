"""The loop in the simulated world, small: does what is promoted really help, and is nothing promoted for nothing?

The whole of it, over 20 seeds, is `python -m benchmarks world`.
"""

import pytest

from ranking.models import Confirmation, Mapping
from tests.world.loop import confirm, learn, next_version, with_principle, world
from tests.world.setting import Size
from tests.world.truth import Truth

RULE = "Say what happens next."
SMALL = Size(people=4, develop=8, evaluate=40)

# Keys begin at one: seeds of responses hang on them, and the outcome must be the same whatever ran before.
pytestmark = [pytest.mark.django_db(transaction=True, reset_sequences=True), pytest.mark.slow]


def test_what_is_promoted_is_truly_better() -> None:
    with world(Truth(4, planted=((RULE, 1.0),)), SMALL) as played:
        round, fit = learn(played)
        assert Mapping.objects.filter(fit=fit).exists()
        version = next_version(played, round)
        assert version is not None
        assert played.truth.worth(version.principles) > played.truth.worth([])
        turn = confirm(played, with_principle(played, RULE))
    assert turn.promoted
    assert turn.gain == pytest.approx(1.0)
    assert turn.outcome == Confirmation.State.PROMOTED


def test_what_changes_nothing_is_not_promoted() -> None:
    with world(Truth(5, null=True), SMALL) as played:
        old = played.active
        version = next_version(played, learn(played, judged=False)[0])
        assert version is not None
        turn = confirm(played, version)
        assert played.active == old
    assert not turn.promoted
    assert turn.gain == 0
