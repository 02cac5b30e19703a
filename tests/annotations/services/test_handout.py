"""The hand-out: one place per answer, one task per rater, and nothing is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.handout.policy import Policy
from annotations.handout.schedule import Standing, Turn, due
from annotations.models import Adjudication, Assignment, Gold, Item, Membership, Participation, Project, Round, Task
from annotations.services.answers import answer_submit
from annotations.services.errors import Invalid, Refused, Unknown
from annotations.services.handout import (
    LEASE,
    assignment_heartbeat,
    assignment_next,
    assignment_return_expired,
    assignment_skip,
    looking,
)
from annotations.services.handout.ending import to_the_end
from tests.annotations.world import NOW, full_scores, make_items, make_rater, make_responses, open_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def answer(assignment: Assignment, **fields: object) -> Assignment:
    values = {"key": uuid4(), "shown": assignment.shown, "answer": full_scores(), "now": NOW} | fields
    return answer_submit(assignment_id=assignment.pk, rater=assignment.rater, **values).assignment


def statements(queries: CaptureQueriesContext) -> int:
    return len([one for one in queries if "SAVEPOINT" not in one["sql"]])


def places_held(task: Task) -> int:
    return task.assignments.filter(holds_place=True).count()


def assert_books_balance(round: Round) -> None:
    for task in round.tasks.all():
        assert task.taken == places_held(task)


def test_it_hands_out_every_task_once_to_a_lone_rater(project: Project) -> None:
    round = open_round(project, items=12)
    rater = make_rater(project, "ada")
    seen = []
    while assignment := assignment_next(rater=rater, now=NOW):
        seen.append(assignment.task_id)
        answer(assignment)
    assert sorted(seen) == sorted(round.tasks.values_list("pk", flat=True))
    assert Participation.objects.get(rater=rater).done == 12
    assert_books_balance(round)


def test_it_gives_each_task_to_as_many_raters_as_the_overlap_says(project: Project) -> None:
    round = open_round(project, items=5, overlap=2)
    raters = [make_rater(project, name) for name in ("ada", "bob", "cem")]
    open_to = list(raters)
    while open_to:
        for rater in list(open_to):
            assignment = assignment_next(rater=rater, now=NOW)
            if assignment is None:
                open_to.remove(rater)
            else:
                answer(assignment)
    assert [task.taken for task in round.tasks.all()] == [2] * 5
    assert Assignment.objects.filter(state="DONE").count() == 10


def test_it_gives_an_open_assignment_again_with_a_new_lease(project: Project) -> None:
    open_round(project)
    rater = make_rater(project, "ada")
    first = assignment_next(rater=rater, now=NOW)
    again = assignment_next(rater=rater, now=NOW + timedelta(minutes=20))
    assert first is not None
    assert again == first
    assert again.lease_until == NOW + timedelta(minutes=20) + LEASE


def test_it_leaves_the_lease_as_it_is_when_told_so(project: Project) -> None:
    open_round(project)
    rater = make_rater(project, "ada")
    assignment_next(rater=rater, now=NOW)
    again = assignment_next(rater=rater, now=NOW + timedelta(minutes=1), renew=False)
    assert again is not None
    assert again.lease_until == NOW + LEASE


def test_it_hands_out_nothing_where_nothing_waits(project: Project) -> None:
    assert assignment_next(rater=make_rater(project, "ada"), now=NOW) is None


@pytest.mark.parametrize("state", ["DRAFT", "GENERATING", "LEARNING", "REVIEW", "CLOSED", "CANCELLED"])
def test_it_hands_out_nothing_of_a_round_that_does_not_collect(project: Project, state: str) -> None:
    open_round(project, state=state)
    assert assignment_next(rater=make_rater(project, "ada"), now=NOW) is None


def test_it_respects_a_paused_round_and_a_paused_member(project: Project) -> None:
    round = open_round(project, paused=True)
    rater = make_rater(project, "ada")
    assert assignment_next(rater=rater, now=NOW) is None
    Round.objects.filter(pk=round.pk).update(paused=False)
    Membership.objects.update(paused=True)
    assert assignment_next(rater=rater, now=NOW) is None
    Membership.objects.update(paused=False)
    assert assignment_next(rater=rater, now=NOW) is not None


def test_it_respects_the_languages_of_a_member_also_when_they_change(project: Project) -> None:
    round = open_round(project, items=0)
    from annotations.services.tasks import tasks_build

    for language in ("en", "tr", ""):
        make_responses(round, make_items(project, 3, language=language))
    tasks_build(round=round)
    rater = make_rater(project, "ada", languages=["tr"])
    languages = []
    while assignment := assignment_next(rater=rater, now=NOW):
        languages.append(assignment.task.item.language)
        answer(assignment)
    assert sorted(languages) == ["", "", "", "tr", "tr", "tr"]
    Membership.objects.update(languages=["en"])
    assignment = assignment_next(rater=rater, now=NOW)
    assert assignment is not None
    assert assignment.task.item.language == "en"


def test_whoever_reads_a_rare_language_finds_all_of_it_in_short_looks(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "FIRST_STRETCH", 4)
    monkeypatch.setattr(looking, "MOST_PLACES", 16)
    round = open_round(project, items=80)
    rare = list(round.tasks.order_by("seq"))[7::30]
    Item.objects.exclude(tasks__in=rare).update(language="en")
    Item.objects.filter(tasks__in=rare).update(language="tr")
    ayse = make_rater(project, "ayse", languages=["tr"])
    seen, costs = [], []
    while True:
        with CaptureQueriesContext(connection) as queries:
            given = assignment_next(rater=ayse, now=NOW)
        costs.append(statements(queries))
        if given is None:
            break
        seen.append(given.task_id)
        answer(given)
    assert sorted(seen) == sorted(task.pk for task in rare)
    # All of the round was looked at once; what is asked now looks at nothing again.
    assert Participation.objects.get(rater=ayse).spans == {"0|tr": [1, 80]}
    assert sum(costs) <= 80
    with CaptureQueriesContext(connection) as queries:
        assert assignment_next(rater=ayse, now=NOW) is None
    assert statements(queries) <= 8
    returned = round.tasks.exclude(pk__in=seen).first()
    Item.objects.filter(pk=returned.item_id).update(language="tr")
    to_the_end(returned)
    again = assignment_next(rater=ayse, now=NOW)
    assert again is not None
    assert again.task_id == returned.pk


def test_it_gives_a_skipped_task_to_others_and_never_back(project: Project) -> None:
    round = open_round(project, items=1)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    first = assignment_next(rater=ada, now=NOW)
    assert first is not None
    assert assignment_next(rater=bob, now=NOW) is None
    for _twice in range(2):
        assignment_skip(assignment_id=first.pk, rater=ada, reason="Not my field", now=NOW)
    assert assignment_next(rater=ada, now=NOW) is None
    second = assignment_next(rater=bob, now=NOW)
    assert second is not None
    assert second.task_id == first.task_id
    assert Participation.objects.get(rater=ada).skipped == 1
    assert_books_balance(round)


def test_it_asks_for_a_reason_to_skip(project: Project) -> None:
    open_round(project)
    rater = make_rater(project, "ada")
    assignment = assignment_next(rater=rater, now=NOW)
    assert assignment is not None
    for reason in ("", "   ", "x" * 501, "a\x00b"):
        with pytest.raises(Invalid) as caught:
            assignment_skip(assignment_id=assignment.pk, rater=rater, reason=reason, now=NOW)
        assert "reason" in caught.value.fields


def test_it_returns_what_a_silent_rater_held_and_every_cursor_meets_it(project: Project) -> None:
    round = open_round(project, items=4)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    held = assignment_next(rater=ada, now=NOW)
    assert held is not None
    for _each in range(3):
        given = assignment_next(rater=bob, now=NOW)
        assert given is not None
        answer(given)
    assert assignment_next(rater=bob, now=NOW) is None
    assert assignment_return_expired(now=NOW + LEASE - timedelta(seconds=1)) == 0
    assert assignment_return_expired(now=NOW + LEASE + timedelta(seconds=1)) == 1
    assert_books_balance(round)
    given = assignment_next(rater=bob, now=NOW)
    assert given is not None
    assert given.task_id == held.task_id


def test_what_ran_out_is_handed_out_though_no_sweep_has_come(project: Project) -> None:
    open_round(project, items=1)
    elsewhere = Project.objects.create(slug="coffee", name="Coffee")
    open_round(elsewhere, items=1)
    silent, stranger, waiting = make_rater(project, "ada"), make_rater(elsewhere, "eve"), make_rater(project, "bob")
    held = assignment_next(rater=silent, now=NOW)
    assert held is not None
    assert assignment_next(rater=stranger, now=NOW)
    assert assignment_next(rater=waiting, now=NOW + LEASE) is None
    given = assignment_next(rater=waiting, now=NOW + LEASE + timedelta(seconds=1))
    assert given is not None
    assert given.task_id == held.task_id
    assert sorted(Assignment.objects.values_list("rater__name", "state")) == [
        ("ada", "RETURNED"), ("bob", "OPEN"), ("eve", "OPEN"),
    ]  # fmt: skip


def test_it_gives_an_expired_task_back_to_its_rater_too(project: Project) -> None:
    open_round(project, items=1)
    rater = make_rater(project, "ada")
    held = assignment_next(rater=rater, now=NOW)
    later = NOW + timedelta(days=1)
    assignment_return_expired(now=later)
    again = assignment_next(rater=rater, now=later)
    assert again == held
    assert again is not None
    assert again.state == "OPEN"
    assert again.holds_place
    answer(again)
    assert Task.objects.get().taken == 1


def test_a_heartbeat_keeps_the_lease_and_regains_a_free_place(project: Project) -> None:
    open_round(project, items=1)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    held = assignment_next(rater=ada, now=NOW)
    assert held is not None
    late = NOW + timedelta(minutes=25)
    assert assignment_heartbeat(assignment_id=held.pk, rater=ada, now=late).lease_until == late + LEASE
    assignment_return_expired(now=NOW + timedelta(days=1))
    assert assignment_heartbeat(assignment_id=held.pk, rater=ada, now=late).holds_place
    assignment_return_expired(now=NOW + timedelta(days=1))
    assert assignment_next(rater=bob, now=NOW) is not None
    with pytest.raises(Refused):
        assignment_heartbeat(assignment_id=held.pk, rater=ada, now=late)


def test_an_assignment_of_another_rater_is_unknown(project: Project) -> None:
    open_round(project)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    held = assignment_next(rater=ada, now=NOW)
    assert held is not None
    with pytest.raises(Unknown):
        assignment_heartbeat(assignment_id=held.pk, rater=bob, now=NOW)
    with pytest.raises(Unknown):
        assignment_skip(assignment_id=held.pk, rater=bob, reason="mine", now=NOW)


def test_a_task_of_a_higher_band_waits_for_the_lower(project: Project) -> None:
    round = open_round(project, items=6)
    late = list(round.tasks.order_by("seq")[:3])
    Task.objects.filter(pk__in=[task.pk for task in late]).update(band=1)
    rater = make_rater(project, "ada")
    bands = []
    while assignment := assignment_next(rater=rater, now=NOW):
        bands.append(assignment.task.band)
        answer(assignment)
    assert bands == [0, 0, 0, 1, 1, 1]


def test_the_shown_order_differs_between_raters_and_is_stored(project: Project) -> None:
    open_round(project, items=10, each=4, kinds=("RANKING",), overlap=4)
    orders = {}
    for name in ("ada", "bob", "cem", "dan"):
        rater = make_rater(project, name)
        while assignment := assignment_next(rater=rater, now=NOW):
            orders.setdefault(assignment.task_id, set()).add(tuple(assignment.shown))
            answer(assignment, answer={"ranking": [[one] for one in assignment.shown]})
    assert len(orders) == 10
    assert sum(len(found) > 1 for found in orders.values()) >= 9


def test_next_asks_the_database_a_handful_of_times_however_long_the_round(project: Project) -> None:
    open_round(project, items=60, overlap=3)
    ada, bob = make_rater(project, "ada"), make_rater(project, "bob")
    nexts, submits = [], []
    for _each in range(40):
        with CaptureQueriesContext(connection) as queries:
            assignment = assignment_next(rater=ada, now=NOW)
        nexts.append(statements(queries))
        assert assignment is not None
        with CaptureQueriesContext(connection) as queries:
            answer(assignment)
        submits.append(statements(queries))
        other = assignment_next(rater=bob, now=NOW)
        assert other is not None
        answer(other)
    # The first makes the participation. Who has come to the end of the order reads once more, from there downwards:
    # where that is depends on the rater's own start, which keys draw.
    assert max(nexts) <= 10
    assert min(nexts) <= 9
    assert max(submits) <= 5


def test_a_policy_costs_nothing_where_nothing_special_is_due(project: Project) -> None:
    policy = Policy(gold_share=0.02, repeat_share=0.02, training=True, accuracy_floor=0.5, answer_limit=99)
    round = open_round(project, items=12, policy=policy.as_json())
    rater = make_rater(project, "ada")
    counts = []
    for place in range(12):
        plain = place > 0 and due(policy, round.seed, rater.pk, Standing(place)) == [Turn.TASK]
        with CaptureQueriesContext(connection) as queries:
            assignment = assignment_next(rater=rater, now=NOW)
            assert assignment is not None
            answer(assignment)
        counts += [statements(queries)] if plain else []
    assert len(counts) > 8
    assert max(counts) <= 15


def test_with_every_rule_on_it_is_still_a_handful(project: Project) -> None:
    for item in make_items(project, 3, split="gold"):
        gold = Gold.objects.create(project=project, kind="RATING", item=item, answer=full_scores(3))
        gold.responses.create(item=item, external_id=item.external_id, text="Known")
    policy = Policy(gold_share=0.1, repeat_share=0.1, accuracy_floor=0.1, overlap_cap=3, adjudicate=True)
    open_round(project, items=30, overlap=2, policy=policy.as_json())
    Item.objects.update(language="en")
    raters = [make_rater(project, name, languages=["en"]) for name in ("ada", "bob", "cem")]
    nexts, submits, kinds = [], [], set()
    while len(kinds) < 3 or any(not one.finished for one in raters):
        for place, rater in enumerate(raters):
            with CaptureQueriesContext(connection) as asking:
                given = assignment_next(rater=rater, now=NOW)
            rater.finished = given is None
            if given is None:
                continue
            kinds.add("gold" if given.task.gold_id else "repeat" if given.repeat else "task")
            with CaptureQueriesContext(connection) as answering:
                # They part, so that one more is asked and reviewers are called.
                answer(given, answer=full_scores(1 + 2 * place))
            nexts.append(statements(asking))
            submits.append(statements(answering))
    assert Adjudication.objects.exists()
    assert (max(nexts) <= 12, max(submits) <= 12) == (True, True), (max(nexts), max(submits))
