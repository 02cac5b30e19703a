"""Hands tasks to raters. Only this package writes `Task.taken`, `Task.overlap` and, after they are made, `Task.seq`.

A place of a task is taken by one conditional update, so that two people who press "next" at once never get a
surplus assignment on either database. Locks are always taken in the order rater, assignment, task,
participation, membership; whoever changes many tasks does so one by one, or waits for none of them (`moving`).
"""

from annotations.services.handout.ending import end_keep, tasks_append
from annotations.services.handout.holding import (
    ReasonMissing,
    assignment_heartbeat,
    assignment_next,
    assignment_return_expired,
    assignment_skip,
)
from annotations.services.handout.moving import Standing, tasks_move
from annotations.services.handout.naming import assignment_reassign, task_assign
from annotations.services.handout.places import (
    LEASE,
    AssignmentRefused,
    AssignmentUnknown,
    assignment_locked,
    is_training,
    participation_add,
    place_regain,
    repeats_return,
    round_must_collect,
    task_widen,
)

__all__ = [
    "LEASE",
    "AssignmentRefused",
    "AssignmentUnknown",
    "ReasonMissing",
    "Standing",
    "assignment_heartbeat",
    "assignment_locked",
    "assignment_next",
    "assignment_reassign",
    "assignment_return_expired",
    "assignment_skip",
    "end_keep",
    "is_training",
    "participation_add",
    "place_regain",
    "repeats_return",
    "round_must_collect",
    "task_assign",
    "task_widen",
    "tasks_append",
    "tasks_move",
]
