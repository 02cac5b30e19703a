"""What moved raises one alarm, however often one looks; a watch goes on once somebody has answered for it."""

from datetime import timedelta

import numpy as np
import pytest

from annotations.models import Endpoint, Feedback, ImportBatch, Item, Job, Project, Response, Round, User
from annotations.services.errors import Refused
from ranking.jobs import sweep, watch
from ranking.models import Alarm, Fit, Mapping, Watch
from ranking.selectors.drift.alarms import alarms_waiting
from ranking.selectors.drift.due import projects_unwatched
from ranking.services.drift import alarm_acknowledge, alarm_close, drift_look, drift_request
from ranking.services.drift.alarms import ReasonInvalid
from tests.annotations.world import NOW
from tests.ranking.drifting import pinned, rated_round, thumbs

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def noisy(seed: int, mean: float = 3.0):
    rng = np.random.default_rng(seed)
    return lambda n: mean + rng.normal() * 0.6


def look(project: Project) -> list[Alarm]:
    return drift_look(project=project, now=LATER).alarms


def test_people_that_move_beside_the_judge_raise_one_alarm_with_its_rows(project: Project, lead: User) -> None:
    pinned(project)
    rated_round(project, 450, people=noisy(1), judge=lambda n: 3.0)
    assert look(project) == []
    # Keys between those of the rows that are read: a round still open, one without the judge, half an import.
    others = [rated_round(project, 2, people=noisy(5), judge=lambda n: 3.0, state="COLLECTING")]
    others.append(rated_round(project, 2, people=noisy(5)))
    others.append(rated_round(project, 2, people=noisy(5), judge=lambda n: 3.0))
    batch = ImportBatch.objects.create(project=project)
    Item.objects.filter(responses__round=others[-1]).update(batch=batch)
    others[-1].responses.update(batch=batch)
    moved = rated_round(project, 150, people=noisy(2, 3.6), judge=lambda n: 3.0)
    [alarm] = look(project)
    between = Response.objects.filter(round__in=others).values_list("pk", flat=True)
    assert min(alarm.rows) < min(between)
    assert not set(alarm.rows) & set(between)
    assert not set(alarm.items) & set(Item.objects.filter(responses__in=between).values_list("pk", flat=True))
    assert "people’s scores have moved up by 0." in alarm.sentence
    assert "Helpfulness" in alarm.sentence
    assert "judge" in alarm.sentence
    assert 0.3 < alarm.facts["size"] < 0.9
    own = Response.objects.filter(pk__in=alarm.rows, round=moved).count()
    assert own == 150
    assert len(alarm.rows) < 250
    assert set(alarm.items) <= set(Item.objects.filter(project=project).values_list("pk", flat=True))
    assert look(project) == []
    assert alarms_waiting([project.pk]) == {project.pk: 1}

    alarm_acknowledge(alarm=alarm, by=lead, now=LATER)
    assert alarms_waiting([project.pk]) == {}
    with pytest.raises(ReasonInvalid):
        alarm_close(alarm=alarm, anew=False, reason=" ", by=lead, now=LATER)
    alarm_close(alarm=alarm, anew=False, reason="A new model.", by=lead, now=LATER)
    with pytest.raises(Refused):
        alarm_close(alarm=alarm, anew=False, reason="again", by=lead, now=LATER)
    assert look(project) == []
    rated_round(project, 150, people=noisy(3, 3.6), judge=lambda n: 3.0)
    assert len(look(project)) == 1


def test_closed_as_the_new_usual_it_does_not_alarm_again(project: Project, lead: User) -> None:
    pinned(project)
    rated_round(project, 450, people=noisy(1), judge=lambda n: 3.0)
    rated_round(project, 150, people=noisy(2, 3.8), judge=lambda n: 3.0)
    [alarm] = look(project)
    first = alarm.watch.mapping
    newer = Mapping.objects.create(
        fit=Fit.objects.create(project=project), judge=first.judge, dimension=first.dimension, kind=first.kind,
        method="identity", document=first.document, n=9,
    )  # fmt: skip
    assert look(project) == []
    alarm_close(alarm=alarm, anew=True, reason="The rubric changed.", by=lead, now=LATER)
    assert Watch.objects.get(pk=alarm.watch_id).mapping == newer
    rated_round(project, 300, people=noisy(3, 3.8), judge=lambda n: 3.0)
    assert look(project) == []


