import pytest

from annotations.models import Feedback, Project, User
from ranking.models import LiveStep, StepKept, TemperaturePolicy
from ranking.selectors.temperatures import live_now, live_waiting
from ranking.services.temperatures import (
    PolicyInvalid,
    PolicyRefused,
    live_set,
    live_update,
    temperature_policy_activate,
    temperature_policy_rollback,
)
from ranking.stats.temperature.live import Bounds
from tests.ranking.made import make_template
from tests.ranking.tempered import NOW, template_of

pytestmark = pytest.mark.django_db
BOUNDS = Bounds(0.0, 1.0, 0.2, 0.5)


@pytest.fixture
def policy(project: Project) -> TemperaturePolicy:
    version = make_template(project)
    made = TemperaturePolicy.objects.create(template=version.template, number=1, rules={"green": 0.9, "": 0.5})
    return temperature_policy_activate(policy=made, now=NOW)


def said(policy: TemperaturePolicy, key: str, **fields: object) -> Feedback:
    version = policy.template.active_version
    metadata = {"policy": policy.number, "category": "green", "temperature": 0.9}
    return Feedback.objects.create(
        project=policy.template.project, version=version, key=key, **{"thumb": 1, "metadata": metadata, **fields}
    )


def test_it_is_off_until_a_lead_turns_it_on(policy: TemperaturePolicy, lead: User) -> None:
    assert live_now(policy.template) is None
    assert live_update(template=policy.template, now=NOW) is None
    step = live_set(template=policy.template, on=True, bounds=BOUNDS, by=lead, now=NOW)
    assert (step.on, step.by, step.because) == (True, lead, "SET")
    # Around .9 nothing is above the bound.
    assert list(step.arms["green"]) == ["0.7", "0.8", "0.9", "1"]
    assert list(step.arms[""]) == ["0.3", "0.4", "0.5", "0.6", "0.7"]


@pytest.mark.both
def test_what_users_say_moves_the_chances_and_each_change_is_kept(policy: TemperaturePolicy) -> None:
    live_set(template=policy.template, on=True, bounds=BOUNDS, now=NOW)
    assert live_waiting() == []
    for number in range(30):
        said(policy, f"good{number}", metadata={"policy": 1, "category": "green", "temperature": 0.7})
        said(policy, f"bad{number}", thumb=-1)
    assert live_waiting() == [policy.template]
    step = live_update(template=policy.template, now=NOW, seed=1)
    assert step is not None
    assert step.arms["green"]["0.7"] == [30, 30.0]
    assert step.arms["green"]["0.9"] == [30, 0.0]
    assert step.weights["green"]["0.7"] > 0.5
    assert step.weights["green"]["0.9"] < 0.01
    assert LiveStep.objects.count() == 2
    assert live_update(template=policy.template, now=NOW) is None
    with pytest.raises(StepKept):
        step.save()


def test_feedback_that_names_nothing_given_out_is_passed_over(policy: TemperaturePolicy) -> None:
    live_set(template=policy.template, on=True, bounds=BOUNDS, now=NOW)
    odd = [
        {}, {"policy": 2, "category": "green", "temperature": 0.9}, {"policy": 1, "category": "green"},
        {"policy": 1, "category": "green", "temperature": 1.9}, {"policy": 1, "category": 5, "temperature": 0.9},
        {"policy": 1, "category": "green", "temperature": "0.9"}, {"policy": 1, "category": [], "temperature": True},
    ]  # fmt: skip
    for number, metadata in enumerate(odd):
        said(policy, str(number), metadata=metadata)
    said(policy, "words", thumb=None, text="Only words.")
    said(policy, "score", thumb=None, score=0.5)
    step = live_update(template=policy.template, now=NOW)
    assert step is not None
    assert sum(n for arms in step.arms.values() for n, _ in arms.values()) == 1
    assert step.arms["green"]["0.9"] == [1, 0.5]


def test_a_category_without_a_rule_counts_with_the_rest(policy: TemperaturePolicy) -> None:
    live_set(template=policy.template, on=True, bounds=BOUNDS, now=NOW)
    said(policy, "a", metadata={"policy": 1, "category": "white", "temperature": 0.5})
    step = live_update(template=policy.template, now=NOW)
    assert step is not None
    assert step.arms[""]["0.5"] == [1, 1.0]


def test_another_policy_starts_anew_and_without_one_it_stops(policy: TemperaturePolicy) -> None:
    live_set(template=policy.template, on=True, bounds=BOUNDS, now=NOW)
    said(policy, "a")
    live_update(template=policy.template, now=NOW)
    other = TemperaturePolicy.objects.create(template=policy.template, number=2, rules={"": 0.1})
    temperature_policy_activate(policy=other, now=NOW)
    step = live_now(policy.template)
    assert step is not None
    assert (step.policy, step.on, list(step.arms)) == (other, True, [""])
    assert all(n == 0 for n, _ in step.arms[""].values())
    temperature_policy_rollback(template=policy.template, now=NOW)
    temperature_policy_rollback(template=policy.template, now=NOW)
    last = live_now(policy.template)
    assert last is not None
    assert not last.on


def test_it_refuses_bounds_that_hold_nothing_and_no_policy(project: Project) -> None:
    make_template(project)
    with pytest.raises(PolicyRefused):
        live_set(template=template_of(project), on=True, bounds=BOUNDS, now=NOW)
    with pytest.raises(PolicyInvalid):
        live_set(template=template_of(project), on=True, bounds=Bounds(1.0, 0.5, 0.2, 0.1), now=NOW)
