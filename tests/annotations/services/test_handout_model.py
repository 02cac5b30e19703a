"""The hand-out against a model of its rules in memory: any order of events, the same outcome."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from uuid import uuid4

import pytest
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from annotations.handout.policy import Policy
from annotations.models import Assignment, Dimension, Gold, Item, Membership, Participation, Project, Rubric, Task
from annotations.services.answers import answer_edit, answer_submit, answer_undo
from annotations.services.errors import Refused
from annotations.services.handout import (
    LEASE,
    assignment_heartbeat,
    assignment_next,
    assignment_reassign,
    assignment_return_expired,
    assignment_skip,
    looking,
    mixing,
    task_assign,
)
from annotations.services.members import member_pause, member_resume
from annotations.services.priorities import tasks_prioritise
from ranking.selectors.integrity import CHECKS
from tests.annotations.world import NOW, full_scores, make_items, make_rater, open_round

pytestmark = [pytest.mark.both]
NAMES = ("ada", "bob", "cem")
# Cem reads no Turkish.
LANGUAGES = {"ada": [], "bob": ["en", "tr"], "cem": ["en"]}
LIMIT = 7
RIGHT = 4
SOONEST = 2
who = st.sampled_from(NAMES)
values = st.sampled_from([1, RIGHT, RIGHT, 5])
POLICY = Policy(
    gold_share=0.25, repeat_share=0.25, accuracy_floor=0.5, accuracy_after=2, overlap_cap=3, agreement_floor=0.6
)


class HandOut(RuleBasedStateMachine):
    """`had` is what each rater may not get again, `open` what each holds, `late` what the clock took from them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.had = {name: set() for name in NAMES}
        self.open: dict[str, Assignment] = {}
        self.late: dict[str, list[Assignment]] = {name: [] for name in NAMES}
        self.away: dict[str, list[Assignment]] = {name: [] for name in NAMES}
        self.done: dict[str, list[Assignment]] = {name: [] for name in NAMES}
        self.checks: dict[str, list[tuple[Assignment, int]]] = {name: [] for name in NAMES}
        self.paused: set[str] = set()
        self.skipped = dict.fromkeys(NAMES, 0)

    @initialize(
        items=st.integers(2, 8),
        overlap=st.integers(1, 2),
        plain=st.sampled_from([False, False, True]),
        limited=st.sampled_from([False, False, True]),
    )
    def begin(self, items: int, overlap: int, plain: bool, limited: bool) -> None:
        TestCase.setUpClass()
        self.case = TestCase()
        self.case._pre_setup()
        self.before = mixing.SOONEST, looking.FIRST_STRETCH, looking.MOST_PLACES
        # So short that small rounds are looked through in several stretches and transactions.
        mixing.SOONEST, looking.FIRST_STRETCH, looking.MOST_PLACES = SOONEST, 1, 3
        self.project = Project.objects.create(slug="tea", name="Tea")
        rubric = Rubric.objects.create(project=self.project)
        for name in ("helpfulness", "correctness"):
            Dimension.objects.create(rubric=rubric, name=name)
        self.raters = {
            name: make_rater(self.project, name, role=Membership.Role.ANNOTATOR, languages=languages)
            for name, languages in LANGUAGES.items()
        }
        self.limit = LIMIT if limited else 1000
        self.cap = overlap if plain else POLICY.overlap_cap or 0
        self.golds = set() if plain else self.make_golds()
        policy = Policy() if plain else POLICY
        policy = replace(policy, answer_limit=self.limit)
        self.round = open_round(self.project, items=items, overlap=overlap, policy=policy.as_json())
        tasks = self.round.tasks.filter(gold=None)
        self.held = dict.fromkeys(tasks.values_list("pk", flat=True), 0)
        self.bands = dict.fromkeys(self.held, 0)
        self.turkish = set(sorted(self.held)[::3])
        Item.objects.filter(tasks__in=self.turkish).update(language="tr")
        Item.objects.filter(tasks__in=self.held).exclude(tasks__in=self.turkish).update(language="en")
        self.overlap = dict.fromkeys(self.held, overlap)
        self.said: dict[int, dict[str, int]] = {task: {} for task in self.held}

    def make_golds(self) -> set[int]:
        items = make_items(self.project, 2, split="gold")
        made = []
        for item in items:
            gold = Gold.objects.create(project=self.project, kind="RATING", item=item, answer=full_scores(RIGHT))
            gold.responses.create(item=item, external_id=item.external_id, text="Known")
            made.append(gold.pk)
        return set(made)

    def is_gold(self, assignment: Assignment) -> bool:
        return assignment.task_id not in self.held

    def fills_place(self, assignment: Assignment) -> bool:
        return not self.is_gold(assignment) and not assignment.repeat

    def free_to(self, name: str) -> set[int]:
        if len(self.done[name]) >= self.limit:
            return set()
        unread = self.turkish if name == "cem" else set()
        return {
            task
            for task, held in self.held.items()
            if held < self.overlap[task] and task not in self.had[name] and task not in unread
        }

    @rule(name=who)
    def ask(self, name: str) -> None:
        given = assignment_next(rater=self.raters[name], now=self.now)
        if name in self.paused:
            assert given is None
            return
        if name in self.open:
            assert given == self.open[name]
        elif given is None:
            assert not self.free_to(name)
        else:
            self.check_given(name, given)
        if given:
            given.lease_until = self.now + LEASE
            self.open[name] = given

    def check_given(self, name: str, given: Assignment) -> None:
        if self.is_gold(given):
            assert self.golds
            assert given.task_id not in self.had[name]
            self.had[name].add(given.task_id)
        elif given.repeat:
            own = self.done[name]
            place = [one.task_id for one in own if one.repeat == 0].count(given.task_id)
            assert place == 1
            assert given.task_id not in [one.task_id for one in own[-SOONEST + 1 :]]
            assert given.task_id not in [one.task_id for one in own if one.repeat]
        else:
            assert given.task_id in self.free_to(name)
            assert self.bands[given.task_id] == min(self.bands[task] for task in self.free_to(name))
            self.held[given.task_id] += 1
            self.had[name].add(given.task_id)
        self.late[name] = [one for one in self.late[name] if one != given]
        self.away[name] = [one for one in self.away[name] if one != given]

    @rule(bands=st.lists(st.integers(-1, 1), min_size=3, max_size=8))
    def move(self, bands: list[int]) -> None:
        wanted = dict(zip(self.held, bands, strict=False))
        moved = tasks_prioritise(round=self.round, bands=wanted)
        assert moved == sum(self.bands[task] != band for task, band in wanted.items())
        self.bands |= wanted

    @rule(name=who, value=values)
    def show_life(self, name: str, value: int) -> None:
        if name in self.open:
            beating = assignment_heartbeat(assignment_id=self.open[name].pk, rater=self.raters[name], now=self.now)
            self.open[name].lease_until = beating.lease_until
            assert beating.lease_until == self.now + LEASE

    @rule(to=who, place=st.integers(0, 7))
    def give_by_name(self, to: str, place: int) -> None:
        task = sorted(self.held)[place % len(self.held)]
        if to in self.open or to in self.paused:
            return
        possible = self.held[task] < self.overlap[task] and task not in self.had[to]
        if not possible:
            with pytest.raises(Refused):
                task_assign(task_id=task, project=self.project, to=self.raters[to], now=self.now)
            return
        self.into_hands(to, task_assign(task_id=task, project=self.project, to=self.raters[to], now=self.now))
        self.held[task] += 1

    def into_hands(self, name: str, given: Assignment) -> None:
        self.open[name] = given
        self.had[name].add(given.task_id)
        self.late[name] = [one for one in self.late[name] if one != given]
        self.away[name] = [one for one in self.away[name] if one != given]

    def answer(self, name: str, value: int) -> None:
        if name in self.open:
            self.submit(name, self.open.pop(name), value)

    @rule(name=who, said=st.lists(values, min_size=1, max_size=6))
    def work(self, name: str, said: list[int]) -> None:
        for value in said:
            self.ask(name)
            self.answer(name, value)

    @rule(name=who, value=values)
    def answer_late(self, name: str, value: int) -> None:
        if not self.late[name]:
            return
        assignment = self.late[name].pop()
        if self.may_be_late(name, assignment):
            if self.fills_place(assignment):
                self.held[assignment.task_id] += 1
            if not assignment.repeat:
                self.had[name].add(assignment.task_id)
            self.submit(name, assignment, value)
        else:
            self.refused(name, assignment)
            self.late[name].append(assignment)

    def may_be_late(self, name: str, assignment: Assignment) -> bool:
        if assignment.repeat:
            return any(one.task_id == assignment.task_id and not one.repeat for one in self.done[name])
        return self.is_gold(assignment) or self.held[assignment.task_id] < self.overlap[assignment.task_id]

    @rule(name=who)
    def answer_what_was_taken_away(self, name: str) -> None:
        for assignment in self.away[name]:
            self.refused(name, assignment)

    def refused(self, name: str, assignment: Assignment) -> None:
        with pytest.raises(Refused):
            self.send(name, assignment, RIGHT)

    def send(self, name: str, assignment: Assignment, value: int) -> None:
        answer_submit(
            assignment_id=assignment.pk, rater=self.raters[name], key=uuid4(), shown=assignment.shown or [],
            answer=full_scores(value), now=self.now,
        )  # fmt: skip

    def submit(self, name: str, assignment: Assignment, value: int) -> None:
        self.send(name, assignment, value)
        self.now += timedelta(seconds=1)
        self.done[name].append(assignment)
        if self.is_gold(assignment):
            self.checks[name].append((assignment, value == RIGHT))
            right = sum(met for _one, met in self.checks[name])
            if len(self.checks[name]) >= POLICY.accuracy_after and right < 0.5 * len(self.checks[name]):
                self.paused.add(name)
        elif not assignment.repeat:
            self.said[assignment.task_id][name] = value
            self.reconsider(assignment.task_id)

    def reconsider(self, task: int) -> None:
        pairs = list(combinations(self.said[task].values(), 2))
        if pairs and len(self.said[task]) == self.overlap[task] < self.cap:
            apart = sum(abs(one - two) / 4 for one, two in pairs) / len(pairs)
            self.overlap[task] += 1 - apart < POLICY.agreement_floor

    @rule(name=who, value=values)
    def edit(self, name: str, value: int) -> None:
        own = [one for one in self.done[name] if self.fills_place(one)]
        if own:
            answer_edit(assignment_id=own[0].pk, rater=self.raters[name], changes=full_scores(value), now=self.now)
            self.said[own[0].task_id][name] = value
            self.reconsider(own[0].task_id)

    @rule(name=who)
    def skip(self, name: str) -> None:
        self.ask(name)
        if name in self.open:
            assignment = self.open.pop(name)
            assignment_skip(assignment_id=assignment.pk, rater=self.raters[name], reason="pass", now=self.now)
            self.skipped[name] += 1
            if self.fills_place(assignment):
                self.held[assignment.task_id] -= 1

    @rule(name=who)
    def undo(self, name: str) -> None:
        if self.done[name] and name not in self.open:
            assignment = self.done[name].pop()
            undone = answer_undo(assignment_id=assignment.pk, rater=self.raters[name], now=self.now)
            self.open[name] = undone.assignment
            self.checks[name] = [one for one in self.checks[name] if one[0] != assignment]
            if self.fills_place(assignment):
                del self.said[assignment.task_id][name]

    @rule(name=who, to=st.sampled_from([None, *NAMES]))
    def take_away(self, name: str, to: str | None) -> None:
        self.ask(name)
        if name not in self.open or to == name or to in self.open:
            return
        assignment = self.open[name]
        possible = to is None or (
            self.fills_place(assignment) and to not in self.paused and assignment.task_id not in self.had[to]
        )
        if not possible:
            with pytest.raises(Refused):
                self.reassign(assignment, to)
            return
        given = self.reassign(assignment, to)
        self.away[name].append(self.open.pop(name))
        if not assignment.repeat:
            self.had[name].discard(assignment.task_id)
        if to is not None:
            self.into_hands(to, given)
        elif self.fills_place(assignment):
            self.held[assignment.task_id] -= 1

    def reassign(self, assignment: Assignment, to: str | None) -> Assignment:
        named = self.raters[to] if to else None
        return assignment_reassign(assignment_id=assignment.pk, project=self.project, to=named, now=self.now)

    @rule(name=who)
    def pause_or_let_in(self, name: str) -> None:
        membership = Membership.objects.get(user=self.raters[name].user)
        assert membership.paused is (name in self.paused)
        if name in self.paused:
            member_resume(membership=membership, now=self.now)
            self.paused.discard(name)
            self.checks[name] = []
        else:
            member_pause(membership=membership, because=Membership.Because.LEAD, now=self.now)
            self.paused.add(name)

    @rule(minutes=st.sampled_from([1, 20, 31, 40, 1500]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        assignment_return_expired(now=self.now)
        for name, assignment in list(self.open.items()):
            if assignment.lease_until < self.now:
                del self.open[name]
                self.late[name].append(assignment)
                if not assignment.repeat:
                    self.had[name].discard(assignment.task_id)
                if self.fills_place(assignment):
                    self.held[assignment.task_id] -= 1

    @invariant()
    def the_books_balance(self) -> None:
        for task in Task.objects.filter(pk__in=self.held):
            assert task.taken == self.held[task.pk] == task.assignments.filter(holds_place=True).count()
            assert task.overlap == self.overlap[task.pk]
        for part in Participation.objects.select_related("rater"):
            done = self.done[part.rater.name]
            assert (part.done, part.repeats) == (len(done), sum(one.repeat for one in done))
            assert part.skipped == self.skipped[part.rater.name]
            checks = self.checks[part.rater.name]
            assert (part.checked, part.right) == (len(checks), sum(met for _one, met in checks))

    def teardown(self) -> None:
        if hasattr(self, "case"):
            mixing.SOONEST, looking.FIRST_STRETCH, looking.MOST_PLACES = self.before
            assert [problem for check in CHECKS.values() for problem in check()] == []
            self.case._post_teardown()
            TestCase.tearDownClass()


@pytest.mark.django_db(transaction=True)
def test_the_hand_out_keeps_its_rules_in_any_order_of_events() -> None:
    run_state_machine_as_test(
        HandOut,
        settings=settings(
            max_examples=12,
            stateful_step_count=50,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
