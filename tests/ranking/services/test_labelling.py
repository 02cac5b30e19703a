"""What is asked next: by lot and by what it teaches, again after some answers, and what figures make of it."""

from uuid import uuid4

import pytest
from django.db.models import F

from annotations.models import Job, Project, Rater, Round, Task
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from ranking.jobs import label_next, sweep
from ranking.models import Wave
from ranking.selectors.forward import CHOSEN, DRAWN, OTHERS
from ranking.selectors.labelling import LABEL, labelling_of, rounds_to_look_at
from ranking.services.labelling import LabellingRefused, labelling_request, labelling_stop, labelling_wave
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]

ADAPTIVE = {"labelling": "adaptive", "random_share": 0.2}


def adaptive_round(project: Project, **fields) -> Round:
    return open_round(project, **{"items": 30, "each": 4, "policy": ADAPTIVE} | fields)


def work(rater: Rater, most: int, value: int = 4) -> list[Task]:
    done: list[Task] = []
    while len(done) < most and (given := assignment_next(rater=rater, now=NOW)):
        answer = full_scores(value) if given.task.kind == "RATING" else {"ranking": [[pk] for pk in given.shown or []]}
        answer_submit(assignment_id=given.pk, rater=rater, key=uuid4(), shown=given.shown or [], answer=answer, now=NOW)
        done.append(given.task)
    return done


def test_what_lots_drew_comes_first_then_what_teaches_most(project: Project) -> None:
    round = adaptive_round(project)
    wave = labelling_wave(round=round, now=NOW)
    assert wave
    assert (wave.number, wave.share, wave.done) == (1, 0.2, 0)
    drawn = set(round.tasks.filter(band=DRAWN).values_list("pk", flat=True))
    chosen = set(round.tasks.filter(band=CHOSEN).values_list("pk", flat=True))
    assert (len(drawn), len(chosen)) == (wave.drawn, wave.chosen) == (2, 16)
    assert set(round.tasks.filter(pk__in=drawn).values_list("probability", flat=True)) == {wave.reach}
    assert not round.tasks.exclude(pk__in=drawn).filter(probability__isnull=False).exists()
    asked = [task.pk for task in work(make_rater(project, "ada"), 18)]
    assert set(asked[:2]) == drawn
    assert set(asked[2:]) == chosen


def test_the_reach_is_the_chance_that_is_stored(project: Project) -> None:
    round = adaptive_round(project)
    ada = make_rater(project, "ada")
    for _look in range(3):
        labelling_wave(round=round, now=NOW)
        work(ada, 8)
    wave = labelling_wave(round=round, now=NOW)
    assert wave
    assert wave.reach == pytest.approx(1 - (1 - 32 / 120) ** 0.2)
    drawn = round.tasks.filter(probability__isnull=False)
    assert drawn.count() == pytest.approx(wave.reach * 120, abs=1.5)
    assert sorted(set(drawn.values_list("probability", flat=True))) == sorted(
        Wave.objects.filter(round=round).values_list("reach", flat=True)
    )


def test_looking_again_without_answers_writes_nothing_but_that_it_looked(project: Project) -> None:
    round = adaptive_round(project)
    labelling_wave(round=round, now=NOW)
    before = list(round.tasks.order_by("pk").values_list("pk", "band", "seq", "probability"))
    labelling_wave(round=round, now=NOW)
    assert list(round.tasks.order_by("pk").values_list("pk", "band", "seq", "probability")) == before


def test_only_tasks_that_move_are_written_and_answered_ones_never(
    project: Project, django_assert_max_num_queries
) -> None:
    round = adaptive_round(project)
    ada = make_rater(project, "ada")
    labelling_wave(round=round, now=NOW)
    work(ada, 10)
    before = dict(round.tasks.values_list("pk", "seq"))
    with django_assert_max_num_queries(40):
        labelling_wave(round=round, now=NOW)
    moved = [pk for pk, seq in round.tasks.values_list("pk", "seq") if before[pk] != seq]
    assert 0 < len(moved) < 30
    assert not round.tasks.filter(pk__in=moved, taken=F("overlap")).exists()


def test_a_round_whose_every_task_is_answered_closes(project: Project) -> None:
    round = adaptive_round(project, items=6)
    ada = make_rater(project, "ada")
    while True:
        labelling_wave(round=round, now=NOW)
        if not work(ada, 5):
            break
    assert not round.tasks.filter(taken__lt=F("overlap")).exists()
    assert labelling_wave(round=round, now=NOW) is None


