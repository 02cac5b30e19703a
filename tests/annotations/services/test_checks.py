"""Known answers between the tasks: mixed in at their share, marked, counted, and answered with what was right."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from annotations.handout.policy import Policy
from annotations.models import Assignment, Gold, Item, Membership, Participation, Project, Rater, Response, Round
from annotations.selectors.assignments import assignment_payload
from annotations.services.answers import Submitted, answer_edit, answer_submit, answer_undo
from annotations.services.errors import Refused
from annotations.services.handout import LEASE, assignment_next, assignment_return_expired, assignment_skip
from annotations.services.members import member_resume
from annotations.services.policy_words import policy_faults
from annotations.services.tasks import tasks_build
from tests.annotations.world import NOW, full_scores, make_items, make_rater, make_responses, make_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def make_gold(project: Project, **fields: Any) -> Gold:
    """A known answer to one rating, on an item of its own."""
    number = Item.objects.filter(project=project, split=Item.Split.GOLD).count()
    item = Item.objects.create(project=project, external_id=f"gold-{number}", prompt="Known", split=Item.Split.GOLD)
    response = Response.objects.create(item=item, external_id=f"gold-{number}", text="A known answer")
    gold = Gold.objects.create(project=project, item=item, kind="RATING", answer=full_scores(), **fields)
    gold.responses.set([response])
    return gold


def checked_round(project: Project, *, items: int = 30, overlap: int = 1, **policy: Any) -> Round:
    round = make_round(project, kinds=["RATING"], overlap=overlap, policy=Policy(**policy).as_json())
    make_responses(round, make_items(project, items))
    tasks_build(round=round)
    return round


def submit(assignment: Assignment, value: int = 4, **fields: Any) -> Submitted:
    values = {"key": uuid4(), "shown": assignment.shown, "answer": full_scores(value), "now": NOW} | fields
    return answer_submit(assignment_id=assignment.pk, rater=assignment.rater, **values)


def work(rater: Rater, most: int = 1000, value: Callable[[Assignment], int] = lambda _given: 4) -> list[Assignment]:
    """Answers what is handed out, until nothing is."""
    done: list[Assignment] = []
    while len(done) < most and (given := assignment_next(rater=rater, now=NOW)):
        done.append(submit(given, value(given)).assignment)
    return done


def next_of(rater: Rater) -> Assignment:
    given = assignment_next(rater=rater, now=NOW)
    assert given is not None
    return given


def test_golds_come_at_their_share_each_once_and_hold_no_place(project: Project) -> None:
    for _number in range(8):
        make_gold(project)
    round = checked_round(project, items=40, gold_share=0.1)
    rater = make_rater(project, "ada")
    done = work(rater)
    golds = [one for one in done if one.task.gold_id]
    assert len(done) == 40 + len(golds)
    # One in every block of ten hand-outs; that of the block begun last has come already, or has not.
    assert len(golds) == len({one.task_id for one in golds})
    assert len(golds) in (4, 5)
    assert not any(one.holds_place for one in golds)
    assert set(round.tasks.exclude(gold=None).values_list("overlap", "taken")) == {(0, 0)}
    totals = Participation.objects.get()
    assert (totals.done, totals.checked, totals.right) == (len(done), len(golds), len(golds))


def test_a_gold_cannot_be_told_from_another_task(project: Project) -> None:
    make_gold(project)
    checked_round(project, gold_share=0.5)
    ada = make_rater(project, "ada")
    given = [
        (one, assignment_payload(one)) for one in iter(lambda: assignment_next(rater=ada, now=NOW), None) if submit(one)
    ]
    golds = [payload for one, payload in given if one.task.gold_id]
    tasks = [payload for one, payload in given if not one.task.gold_id]
    assert len(golds) == 1
    assert golds[0].keys() == tasks[0].keys()
    assert golds[0]["task"].keys() == tasks[0]["task"].keys()
    assert golds[0]["item"].keys() == tasks[0]["item"].keys()


def test_where_no_gold_is_left_a_task_comes(project: Project) -> None:
    make_gold(project)
    checked_round(project, items=20, gold_share=0.5)
    assert len(work(make_rater(project, "ada"))) == 21


def test_a_gold_out_of_use_is_not_handed_out(project: Project) -> None:
    gold = make_gold(project)
    checked_round(project, gold_share=0.5)
    Gold.objects.filter(pk=gold.pk).update(active=False)
    assert not [one for one in work(make_rater(project, "ada")) if one.task.gold_id]


def test_training_comes_first_in_its_order_and_counts_for_nothing(project: Project) -> None:
    last = make_gold(project, purpose="training", position=2, explanation="Because.")
    first = make_gold(project, purpose="training", position=1)
    checked_round(project, items=3, training=True)
    rater = make_rater(project, "ada")
    assert [next_of(rater).task.gold_id, submit(next_of(rater)).assignment.task.gold_id] == [first.pk, first.pk]
    key, given = uuid4(), next_of(rater)
    told = submit(given, 2, key=key)
    again = submit(given, 2, key=key)
    assert given.task.gold_id == last.pk
    assert told.feedback is not None
    assert (told.feedback.correct, told.feedback.answer, told.feedback.explanation) == (0, full_scores(), "Because.")
    assert again.repeated
    assert again.feedback == told.feedback
    totals = Participation.objects.get()
    assert (totals.done, totals.checked, totals.seconds) == (0, 0, 0)
    assert [one.task.gold_id for one in work(rater)] == [None] * 3


def test_a_training_answer_may_be_undone_and_given_again(project: Project) -> None:
    make_gold(project, purpose="training")
    checked_round(project, training=True)
    rater = make_rater(project, "ada")
    done = submit(next_of(rater), 1).assignment
    answer_undo(assignment_id=done.pk, rater=rater, now=NOW)
    assert Assignment.objects.get(pk=done.pk).correct is None
    assert submit(next_of(rater), 4).feedback.correct == 1


def test_training_skipped_does_not_come_again_and_the_rest_of_it_does(project: Project) -> None:
    golds = [make_gold(project, purpose="training", position=number) for number in range(2)]
    checked_round(project, training=True)
    rater = make_rater(project, "ada")
    assignment_skip(assignment_id=next_of(rater).pk, rater=rater, reason="pass", now=NOW)
    assert next_of(rater).task.gold_id == golds[1].pk


def test_a_wrong_check_too_many_pauses_until_a_lead_lets_in_again(project: Project) -> None:
    for _number in range(6):
        make_gold(project)
    checked_round(project, items=40, gold_share=0.5, accuracy_floor=0.7, accuracy_after=3)
    rater = make_rater(project, "ada")
    done = work(rater, value=lambda given: 1 if given.task.gold_id else 4)
    membership = Membership.objects.get()
    assert len([one for one in done if one.task.gold_id]) == 3
    assert (membership.paused, membership.paused_because, membership.paused_at) == (True, "accuracy", NOW)
    assert assignment_next(rater=rater, now=NOW) is None
    member_resume(membership=membership, now=NOW)
    totals = Participation.objects.get()
    assert (totals.checked, totals.right) == (0, 0)
    assert not Membership.objects.get().paused
    assert len(work(rater)) > 3


def test_an_undone_or_changed_check_is_counted_as_it_stands(project: Project) -> None:
    for _number in range(6):
        make_gold(project)
    checked_round(project, gold_share=0.5)
    rater = make_rater(project, "ada")
    done = [submit(next_of(rater)).assignment]
    while not done[-1].task.gold_id:
        done.append(submit(next_of(rater)).assignment)
    gold = done[-1]
    answer_edit(assignment_id=gold.pk, rater=rater, changes={"scores": {"helpfulness": 1}}, now=NOW)
    totals = Participation.objects.get()
    assert (totals.checked, totals.right) == (1, 0.5)
    answer_undo(assignment_id=gold.pk, rater=rater, now=NOW)
    totals.refresh_from_db()
    assert (totals.checked, totals.right, totals.done) == (0, 0, len(done) - 1)


def test_a_check_from_before_a_pause_changes_no_total_afterwards(project: Project) -> None:
    for _number in range(6):
        make_gold(project)
    checked_round(project, gold_share=0.5)
    rater = make_rater(project, "ada")
    gold = next(one for one in iter(lambda: submit(next_of(rater)).assignment, None) if one.task.gold_id)
    member_resume(membership=Membership.objects.get(), now=NOW)
    answer_edit(assignment_id=gold.pk, rater=rater, changes=full_scores(1), now=NOW)
    answer_undo(assignment_id=gold.pk, rater=rater, now=NOW)
    totals = Participation.objects.get()
    assert (totals.checked, totals.right) == (0, 0)


def test_a_gold_whose_time_ran_out_comes_again_and_may_be_answered_late(project: Project) -> None:
    for _number in range(6):
        make_gold(project)
    checked_round(project, gold_share=0.5)
    rater = make_rater(project, "ada")
    while not (given := next_of(rater)).task.gold_id:
        submit(given)
    assert assignment_return_expired(now=NOW + LEASE * 2) == 1
    again = assignment_next(rater=rater, now=NOW + LEASE * 2)
    assert again == given
    assignment_return_expired(now=NOW + LEASE * 4)
    assert submit(given).assignment.correct == 1


def test_repeats_are_old_own_answers_asked_once_more_in_an_order_of_their_own(project: Project) -> None:
    checked_round(project, items=60, repeat_share=0.1)
    rater = make_rater(project, "ada")
    done = work(rater)
    repeats = [one for one in done if one.repeat]
    tasks = [one.task_id for one in done]
    assert len(repeats) == len({one.task_id for one in repeats}) == len(done) - 60
    assert 4 <= len(repeats) <= 7
    assert all(10 <= done.index(one) - tasks.index(one.task_id) <= 50 for one in repeats)
    assert not any(one.holds_place for one in repeats)
    totals = Participation.objects.get()
    assert (totals.done, totals.repeats) == (len(done), len(repeats))


def test_undoing_back_to_a_first_answer_takes_its_open_repeat_back(project: Project) -> None:
    checked_round(project, items=60, repeat_share=0.1)
    rater = make_rater(project, "ada")
    done: list[Assignment] = []
    while not (given := next_of(rater)).repeat:
        done.append(submit(given).assignment)
    while given.task_id != done[-1].task_id:
        answer_undo(assignment_id=done.pop().pk, rater=rater, now=NOW)
    answer_undo(assignment_id=done[-1].pk, rater=rater, now=NOW)
    given.refresh_from_db()
    assert given.state == "RETURNED"
    with pytest.raises(Refused, match="not asked any more"):
        submit(given)


def test_a_limit_and_missing_skills_end_the_work_in_a_round(project: Project) -> None:
    checked_round(project, items=10, answer_limit=3)
    able = checked_round(project, items=5, skills=("medicine",))
    assert len(work(make_rater(project, "ada"))) == 3
    assert {one.task.round_id for one in work(make_rater(project, "bob", skills=["medicine", "law"]))} >= {able.pk}


def test_nothing_is_mixed_in_where_no_task_waits(project: Project) -> None:
    make_gold(project, purpose="training")
    make_gold(project)
    round = checked_round(project, items=1, training=True, gold_share=0.5)
    round.tasks.filter(gold=None).delete()
    assert assignment_next(rater=make_rater(project, "ada"), now=NOW) is None


def test_the_tasks_of_checks_are_made_once_and_only_those_that_the_policy_uses(project: Project) -> None:
    training, mixed = make_gold(project, purpose="training"), make_gold(project, purpose="attention")
    make_gold(project, active=False)
    round = checked_round(project, items=2, training=True)
    assert tasks_build(round=round).created == 0
    assert [task.gold for task in round.tasks.exclude(gold=None)] == [training]
    both = checked_round(project, items=2, training=True, gold_share=0.1)
    assert {task.gold for task in both.tasks.exclude(gold=None)} == {training, mixed}
    assert checked_round(project, items=2).tasks.exclude(gold=None).count() == 0


def test_faults_of_a_policy_are_sentences_by_field(project: Project) -> None:
    faulty = Policy(gold_share=0.9, accuracy_floor=2, overlap_cap=3, answer_limit=0)
    assert policy_faults(faulty, 1) == {
        "gold_share": "Choose a share from 0 to 50 %.",
        "accuracy_floor": "Choose a number from 0 to 1.",
        "overlap_cap": "With one answer per task nobody can disagree. Choose two answers per task or more.",
        "answer_limit": "Choose at least one, or leave it empty.",
    }
    assert policy_faults(Policy(overlap_cap=1), 2).keys() == {"overlap_cap"}
    assert policy_faults(Policy(overlap_cap=3, adjudicate=True), 2) == {}
