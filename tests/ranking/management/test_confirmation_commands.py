"""Tests of new versions from a terminal."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from annotations.models import Endpoint
from ranking.models import Confirmation
from tests.ranking.confirmed import answered, closed, gain, launched, two_versions
from tests.ranking.made import make_items

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(project):
    two_versions(project)
    make_items(project, 20, split="evaluate")
    Endpoint.objects.create(name="model", base_url="http://127.0.0.1:9/v1")


def call(command: str, *extra: str, **options: str) -> str:
    out = io.StringIO()
    named = [part for name, value in {"project": "tea", **options}.items() for part in (f"--{name}", value)]
    call_command(command, *named, *extra, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def plan(*extra: str, **changes: str) -> dict:
    return json.loads(
        call("launch_confirmation", *extra, **{"template": "answer", "version": "2", "endpoint": "model"} | changes)
    )


def test_it_fixes_a_plan_and_prints_what_it_may_spend(ready):
    assert plan("--margin", "correctness=0.5", "--wait-for-lead")["alpha"] == 0.025
    made = Confirmation.objects.get()
    assert (made.plan["guards"][0]["margin"], made.plan["automatic"]) == (0.5, False)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"project": "nowhere"}, "no project"),
        ({"version": "7"}, "no version 7"),
        ({"endpoint": "nobody"}, "no endpoint"),
        ({"dimension": "taste"}, "has numbers"),
        ({"margin": "correctness"}, "DIMENSION=POINTS"),
        ({"margin": "taste=1"}, "no dimension taste"),
        ({"looks": "0"}, "looks"),
    ],
)
def test_it_says_what_is_wrong(ready, changes, word):
    with pytest.raises(CommandError, match=word):
        plan(**changes)
    assert not Confirmation.objects.exists()


def test_while_one_runs_another_is_refused(ready):
    plan()
    with pytest.raises(CommandError, match="is being tested"):
        plan(seed="2")


def test_the_status_tells_pairs_and_looks_and_the_look_decides(project):
    made = launched(project)
    answered(made, gain(0.6))
    before = json.loads(call("confirmation_status", "--json"))
    assert (before["pairs"], before["outcome"]) == ({"complete": 40, "planned": 40}, None)
    closed(made)
    after = json.loads(call("confirmation_status", "--json", "--look"))
    assert (after["state"], after["outcome"], after["looks"]) == ("PROMOTED", "PROMOTE", 1)
    assert "better than" in call("confirmation_status", confirmation=str(made.pk))


def test_a_look_that_is_refused_and_a_test_that_is_not_are_errors(project):
    with pytest.raises(CommandError, match="no such test"):
        call("confirmation_status")
    launched(project)
    with pytest.raises(CommandError, match="at least 10"):
        call("confirmation_status", "--look")


def test_integrity_names_a_plan_that_was_touched(project):
    made = launched(project)
    call_command("check_integrity", stdout=io.StringIO())
    Confirmation.objects.update(alpha=0.05)
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("check_integrity", stdout=io.StringIO(), stderr=errors)
    assert f"confirmation {made.pk}: its plan is not the one that was fixed" in errors.getvalue()
