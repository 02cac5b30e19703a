"""A schedule opens rounds and ends, once each, with its reason; off it does nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from annotations.models import Endpoint, Feedback, Project, Round, User
from annotations.services.rounds import round_start
from ranking.jobs import schedules
from ranking.models import Alarm, Fit, Schedule, ScheduleEntry, Watch
from ranking.selectors.schedules import facts_of, plan_of, schedules_on
from ranking.selectors.spending import spent_in
from ranking.services.schedules import ScheduleInvalid, schedule_run, schedule_set
from tests.annotations.world import NOW, make_items
from tests.ranking.made import make_template

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


@pytest.fixture
def planned(project: Project) -> Round:
    """A round that a lead launched, and that is over."""
    make_items(project, 4)
    endpoint = Endpoint.objects.create(
        name="model", base_url="http://127.0.0.1:9/v1", price_input=Decimal(1), price_output=Decimal(2)
    )
    round = round_start(
        project=project, seed=1, now=NOW, versions=[make_template(project)], endpoint=endpoint, temperatures=[0.2],
        samples=2, split="develop", kinds=["RATING"], overlap=2,
    ).round  # fmt: skip
    round.state = Round.State.CLOSED
    round.save()
    return round


def switched_on(project: Project, lead: User, **terms: object) -> Schedule:
    given = {"on_alarm": False, "most_rounds": 3, "stop_sure": False, "stop_gain": False} | terms
    return schedule_set(project=project, enabled=True, terms=given, by=lead, now=LATER)


def said(project: Project, count: int) -> None:
    first = project.feedback.count()
    Feedback.objects.bulk_create(
        Feedback(project=project, key=str(first + n), trace="t", thumb=1) for n in range(count)
    )


def test_enough_feedback_opens_one_round_with_the_last_plan_and_counts_anew(project, planned, lead) -> None:
    said(project, 9)
    schedule = switched_on(project, lead, feedback_count=10)
    said(project, 9)
    assert schedule_run(schedule=schedule, now=LATER) is None
    said(project, 1)
    ran = schedule_run(schedule=schedule, now=LATER)
    assert ran is not None
    assert ran.job is not None
    assert ran.entry.action == "OPENED"
    opened = ran.entry.round
    assert opened is not None
    assert opened.state == Round.State.GENERATING
    assert (opened.samples, opened.overlap, opened.kinds, list(opened.versions.all())) == (
        2, 2, ["RATING"], list(planned.versions.all())
    )  # fmt: skip
    assert opened.note == ran.entry.sentence == "There are 10 new remarks of users; 10 were asked for."
    said(project, 20)
    assert schedule_run(schedule=schedule, now=LATER) is None, "a round is under way"
    Round.objects.filter(pk=opened.pk).update(state=Round.State.CLOSED)
    assert schedule_run(schedule=schedule, now=LATER) is not None


def test_what_waits_for_a_round_that_is_not_over_is_logged_once_and_seen(project, planned, lead, client_of) -> None:
    schedule = switched_on(project, lead, feedback_count=10, most_rounds=2)
    Round.objects.filter(pk=planned.pk).update(state=Round.State.LEARNING)
    assert schedule_run(schedule=schedule, now=LATER) is None
    assert ScheduleEntry.objects.count() == 1, "nothing asks for a round"
    said(project, 10)
    for _beat in range(2):
        assert schedule_run(schedule=schedule, now=LATER) is None
    entry = ScheduleEntry.objects.get(action="FAILED")
    assert entry.sentence == (
        "There are 10 new remarks of users; 10 were asked for. Round 1 is not over: what follows waits until it is "
        "closed or cancelled."
    )
    assert "what follows waits" in client_of(lead).get("/projects/tea/schedule/").content.decode()
    Round.objects.update(state=Round.State.CLOSED)
    ran = schedule_run(schedule=schedule, now=LATER)
    assert (ran.entry.action, ran.entry.round.number) == ("OPENED", 2)
    schedule_set(project=project, enabled=True, terms={"next_at": LATER, "most_rounds": 1}, by=lead, now=LATER)
    schedule_run(schedule=schedule, now=LATER)
    assert ScheduleEntry.objects.filter(action="FAILED", round=ran.entry.round).count() == 1


def test_an_alarm_opens_a_round_on_its_items_once(project, planned, lead) -> None:
    items = list(project.items.values_list("pk", flat=True)[:2])
    watch = Watch.objects.create(project=project, kind="MODEL", of="model")
    alarm = Alarm.objects.create(project=project, watch=watch, sentence="Something moved.", items=items)
    schedule = switched_on(project, lead, on_alarm=True)
    ran = schedule_run(schedule=schedule, now=LATER)
    assert ran is not None
    assert ran.entry.alarm == alarm
    assert ran.entry.round is not None
    assert (ran.entry.round.chosen, ran.entry.round.split) == (items, "")
    Round.objects.update(state=Round.State.CLOSED)
    assert schedule_run(schedule=schedule, now=LATER) is None
    assert plan_of(schedule)[0] == planned, "an alarm's round is no plan"


def test_an_alarm_whose_items_are_gone_opens_no_round_on_others(project, planned, lead) -> None:
    item = project.items.first()
    watch = Watch.objects.create(project=project, kind="MODEL", of="model")
    alarm = Alarm.objects.create(project=project, watch=watch, sentence="Something moved.", items=[item.pk])
    project.items.filter(pk=item.pk).update(split="gold")
    schedule = switched_on(project, lead, on_alarm=True)
    ran = schedule_run(schedule=schedule, now=LATER)
    assert ran is not None
    assert (ran.entry.action, ran.entry.round, ran.entry.alarm) == ("FAILED", None, alarm)
    assert "can be asked any more" in ran.entry.sentence
    assert list(schedules_on()) == [schedule]
    assert schedule_run(schedule=schedule, now=LATER) is None, "once for each alarm"


def test_an_alarm_without_items_opens_no_round_on_others_and_the_date_still_does(project, planned, lead) -> None:
    watch = Watch.objects.create(project=project, kind="FEEDBACK")
    alarm = Alarm.objects.create(project=project, watch=watch, sentence="Users are less happy.", items=[])
    schedule = switched_on(project, lead, on_alarm=True, next_at=NOW)
    ran = schedule_run(schedule=schedule, now=LATER)
    assert (ran.entry.action, ran.entry.round, ran.entry.alarm) == ("FAILED", None, alarm)
    assert "names no items" in ran.entry.sentence
    opened = schedule_run(schedule=schedule, now=LATER).entry
    assert (opened.action, opened.alarm, opened.round.chosen) == ("OPENED", None, [])


def test_cost_alone_is_no_end_where_it_cannot_be_counted(project, planned, lead) -> None:
    only_cost = {"next_at": NOW, "most_rounds": None, "most_cost": Decimal(5)}
    assert switched_on(project, lead, **only_cost).enabled
    schedule_set(project=project, enabled=False, terms={}, by=lead, now=LATER)
    for price in (None, Decimal(0)):
        Endpoint.objects.update(price_input=price, price_output=price)
        with pytest.raises(ScheduleInvalid) as refused:
            switched_on(project, lead, **only_cost)
        assert "model has no prices" in refused.value.fields["most_cost"]
    assert switched_on(project, lead, **only_cost | {"most_tokens": 10}).enabled


def test_a_date_comes_again_after_so_many_days(project, planned, lead) -> None:
    schedule = switched_on(project, lead, next_at=NOW, every_days=7)
    assert schedule_run(schedule=schedule, now=LATER) is not None
    schedule.refresh_from_db()
    assert schedule.next_at == NOW + timedelta(days=7)


def test_what_is_served_takes_the_place_of_what_was_planned(project, planned, lead) -> None:
    newer = make_template(project, system="Be brief.")
    newer.template.active_version = newer
    newer.template.save()
    schedule = switched_on(project, lead, next_at=NOW)
    ran = schedule_run(schedule=schedule, now=LATER)
    assert ran is not None
    assert list(ran.entry.round.versions.all()) == [newer]


@pytest.mark.both
def test_the_budget_ends_it_with_its_reason(project, planned, lead) -> None:
    schedule = switched_on(project, lead, next_at=NOW, most_tokens=100)
    opened = schedule_run(schedule=schedule, now=LATER).entry.round
    Round.objects.update(state=Round.State.CLOSED)
    response = opened.responses.create(
        item=project.items.first(), version=planned.versions.first(), endpoint=opened.endpoint, temperature=0.2,
        prompt_tokens=1_000_000, completion_tokens=500_000,
    )  # fmt: skip
    assert spent_in([opened])[opened.pk].cost == Decimal(2)
    assert response.pk
    ran = schedule_run(schedule=schedule, now=LATER)
    assert (ran.entry.action, ran.job) == ("STOPPED", None)
    assert "1500000 tokens of 100" in ran.entry.sentence
    assert list(schedules_on()) == []
    assert schedule_run(schedule=schedule, now=LATER) is None


def finished(project: Project, planned: Round, number: int, best: float, **asked: object) -> None:
    """A finished round with figures in which the best version scored so."""
    round = Round.objects.create(
        project=project, number=number, origin="here", state=Round.State.CLOSED, endpoint=planned.endpoint,
        **{"split": "develop"} | asked,
    )  # fmt: skip
    version = planned.versions.get()
    round.versions.add(version)
    row = {"name": str(version), "of": "version", "dimension": "helpfulness", "mean": best, "n": 9}
    Fit.objects.create(project=project, round=round, report={"scores": [row | {"ci_low": None, "ci_high": None}]})


def test_a_gain_is_looked_for_in_rounds_that_ask_what_the_plan_asks(project, planned, lead) -> None:
    for number, best in ((2, 3.0), (3, 3.4), (4, 3.6)):
        finished(project, planned, number, best)
    finished(project, planned, 5, 4.8, split="evaluate")
    finished(project, planned, 6, 1.2, split="", chosen=[1])
    schedule = switched_on(project, lead, next_at=NOW, plan_round=planned)
    facts = facts_of(schedule, now=LATER)
    assert facts.gains == [(2, 3.0), (3, 3.4), (4, 3.6)]
    assert [(one.name, one.mean) for one in facts.best] == [(str(planned.versions.get()), 3.6)]
    Round.objects.filter(pk=planned.pk).update(split="evaluate")
    schedule.refresh_from_db()
    assert facts_of(schedule, now=LATER).gains == [(5, 4.8)]


def test_a_plan_that_cannot_be_had_any_more_ends_it_in_words(project, planned, lead) -> None:
    schedule = switched_on(project, lead, next_at=NOW)
    project.items.all().delete()
    ran = schedule_run(schedule=schedule, now=LATER)
    assert ran.entry.action == "FAILED"
    assert "no items" in ran.entry.sentence
    assert project.rounds.count() == 1


@pytest.mark.parametrize(
    ("terms", "field"),
    [({"on_alarm": False}, "on_alarm"), ({"next_at": NOW, "most_rounds": None}, "most_rounds")],
)
def test_without_a_beginning_or_an_end_it_is_refused(project, planned, lead, terms, field) -> None:
    with pytest.raises(ScheduleInvalid) as refused:
        switched_on(project, lead, **terms)
    assert set(refused.value.fields) == {field}


def test_without_a_plan_it_is_refused_and_off_it_does_nothing(project, lead) -> None:
    with pytest.raises(ScheduleInvalid) as refused:
        switched_on(project, lead, next_at=NOW)
    assert set(refused.value.fields) == {"plan_round"}
    schedule = schedule_set(project=project, enabled=False, terms={"next_at": NOW}, by=lead, now=NOW)
    assert schedule_run(schedule=schedule, now=LATER) is None
    assert facts_of(schedule, now=LATER).rounds == 0


def test_the_clock_runs_it_and_the_page_tells_what_it_did(project, planned, lead, client_of) -> None:
    client = client_of(lead)
    page = client.get("/projects/tea/schedule/")
    assert page.status_code == 200
    assert "Off: every round is launched by hand." in page.content.decode()
    assert client.post("/projects/tea/schedule/", {"enabled": "on"}).status_code == 400
    given = {"enabled": "on", "next_at": "2026-01-01T10:00", "every_days": "30", "most_rounds": "2"}
    assert client.post("/projects/tea/schedule/", given).status_code == 302
    schedules()
    assert [one.action for one in ScheduleEntry.objects.order_by("pk")] == ["SWITCHED_ON", "OPENED"]
    page = client.get("/projects/tea/schedule/").content.decode()
    assert "The date 2026-01-01 has come." in page
    assert "Opened a round" in page
