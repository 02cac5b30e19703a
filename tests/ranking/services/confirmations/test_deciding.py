"""Decisions: promoted, closed early, rolled back; each once, with who, when and why."""

from datetime import timedelta

import pytest

from annotations.models import Activation, PromptTemplate, Round
from annotations.services.rounds import round_cancel
from annotations.services.templates import version_activate
from ranking.jobs import fit_project
from ranking.models import Confirmation
from ranking.services.confirmations import (
    ConfirmationRefused,
    confirmation_close,
    confirmation_decide,
    confirmation_look,
    confirmation_plan,
    confirmation_roll_back,
    confirmation_withdraw,
)
from ranking.services.rounds import round_close
from tests.ranking.confirmed import NOW, answered, closed, design, gain, launched, two_versions
from tests.ranking.made import make_items

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOW + timedelta(days=1)


def served() -> object:
    return PromptTemplate.objects.get().active_version


@pytest.fixture
def promoted(project):
    made = launched(project)
    answered(made, gain(0.6))
    confirmation_look(confirmation=closed(made), now=LATER)
    return Confirmation.objects.get()


@pytest.fixture
def passed(project):
    made = launched(project, automatic=False)
    answered(made, gain(0.6))
    confirmation_look(confirmation=closed(made), now=LATER)
    return Confirmation.objects.get()


def test_a_lead_promotes_what_passed(passed, lead):
    assert served() == passed.old
    made = confirmation_decide(confirmation=passed, by=lead, reason="We want it.", now=LATER)
    assert (made.state, served()) == ("PROMOTED", passed.new)
    assert (made.activation.by, made.activation.reason) == (lead, "We want it.")
    assert (made.decided_by, made.decided_at) == (lead, LATER)
    assert made.reason == "answer v2 is better than answer v1, and nothing that is guarded got worse."
    assert confirmation_decide(confirmation=passed, by=lead, now=LATER) == made
    assert Activation.objects.filter(because="PROMOTED").count() == 1


def test_nothing_is_promoted_before_it_passed(project, lead):
    made = launched(project)
    with pytest.raises(ConfirmationRefused, match="Not enough answers yet"):
        confirmation_decide(confirmation=made, by=lead, now=LATER)
    answered(made, gain(0.3), share=0.5)
    confirmation_look(confirmation=made, now=LATER)
    with pytest.raises(ConfirmationRefused, match=r"about \d+ more would tell"):
        confirmation_decide(confirmation=made, by=lead, now=LATER)
    assert served() == made.old


def test_a_rejected_version_is_not_promoted(project, lead):
    made = launched(project)
    answered(made, gain(-0.3))
    confirmation_look(confirmation=closed(made), now=LATER)
    with pytest.raises(ConfirmationRefused, match="rejected, so it promotes nothing"):
        confirmation_decide(confirmation=made, by=lead, now=LATER)


def test_rolling_back_serves_the_former_version_and_is_kept(promoted, lead):
    assert served() == promoted.new
    back = confirmation_roll_back(confirmation=promoted, by=lead, reason="Users complain.", now=LATER)
    assert (served(), back.because, back.by, back.reason) == (promoted.old, "ROLLED_BACK", lead, "Users complain.")
    promoted.refresh_from_db()
    assert (promoted.state, promoted.rollback) == ("PROMOTED", back)
    assert confirmation_roll_back(confirmation=promoted, by=lead, reason="", now=LATER) == back
    assert Activation.objects.count() == 2


def test_a_test_that_was_held_and_is_promoted_does_not_say_that_it_is_not(passed, lead):
    held = "It passed, and is not promoted: it widens a bias gap. gender: wider."
    Confirmation.objects.update(reason=held)
    made = confirmation_decide(confirmation=passed, by=lead, now=LATER)
    assert "not promoted" not in made.reason
    assert made.reason == made.looks.last().sentences[0]


def test_what_was_rolled_back_is_not_said_to_be_promoted(promoted, lead):
    confirmation_roll_back(confirmation=promoted, by=lead, reason="Users complain.", now=LATER)
    with pytest.raises(ConfirmationRefused, match="rolled back since: answer v1 is served"):
        confirmation_decide(confirmation=promoted, by=lead, now=LATER)
    assert served() == promoted.old


def test_only_what_is_served_by_this_test_is_rolled_back(promoted, lead):
    other = promoted.template.versions.create(number=9)
    version_activate(version=other, by=lead, now=LATER)
    with pytest.raises(ConfirmationRefused, match="not served by this test any more"):
        confirmation_roll_back(confirmation=promoted, by=lead, reason="", now=LATER)
    assert served() == other


def test_a_lead_may_close_a_test_early_saying_why(project, lead):
    made = launched(project)
    answered(made, gain(0.0), share=0.3)
    with pytest.raises(ConfirmationRefused, match="Say why"):
        confirmation_close(confirmation=made, by=lead, reason=" ", now=LATER)
    job = confirmation_close(confirmation=made, by=lead, reason="It will not come to anything.", now=LATER)
    made.refresh_from_db()
    assert (made.state, made.reason, made.decided_by) == ("FUTILE", "It will not come to anything.", lead)
    assert job.celery_name == "ranking.fit_project"
    assert Round.objects.get().state == "LEARNING"
    assert confirmation_close(confirmation=made, by=lead, reason="again", now=LATER) is None
    assert Confirmation.objects.get().reason == "It will not come to anything."


def test_a_test_that_is_closed_while_candidates_are_written_asks_the_model_no_more(project, lead):
    two_versions(project)
    make_items(project, 12, split="evaluate")
    made = confirmation_plan(project=project, design=design(project), seed=5, now=NOW)
    assert confirmation_close(confirmation=made.confirmation, by=lead, reason="No time.", now=LATER) is None
    assert Round.objects.get().state == "CANCELLED"
    made.job.refresh_from_db()
    assert (made.job.state, Confirmation.objects.get().state) == ("CANCELLED", "FUTILE")


def test_a_round_that_is_closed_without_answers_withdraws_its_test(project):
    made = launched(project)
    fit_project(job_id=round_close(round=made.round, now=LATER).job.pk)
    made.refresh_from_db()
    assert (made.state, made.round.state) == ("WITHDRAWN", "CLOSED")
    assert made.reason == "Round 1 was closed without answers."
    assert not made.looks.exists()


def test_a_closed_test_is_not_decided_by_the_answers_that_still_come(project, lead):
    made = launched(project)
    confirmation_close(confirmation=made, by=lead, reason="No time.", now=LATER)
    answered(made, gain(0.9))
    with pytest.raises(ConfirmationRefused):
        confirmation_look(confirmation=closed(made), now=LATER)
    assert served() == made.old


def test_what_was_decided_is_not_closed(promoted, lead):
    with pytest.raises(ConfirmationRefused, match="promoted already"):
        confirmation_close(confirmation=promoted, by=lead, reason="Hm.", now=LATER)


def test_the_test_of_a_cancelled_round_is_withdrawn(project):
    made = launched(project)
    assert confirmation_withdraw(confirmation=made, now=LATER).is_running
    round_cancel(round=made.round, now=LATER)
    assert confirmation_withdraw(confirmation=made, now=LATER).state == "WITHDRAWN"
    assert Confirmation.objects.get().reason == "Round 1 was cancelled."


def test_a_plan_that_was_touched_can_still_be_closed(project, lead):
    made = launched(project)
    Confirmation.objects.update(alpha=0.05)
    confirmation_close(confirmation=made, by=lead, reason="Its plan was touched.", now=LATER)
    assert Confirmation.objects.get().state == "FUTILE"
