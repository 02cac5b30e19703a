"""Answers: taken whole or refused by field; a repeat is harmless; undo and edit until the round closes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import Assignment, Dimension, Participation, Project, Rater, Round
from annotations.selectors.answers import answer_raw
from annotations.services.answers import AnswerNotTaken, answer_edit, answer_submit, answer_undo
from annotations.services.errors import Refused, Unknown
from annotations.services.handout import (
    LEASE,
    assignment_next,
    assignment_return_expired,
    assignment_skip,
)
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def rater(project: Project) -> Rater:
    return make_rater(project, "ada")


def hand_out(rater: Rater) -> Assignment:
    assignment = assignment_next(rater=rater, now=NOW)
    assert assignment is not None
    return assignment


def submit(assignment: Assignment, **fields: Any) -> Assignment:
    values = {"key": uuid4(), "shown": assignment.shown, "answer": full_scores(), "now": NOW} | fields
    return answer_submit(assignment_id=assignment.pk, rater=assignment.rater, **values).assignment


def faults(assignment: Assignment, answer: dict[str, Any], **fields: Any) -> set[str]:
    with pytest.raises(AnswerNotTaken) as caught:
        submit(assignment, answer=answer, **fields)
    assignment.refresh_from_db()
    assert assignment.state == "OPEN"
    return set(caught.value.fields)


def test_it_stores_a_score_per_dimension_and_what_stands_beside(project: Project, rater: Rater) -> None:
    open_round(project)
    answer = {"scores": {"helpfulness": 5, "correctness": None}}
    done = submit(hand_out(rater), answer=answer, comment="Good.", flags=["unsafe"], rewrite="Better", seconds=12.5)
    stored = {score.dimension.name: score for score in done.scores.select_related("dimension")}
    assert stored["helpfulness"].value == 5
    assert stored["correctness"].not_applicable
    assert (done.comment, done.flags, done.rewrite, done.seconds) == ("Good.", ["unsafe"], "Better", 12.5)
    assert answer_raw(done) == answer
    assert Participation.objects.get(rater=rater).seconds == 12.5


def test_the_same_key_again_gets_the_same_answer(project: Project, rater: Rater) -> None:
    open_round(project)
    assignment, key = hand_out(rater), uuid4()
    values = {"assignment_id": assignment.pk, "rater": rater, "key": key, "shown": assignment.shown, "now": NOW}
    first = answer_submit(answer=full_scores(2), **values)
    again = answer_submit(answer=full_scores(5), **values)
    assert (first.repeated, again.repeated) == (False, True)
    assert answer_raw(again.assignment) == {"scores": {"helpfulness": 2, "correctness": 2}}
    assert Participation.objects.get(rater=rater).done == 1


def test_another_key_for_an_answered_task_is_refused_and_so_is_a_key_of_another_answer(
    project: Project, rater: Rater
) -> None:
    open_round(project)
    first, key = hand_out(rater), uuid4()
    submit(first, key=key)
    with pytest.raises(Refused):
        submit(first)
    with pytest.raises(Refused):
        submit(hand_out(rater), key=key)


def test_a_form_that_shows_other_responses_is_refused(project: Project, rater: Rater) -> None:
    open_round(project, each=2, kinds=("COMPARISON",))
    assignment = hand_out(rater)
    with pytest.raises(Refused, match="other responses"):
        submit(assignment, shown=list(reversed(assignment.shown)), answer={"ranking": [assignment.shown]})
    with pytest.raises(Refused):
        submit(assignment, shown=[], answer={"ranking": [assignment.shown]})


@pytest.mark.parametrize(
    ("scores", "field"),
    [
        ({"helpfulness": 6, "correctness": 1}, "scores.helpfulness"),
        ({"helpfulness": 0, "correctness": 1}, "scores.helpfulness"),
        ({"helpfulness": 2.5, "correctness": 1}, "scores.helpfulness"),
        ({"helpfulness": float("nan"), "correctness": 1}, "scores.helpfulness"),
        ({"helpfulness": float("inf"), "correctness": 1}, "scores.helpfulness"),
        ({"helpfulness": 10**400, "correctness": 1}, "scores.helpfulness"),
        ({"helpfulness": True, "correctness": 1}, "scores.helpfulness"),
        ({"helpfulness": "5", "correctness": 1}, "scores.helpfulness"),
        ({"helpfulness": [5], "correctness": 1}, "scores.helpfulness"),
        ({"helpfulness": 5}, "scores.correctness"),
        ({"helpfulness": 5, "correctness": 1, "charm": 3}, "scores.charm"),
        (None, "scores"),
        ([5, 5], "scores"),
        ("5", "scores"),
    ],
)
def test_scores_that_are_missing_unknown_or_out_of_scale_are_refused_by_field(
    project: Project, rater: Rater, scores: Any, field: str
) -> None:
    open_round(project)
    assert faults(hand_out(rater), {"scores": scores}) == {field}


def test_categories_are_answered_by_code_and_yes_or_no_by_a_boolean(project: Project, rater: Rater) -> None:
    levels = [{"code": "formal", "text": "Formal"}, {"code": "casual", "text": "Casual"}]
    kinds = [("tone", "category", 1, 5, levels), ("safe", "binary", 0, 1, []), ("share", "percent", 0, 100, [])]
    for name, kind, low, high, texts in kinds:
        Dimension.objects.create(
            rubric=project.rubric, name=name, kind=kind, minimum=low, maximum=high, levels=texts, position=9
        )
    open_round(project)
    assignment = hand_out(rater)
    base = full_scores()["scores"]
    wrong = {**base, "tone": "rude", "safe": 0.5, "share": 100.1}
    assert faults(assignment, {"scores": wrong}) == {"scores.tone", "scores.safe", "scores.share"}
    done = submit(assignment, answer={"scores": {**base, "tone": "casual", "safe": True, "share": 33.3}})
    assert answer_raw(done)["scores"] == {**base, "tone": "casual", "safe": 1, "share": 33.3}


@pytest.mark.parametrize("kind", ["COMPARISON", "RANKING"])
def test_a_ranking_is_a_partition_of_what_was_shown(project: Project, rater: Rater, kind: str) -> None:
    open_round(project, each=3, kinds=(kind,))
    assignment = hand_out(rater)
    one, *others = assignment.shown
    wrong: list[Any] = [
        None, [], {}, "abc", [one], [[one]], [[one], [one], *[[other] for other in others]], [[one, *others], []],
        [[one, *others, 10**30]], [[str(one), *others]], [[True, *others]], [[[one], *others]],
    ]  # fmt: skip
    for ranking in wrong:
        assert faults(assignment, {"ranking": ranking}) == {"ranking"}
    done = submit(assignment, answer={"ranking": [[one, *others]]})
    assert done.ballots.get().ranking == [[one, *others]]


def test_best_worst_names_one_best_and_one_worst(project: Project, rater: Rater) -> None:
    open_round(project, each=4, kinds=("BEST_WORST",))
    assignment = hand_out(rater)
    best, other, another, worst = assignment.shown
    for ranking in (
        [[best, other], [another], [worst]],
        [[best], [other], [another], [worst]],
        [[best], [other, another, worst]],
    ):
        assert faults(assignment, {"ranking": ranking}) == {"ranking"}
    done = submit(assignment, answer={"ranking": [[best], [other, another], [worst]]})
    assert done.ballots.get().ranking[0] == [best]


def test_none_may_be_acceptable_but_not_with_a_ranking(project: Project, rater: Rater) -> None:
    open_round(project, each=2, kinds=("COMPARISON",))
    assignment = hand_out(rater)
    assert faults(assignment, {"none_acceptable": True, "ranking": [assignment.shown]}) == {"ranking"}
    assert faults(assignment, {"none_acceptable": "yes"}) >= {"none_acceptable"}
    ballot = submit(assignment, answer={"none_acceptable": True}).ballots.get()
    assert ballot.none_acceptable
    assert ballot.ranking == []


def test_a_round_may_ask_for_a_ranking_per_dimension(project: Project, rater: Rater) -> None:
    open_round(project, each=2, kinds=("COMPARISON",), per_dimension=True)
    assignment = hand_out(rater)
    first, second = assignment.shown
    assert faults(assignment, {"ranking": [[first], [second]]}) == {"rankings"}
    assert faults(assignment, {"rankings": {"helpfulness": [[first], [second]], "charm": []}}) == {
        "rankings.correctness",
        "rankings.charm",
    }
    said = {"rankings": {"helpfulness": [[first], [second]], "correctness": [[second, first]]}}
    assert answer_raw(submit(assignment, answer=said)) == said


def test_what_the_task_does_not_ask_for_is_refused(project: Project, rater: Rater) -> None:
    open_round(project, each=2, kinds=("COMPARISON",))
    assignment = hand_out(rater)
    said = {"ranking": [assignment.shown], **full_scores(), "rankings": {"helpfulness": [assignment.shown]}}
    assert faults(assignment, said) == {"scores", "rankings"}


@pytest.mark.parametrize(
    "extra",
    [{"comment": "x" * 100_001}, {"comment": "a\x00b"}, {"rewrite": "\x00"}, {"flags": ["x"] * 21},
     {"flags": ["y" * 101]}, {"seconds": -1}, {"seconds": float("nan")}, {"seconds": float("inf")}],
)  # fmt: skip
def test_huge_and_unstorable_extras_are_refused(project: Project, rater: Rater, extra: dict[str, Any]) -> None:
    open_round(project)
    assert faults(hand_out(rater), full_scores(), **extra) == set(extra)


def test_hostile_text_is_stored_as_it_is(project: Project, rater: Rater) -> None:
    open_round(project)
    hostile = "'; DROP TABLE users; -- <script>alert(1)</script> =cmd()|' \u202e 🦊 İıŞş"
    assert submit(hand_out(rater), comment=hostile).comment == hostile


def test_the_holder_may_submit_after_expiry_while_the_place_is_free(project: Project, rater: Rater) -> None:
    open_round(project, items=1)
    assignment = hand_out(rater)
    assignment_return_expired(now=NOW + LEASE * 2)
    done = submit(assignment, now=NOW + LEASE * 3)
    done.task.refresh_from_db()
    assert done.holds_place
    assert done.task.taken == 1


def test_the_holder_is_told_kindly_when_the_place_is_gone(project: Project, rater: Rater) -> None:
    open_round(project, items=1)
    assignment = hand_out(rater)
    assignment_return_expired(now=NOW + LEASE * 2)
    submit(hand_out(make_rater(project, "bob")))
    with pytest.raises(Refused, match="Nothing is needed"):
        submit(assignment)
    assert not assignment.scores.exists()


@pytest.mark.parametrize("state", ["LEARNING", "REVIEW", "CLOSED", "CANCELLED"])
def test_nothing_changes_once_the_round_is_closed(project: Project, rater: Rater, state: str) -> None:
    open_round(project)
    done = submit(hand_out(rater))
    held = hand_out(rater)
    Round.objects.update(state=state)
    with pytest.raises(Refused):
        submit(held)
    with pytest.raises(Refused):
        answer_undo(assignment_id=done.pk, rater=rater, now=NOW)
    with pytest.raises(Refused):
        answer_edit(assignment_id=done.pk, rater=rater, changes={"comment": "late"}, now=NOW)


def test_a_paused_round_still_takes_what_is_held(project: Project, rater: Rater) -> None:
    open_round(project)
    held = hand_out(rater)
    Round.objects.update(paused=True)
    assert submit(held).state == "DONE"


def test_a_skipped_task_takes_no_answer(project: Project, rater: Rater) -> None:
    open_round(project)
    held = hand_out(rater)
    assignment_skip(assignment_id=held.pk, rater=rater, reason="no", now=NOW)
    with pytest.raises(Refused):
        submit(held)


def test_undo_opens_the_last_answer_again_and_next_gives_it_first(project: Project, rater: Rater) -> None:
    open_round(project)
    first = submit(hand_out(rater), now=NOW, seconds=5)
    last = submit(hand_out(rater), now=NOW + timedelta(seconds=9), seconds=7, answer=full_scores(1), comment="Hm")
    hand_out(rater)
    with pytest.raises(Refused):
        answer_undo(assignment_id=first.pk, rater=rater, now=NOW)
    undone = answer_undo(assignment_id=last.pk, rater=rater, now=NOW)
    assert undone.previous["scores"] == {"helpfulness": 1, "correctness": 1}
    assert undone.previous["comment"] == "Hm"
    assert hand_out(rater) == last
    assert not last.scores.exists()
    participation = Participation.objects.get(rater=rater)
    assert (participation.done, participation.seconds) == (1, 5)
    assert answer_raw(submit(last)) == full_scores()


def test_edit_changes_what_is_given_and_leaves_the_rest(project: Project, rater: Rater) -> None:
    open_round(project)
    done = submit(hand_out(rater), comment="First", seconds=4)
    changes = {"scores": {"helpfulness": 1}, "seconds": 10}
    edited = answer_edit(assignment_id=done.pk, rater=rater, changes=changes, now=NOW)
    assert answer_raw(edited) == {"scores": {"helpfulness": 1, "correctness": 4}}
    assert (edited.comment, edited.edited_at, edited.seconds) == ("First", NOW, 10)
    assert Participation.objects.get(rater=rater).seconds == 10
    with pytest.raises(AnswerNotTaken):
        answer_edit(assignment_id=done.pk, rater=rater, changes={"scores": {"helpfulness": 9}}, now=NOW)
    assert answer_raw(edited)["scores"]["helpfulness"] == 1


def test_edit_turns_a_ranking_into_none_and_back(project: Project, rater: Rater) -> None:
    open_round(project, each=2, kinds=("COMPARISON",))
    assignment = hand_out(rater)
    done = submit(assignment, answer={"ranking": [[one] for one in assignment.shown]})
    none = answer_edit(assignment_id=done.pk, rater=rater, changes={"none_acceptable": True}, now=NOW)
    assert answer_raw(none) == {"none_acceptable": True}
    back = answer_edit(assignment_id=done.pk, rater=rater, changes={"ranking": [assignment.shown]}, now=NOW)
    assert answer_raw(back) == {"ranking": [assignment.shown]}


def test_anothers_answer_is_unknown(project: Project, rater: Rater) -> None:
    open_round(project)
    done = submit(hand_out(rater))
    bob = make_rater(project, "bob")
    for act in (answer_undo, lambda **given: answer_edit(changes={}, **given)):
        with pytest.raises(Unknown):
            act(assignment_id=done.pk, rater=bob, now=NOW)
    with pytest.raises(Unknown):
        answer_submit(assignment_id=done.pk, rater=bob, key=uuid4(), shown=done.shown, answer=full_scores(), now=NOW)


def test_submit_asks_the_database_a_handful_of_times(project: Project, rater: Rater) -> None:
    open_round(project, each=5, kinds=("RANKING",))
    assignment = hand_out(rater)
    with CaptureQueriesContext(connection) as queries:
        submit(assignment, answer={"ranking": [[one] for one in assignment.shown]})
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) <= 5