def test_users_that_are_less_happy_than_predicted_raise_an_alarm(project: Project) -> None:
    row = {"of": "version", "name": "answer v1", "dimension": "helpfulness", "mean": 4.6}
    mapping = pinned(project, [row])
    round = rated_round(project, 100, people=lambda n: 4.6, judge=lambda n: 4.6)
    responses = list(round.responses.order_by("pk"))
    rng = np.random.default_rng(4)
    for _time in range(5):
        thumbs(project, responses, list(rng.random(100) < 0.9))
    assert look(project) == []
    for _time in range(3):
        thumbs(project, responses, list(rng.random(100) < 0.6))
    alarms = look(project)
    assert [alarm.watch.kind for alarm in alarms] == [Watch.Kind.FEEDBACK]
    assert "less happy" in alarms[0].sentence
    assert alarms[0].facts["size"] < -0.1
    assert len(alarms[0].items) > 5
    assert mapping.pk == alarms[0].watch.mapping_id
    # What came after the signal waits for the alarm to be closed.
    assert alarms[0].watch.cursor["feedback"] < Feedback.objects.latest("pk").pk


def test_anchor_items_tell_which_annotator_moved(project: Project) -> None:
    pinned(project)
    rng = np.random.default_rng(8)
    first = rated_round(project, 300, people=lambda n: 3 + rng.normal() * 0.5, raters=2, split="anchor")
    assert look(project) == []
    anchors = list(first.responses.order_by("pk"))
    calls = iter(range(10_000))
    # The first 300 scores are rater 0's, who has become severe; rater 1 stays.
    rated_round(
        project, 300, people=lambda n: 3 + rng.normal() * 0.5 - 1.0 * (next(calls) < 300), raters=2, responses=anchors
    )
    alarms = look(project)
    found = {(alarm.watch.of, alarm.facts["up"]) for alarm in alarms}
    # A judge's, both dimensions on the anchors, and two annotators' share the project's false alarms.
    assert {alarm.facts["watches"] for alarm in alarms} == {5}
    assert ("rater 0", False) in found
    assert "rater 1" not in {name for name, _up in found}


@pytest.mark.both
def test_another_model_behind_an_endpoint_raises_an_alarm_until_it_is_pinned(project: Project, lead: User) -> None:
    pinned(project)
    endpoint = Endpoint.objects.create(project=project, name="served", base_url="http://127.0.0.1:9/v1")

    def round(model: str) -> Round:
        made = rated_round(project, 3, people=lambda n: 3.0)
        made.endpoint = endpoint
        made.save()
        made.responses.update(endpoint=endpoint, model=model)
        return made

    round("small-1")
    assert look(project) == []
    other = round("small-2")
    [alarm] = look(project)
    assert alarm.sentence == "Another model answers behind served: small-2 instead of small-1."
    assert len(alarm.items) == 3
    assert alarm.facts["round"] == other.number
    assert look(project) == []
    alarm_close(alarm=alarm, anew=True, reason="We upgraded.", by=lead, now=LATER)
    round("small-2")
    assert look(project) == []
    round("small-1")
    [back] = look(project)
    alarm_close(alarm=back, anew=False, reason="By mistake.", by=lead, now=LATER)
    assert look(project) == []


def test_a_project_is_looked_at_once_for_what_came_in(project: Project) -> None:
    pinned(project)
    [(found, trace)] = projects_unwatched()
    assert found == project
    job = drift_request(project=project, trace=trace, now=LATER)
    assert drift_request(project=project, trace=trace, now=LATER) == job
    assert list(projects_unwatched()) == []
    rated_round(project, 1, people=lambda n: 3.0)
    assert [one for one, _trace in projects_unwatched()] == [project]


def test_the_sweep_asks_for_a_look_and_the_worker_takes_it(project: Project) -> None:
    pinned(project)
    for _time in range(2):
        rated_round(project, 2, people=lambda n: 3.0, judge=lambda n: 3.0)
        sweep()
        job = Job.objects.get(celery_name="ranking.watch", state="QUEUED")
        watch(job_id=job.pk)
        job.refresh_from_db()
        assert (job.state, job.message) == ("DONE", "alarms 0")
    sweep()
    assert [one.pk for one in Job.objects.filter(celery_name="ranking.watch")] == [job.pk]
    assert Watch.objects.get(kind="JUDGE").state["rows"] == 4
