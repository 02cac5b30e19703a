"""The hand-out against a model of its rules in memory: any order of events, the same outcome."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from annotations.models import Assignment, Dimension, Membership, Project, Rubric, Task
from annotations.services.answers import answer_submit, answer_undo
from annotations.services.errors import Refused
from annotations.services.handout import LEASE, assignment_next, assignment_return_expired, assignment_skip
from tests.annotations.world import NOW, full_scores, make_rater, open_round

pytestmark = [pytest.mark.both]
NAMES = ("ada", "bob", "cem")
who = st.sampled_from(NAMES)


class HandOut(RuleBasedStateMachine):
    """`had` is what each rater may not get again, `open` what each holds, `late` what the clock took from them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.had = {name: set() for name in NAMES}
        self.open: dict[str, Assignment] = {}
        self.late: dict[str, list[Assignment]] = {name: [] for name in NAMES}
        self.done: dict[str, list[Assignment]] = {name: [] for name in NAMES}
        self.held: dict[int, int] = {}

    @initialize(items=st.integers(1, 3), overlap=st.integers(1, 2))
    def begin(self, items: int, overlap: int) -> None:
        TestCase.setUpClass()
        self.case = TestCase()
        self.case._pre_setup()
        project = Project.objects.create(slug="tea", name="Tea")
        rubric = Rubric.objects.create(project=project)
        for name in ("helpfulness", "correctness"):
            Dimension.objects.create(rubric=rubric, name=name)
        self.overlap = overlap
        self.raters = {name: make_rater(project, name, role=Membership.Role.ANNOTATOR) for name in NAMES}
        self.held = dict.fromkeys(
            open_round(project, items=items, overlap=overlap).tasks.values_list("pk", flat=True), 0
        )

    def free_to(self, name: str) -> set[int]:
        return {task for task, held in self.held.items() if held < self.overlap and task not in self.had[name]}

    @rule(name=who)
    def ask(self, name: str) -> None:
        given = assignment_next(rater=self.raters[name], now=self.now)
        if name in self.open:
            assert given == self.open[name]
        elif given is None:
            assert not self.free_to(name)
        else:
            assert given.task_id in self.free_to(name)
            self.held[given.task_id] += 1
            self.had[name].add(given.task_id)
            self.late[name] = [one for one in self.late[name] if one != given]
        if given:
            given.lease_until = self.now + LEASE
            self.open[name] = given

    @rule(name=who)
    def answer(self, name: str) -> None:
        if name in self.open:
            self.submit(name, self.open.pop(name))

    @rule(name=who)
    def work(self, name: str) -> None:
        self.ask(name)
        self.answer(name)

    @rule(name=who)
    def answer_late(self, name: str) -> None:
        if not self.late[name]:
            return
        assignment = self.late[name].pop()
        if self.held[assignment.task_id] < self.overlap:
            self.submit(name, assignment)
            self.held[assignment.task_id] += 1
            self.had[name].add(assignment.task_id)
        else:
            with pytest.raises(Refused):
                self.submit(name, assignment)
            self.late[name].append(assignment)

    def submit(self, name: str, assignment: Assignment) -> None:
        answer_submit(
            assignment_id=assignment.pk, rater=self.raters[name], key=uuid4(), shown=assignment.shown or [],
            answer=full_scores(), now=self.now,
        )  # fmt: skip
        self.now += timedelta(seconds=1)
        self.done[name].append(assignment)

    @rule(name=who)
    def skip(self, name: str) -> None:
        if name in self.open:
            assignment = self.open.pop(name)
            assignment_skip(assignment_id=assignment.pk, rater=self.raters[name], reason="pass", now=self.now)
            self.held[assignment.task_id] -= 1

    @rule(name=who)
    def undo(self, name: str) -> None:
        if self.done[name] and name not in self.open:
            assignment = self.done[name].pop()
            undone = answer_undo(assignment_id=assignment.pk, rater=self.raters[name], now=self.now)
            self.open[name] = undone.assignment

    @rule(minutes=st.sampled_from([1, 20, 31, 40]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        assignment_return_expired(now=self.now)
        for name, assignment in list(self.open.items()):
            if assignment.lease_until < self.now:
                del self.open[name]
                self.late[name].append(assignment)
                self.had[name].discard(assignment.task_id)
                self.held[assignment.task_id] -= 1

    @invariant()
    def the_books_balance(self) -> None:
        for task in Task.objects.filter(pk__in=self.held):
            assert task.taken == self.held[task.pk] == task.assignments.filter(holds_place=True).count()

    def teardown(self) -> None:
        if hasattr(self, "case"):
            self.case._post_teardown()
            TestCase.tearDownClass()


@pytest.mark.django_db(transaction=True)
def test_the_hand_out_keeps_its_rules_in_any_order_of_events() -> None:
    run_state_machine_as_test(
        HandOut,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