def test_the_sweep_looks_at_the_start_after_so_many_answers_and_when_nothing_chosen_is_left(project: Project) -> None:
    round = adaptive_round(project)
    ada = make_rater(project, "ada")

    def due() -> bool:
        return [one.pk for one in rounds_to_look_at()] == [round.pk]

    assert due()
    labelling_wave(round=round, now=NOW)
    assert not due()
    work(ada, 7)
    assert not due()
    work(ada, 1)
    assert due()
    labelling_request(round=round, now=NOW)
    assert not due()
    Job.objects.all().delete()
    labelling_wave(round=round, now=NOW)
    round.tasks.filter(band__lt=OTHERS).update(taken=F("overlap"))
    assert not due()
    work(ada, 1)
    assert due()
    Round.objects.update(paused=True)
    assert not due()


def test_the_job_is_one_row_and_harmless_when_delivered_twice(project: Project, monkeypatch) -> None:
    rung: list[Job] = []
    monkeypatch.setattr("annotations.jobs.send", rung.append)
    round = adaptive_round(project)
    job = labelling_request(round=round, now=NOW)
    assert labelling_request(round=round, now=NOW) == job
    for _twice in range(2):
        label_next(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, Wave.objects.count()) == ("DONE", 1)
    work(make_rater(project, "ada"), 8)
    sweep()
    assert Job.objects.filter(celery_name=LABEL).count() == 1
    assert Job.objects.get(celery_name=LABEL) != job


def test_a_round_that_was_cancelled_meanwhile_is_left_alone(project: Project) -> None:
    round = adaptive_round(project)
    job = labelling_request(round=round, now=NOW)
    Round.objects.filter(pk=round.pk).update(state="CANCELLED")
    label_next(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, Wave.objects.count()) == ("DONE", 0)


def test_a_round_in_random_order_is_never_touched(project: Project) -> None:
    round = open_round(project, items=30)
    assert not list(rounds_to_look_at())
    assert labelling_wave(round=round, now=NOW) is None
    assert labelling_of(round) is None
    with pytest.raises(LabellingRefused):
        labelling_stop(round=round, now=NOW)


def test_turned_off_chance_alone_chooses_and_the_lots_go_on(project: Project) -> None:
    round = adaptive_round(project)
    ada = make_rater(project, "ada")
    labelling_wave(round=round, now=NOW)
    work(ada, 10)
    for _twice in range(2):
        labelling_stop(round=round, now=NOW)
    Job.objects.all().delete()
    assert [one.pk for one in rounds_to_look_at()] == [round.pk]
    before = Wave.objects.get()
    wave = labelling_wave(round=round, now=NOW)
    assert wave
    assert (wave.share, wave.chosen) == (1, 0)
    assert wave.reach > before.reach
    assert not round.tasks.filter(band=CHOSEN, taken=0).exists()
    assert all(task.probability is not None for task in work(ada, wave.drawn))
    told = labelling_of(Round.objects.get(pk=round.pk))
    assert told
    assert (told.adaptive, told.open) == (False, True)


def test_what_is_cut_short_is_completed_by_the_next_look(project: Project, monkeypatch) -> None:
    round = adaptive_round(project)

    def killed(**_values):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("ranking.services.labelling.Wave.objects.create", killed)
        with pytest.raises(KeyboardInterrupt):
            labelling_wave(round=round, now=NOW)
    first = set(round.tasks.filter(band=DRAWN).values_list("pk", flat=True))
    wave = labelling_wave(round=round, now=NOW)
    assert wave
    assert wave.number == 1
    assert set(round.tasks.filter(band=DRAWN).values_list("pk", flat=True)) == first


def test_kinds_that_stand_side_by_side_come_in_turn(project: Project) -> None:
    round = adaptive_round(project, items=10, kinds=("RATING", "COMPARISON", "RANKING"))
    labelling_wave(round=round, now=NOW)
    kinds = [task.kind for task in work(make_rater(project, "ada"), 20)]
    assert set(kinds) == {"RATING", "COMPARISON", "RANKING"} or set(kinds[:10]) >= {"RATING", "COMPARISON"}
