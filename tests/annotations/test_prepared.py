"""Queries that are turned into SQL once."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef
from django.test.utils import CaptureQueriesContext

from annotations.models import Assignment, Membership, Project, Rater, Round, Task
from annotations.prepared import PreparedInsert, PreparedSelect, PreparedUpdate, integer, remember, slot_of, slots_of
from tests.annotations.world import make_rater, open_round

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def opened(project: Project) -> Round:
    return open_round(project, items=4)


def written(opened: Round, rater: Rater, **fields: Any) -> Assignment:
    task = Task.objects.order_by("pk")[0]
    return Assignment.objects.create(task=task, rater=rater, **fields)


def test_a_select_gives_the_rows_that_django_gives(project: Project, opened: Round) -> None:
    rater = make_rater(project, "ada")
    assignment = written(
        opened, rater, shown=[2, 1], key=uuid4(), lease_until=NOW, flags=["x"], seconds=2.5, metadata={"a": [1]}
    )  # fmt: skip
    rows = Assignment.objects.select_related("task__round", "task__gold").annotate(
        member=Exists(Membership.objects.filter(user=OuterRef("rater__user")))
    )
    prepared = PreparedSelect(lambda: rows.filter(pk=integer("pk"), variant=""))
    for _again in range(2):
        with CaptureQueriesContext(connection) as asked:
            [found] = prepared.all(pk=assignment.pk)
            assert found.task.round.pk == opened.pk
            assert found.task.gold is None
        assert len(asked) == 1
    [plain] = rows.filter(pk=assignment.pk)
    assert found.__dict__.keys() == plain.__dict__.keys()
    fields = [field.attname for field in Assignment._meta.concrete_fields]
    assert [getattr(found, name) for name in fields] == [getattr(plain, name) for name in fields]
    assert found.member == plain.member
    assert prepared.first(pk=assignment.pk + 1) is None


def test_only_leaves_the_rest_to_be_read_when_asked(opened: Round) -> None:
    prepared = PreparedSelect(lambda: Task.objects.filter(round=integer("round")).only("pk", "seq").order_by("seq"))
    found = prepared.all(round=opened.pk)
    assert [task.seq for task in found] == sorted(task.seq for task in found)
    assert found[0].get_deferred_fields() >= {"kind", "taken"}
    assert found[0].kind == Task.objects.get(pk=found[0].pk).kind


def test_an_update_reports_the_rows_it_changed(opened: Round) -> None:
    task = opened.tasks.all()[0]
    claim = PreparedUpdate(
        lambda: Task.objects.filter(pk=integer("task"), taken__lt=F("overlap")),
        lambda: {"taken": F("taken") + integer("places")},
    )
    assert claim.run(task=task.pk, places=task.overlap) == 1
    assert claim.run(task=task.pk, places=1) == 0
    task.refresh_from_db()
    assert task.taken == task.overlap


def test_values_are_kept_as_their_fields_keep_them(project: Project, opened: Round) -> None:
    assignment, key = written(opened, make_rater(project, "ada")), uuid4()
    names = ("key", "submitted_at", "flags", "shown", "comment", "holds_place")
    write = PreparedUpdate(lambda: Assignment.objects.filter(pk=integer("pk")), lambda: slots_of(Assignment, *names))
    values = (key, NOW, ["a", "ü"], None, "%s '", True)
    write.run(pk=assignment.pk, **dict(zip(names, values, strict=True)))
    assignment.refresh_from_db()
    assert tuple(getattr(assignment, name) for name in names) == values
    assert Assignment.objects.filter(shown__isnull=True, key=key).exists()


def test_an_insert_returns_its_key_and_has_the_defaults_of_the_model(project: Project, opened: Round) -> None:
    rater, task = make_rater(project, "ada"), opened.tasks.all()[0]
    insert = PreparedInsert(Assignment, "task_id", "rater_id", "repeat", "created_at")
    keys = [insert.one(task_id=task.pk, rater_id=rater.pk, repeat=repeat, created_at=NOW) for repeat in range(2)]
    insert.many({"task_id": task.pk, "rater_id": rater.pk, "repeat": repeat, "created_at": NOW} for repeat in (2, 3))
    found = Assignment.objects.order_by("repeat")
    assert [one.repeat for one in found] == [0, 1, 2, 3]
    assert [one.pk for one in found[:2]] == keys
    assert (found[0].flags, found[0].metadata, found[0].state, found[0].created_at) == ([], {}, "OPEN", NOW)


@pytest.mark.parametrize("many", [False, True])
def test_a_broken_constraint_is_djangos_error_and_undoes_the_transaction(
    project: Project, opened: Round, many: bool
) -> None:
    rater, task = make_rater(project, "ada"), opened.tasks.all()[0]
    insert = PreparedInsert(Assignment, "task_id", "rater_id", "created_at")
    values = {"task_id": task.pk, "rater_id": rater.pk, "created_at": NOW}

    def write_twice() -> None:
        with transaction.atomic():
            insert.one(**values)
            if many:
                insert.many([values])
            else:
                insert.one(**values)

    with pytest.raises(IntegrityError):
        write_twice()
    assert not Assignment.objects.exists()


def test_what_was_read_of_a_rows_many_is_not_read_again(opened: Round) -> None:
    task = Task.objects.all()[0]
    remember(task, "task_responses", list(task.task_responses.all()))
    with CaptureQueriesContext(connection) as asked:
        assert [one.task_id for one in task.task_responses.all()] == [task.pk] * task.task_responses.count()
    assert not asked


def test_a_slot_without_its_value_is_a_fault_of_the_caller(project: Project) -> None:
    with pytest.raises(KeyError):
        PreparedSelect(lambda: Project.objects.filter(slug=slot_of(Project, "slug"))).all()
