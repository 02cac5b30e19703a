"""A row of feedback that is committed late, with a lower key than one that is there, is read like any other."""

from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction

from annotations.models import Endpoint, Feedback, Project, Round, User
from annotations.selectors import feedback
from annotations.services.rounds import round_start
from ranking.models import LiveStep, Schedule, TemperaturePolicy, Watch
from ranking.services.drift import drift_look
from ranking.services.schedules import schedule_run, schedule_set
from ranking.services.temperatures import live_set, live_update, temperature_policy_activate
from ranking.stats.temperature.live import Bounds
from tests.annotations.meetings import PATIENCE, Start
from tests.annotations.world import NOW, make_items
from tests.ranking.drifting import pinned
from tests.ranking.made import make_template


def said(policy: TemperaturePolicy, key: str) -> int:
    return Feedback.objects.create(
        project=policy.template.project, version=policy.template.active_version, key=key, thumb=1,
        metadata={"policy": 1, "category": "", "temperature": 0.5},
    ).pk  # fmt: skip


@pytest.fixture
def policy(project: Project, lead: User) -> TemperaturePolicy:
    """A project in which feedback moves draws, is watched, and opens the next round once there are two remarks."""
    version = make_template(project)
    make_items(project, 2)
    endpoint = Endpoint.objects.create(name="m", base_url="http://127.0.0.1:9/v1", price_input=Decimal(1))
    round_start(
        project=project, seed=1, now=NOW, versions=[version], endpoint=endpoint, temperatures=[0.5], samples=1,
        split="develop", kinds=["RATING"], overlap=1,
    )  # fmt: skip
    project.rounds.update(state=Round.State.CLOSED)
    score = {"of": "version", "name": "answer v1", "dimension": "helpfulness", "mean": 4.6, "ci_low": 4, "ci_high": 5}
    pinned(project, [score])
    made = TemperaturePolicy.objects.create(template=version.template, number=1, rules={"": 0.5})
    temperature_policy_activate(policy=made, now=NOW)
    live_set(template=made.template, on=True, bounds=Bounds(0.0, 1.0, 0.2, 0.5), now=NOW)
    terms = {"on_alarm": False, "feedback_count": 2, "most_rounds": 9, "stop_sure": False, "stop_gain": False}
    schedule_set(project=project, enabled=True, terms=terms, by=lead, now=NOW)
    return made


def look(policy: TemperaturePolicy) -> None:
    live_update(template=policy.template, now=NOW)
    drift_look(project=policy.template.project, now=NOW)
    schedule_run(schedule=Schedule.objects.get(), now=NOW)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_committed_after_one_with_a_higher_key_is_missed_by_nobody(
    policy: TemperaturePolicy, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, go = Event(), Event()

    def slow() -> int:
        with transaction.atomic():
            pk = said(policy, "slow")
            written.set()
            assert go.wait(PATIENCE)
        return pk

    monkeypatch.setattr(feedback, "_LOOKS", 2)
    late = start(slow)
    assert written.wait(PATIENCE)
    early, looked = start(lambda: said(policy, "early")), start(lambda: look(policy))
    if connection.vendor == "postgresql":
        # The second is there, with a higher key, while the first is not: nothing is read yet.
        assert early.result(PATIENCE) == Feedback.objects.get().pk
        looked.result(PATIENCE)
        look(policy)
        assert LiveStep.objects.count() == 1
        assert not Watch.objects.filter(kind="FEEDBACK", state__rows__gt=0).exists()
        assert Round.objects.count() == 1
    # Who asks meanwhile waits for the one who writes, and may then read both.
    monkeypatch.setattr(feedback, "_LOOKS", 400)
    asked = start(feedback.feedback_complete)
    go.set()
    if connection.vendor == "postgresql":
        assert late.result(PATIENCE) < early.result(PATIENCE) == asked.result(PATIENCE)
    for one in (late, early, looked, asked):
        one.result(PATIENCE)
    look(policy)
    newest = LiveStep.objects.first()
    assert newest is not None
    assert newest.arms[""]["0.5"] == [2, 2.0]
    assert Watch.objects.get(kind="FEEDBACK").state["rows"] == 2
    assert Round.objects.count() == 2
