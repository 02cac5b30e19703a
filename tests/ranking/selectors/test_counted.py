"""Answers to checks, items made for them, and reviewers' decisions change no figure."""

from typing import Any

import pytest

from annotations.models import Adjudication, Assignment, Dimension, Gold, Item, Project, Response, Score, Task
from annotations.selectors.responses import answers_about
from ranking.selectors.arrays import answers_load
from ranking.selectors.evidence import evidence_read
from ranking.selectors.exports import export_scope, items_answered
from ranking.selectors.frames import scores_frame
from tests.ranking.made import Made, make_round

pytestmark = pytest.mark.django_db


def figures(made: Made) -> dict[str, Any]:
    project = made.round.project
    loaded = answers_load(project=project)
    exported = items_answered(export_scope(project=project))
    return {
        "answers": len(loaded.answers.item),
        "scores": loaded.scores.value.tolist(),
        "items": (loaded.n_items, loaded.n_responses, len(loaded.entities.items), len(loaded.entities.responses)),
        "frame": scores_frame(project=project).fillna(-1).to_dict(),
        "exports": [(row.item.pk, sorted(row.responses), [one.pk for one in row.answers]) for row in exported],
        "evidence": evidence_read(round=made.round, base=made.version).answers,
        "rows": [[one.pk for one in answers_about(response)] for response in made.round.responses.all()],
    }


def say(task: Task, made: Made, **fields: Any) -> Assignment:
    done = Assignment.objects.create(task=task, rater=made.raters[0], state="DONE", **fields)
    for dimension in Dimension.objects.all():
        Score.objects.create(assignment=done, dimension=dimension, value=1)
    return done


def plant(made: Made) -> None:
    """A check on an item of its own, one on an item of the round, and a decision."""
    project = made.round.project
    item = Item.objects.create(project=project, external_id="known", prompt="Known", split="gold")
    alone = Response.objects.create(item=item, external_id="known", text="Known", state="DONE")
    shared = made.round.responses.order_by("pk").first()
    for seq, response in enumerate((alone, shared), start=1000):
        gold = Gold.objects.create(project=project, kind="RATING", item=response.item, answer={"scores": {}})
        task = Task.objects.create(round=made.round, item=response.item, kind="RATING", seq=seq, overlap=0, gold=gold)
        task.task_responses.create(response=response, position=0)
        say(task, made)
    task = Task.objects.filter(gold=None).order_by("pk").first()
    decision = say(task, made, variant=Assignment.ADJUDICATION)
    Adjudication.objects.create(task=task, reason="asked", state="settled", decision=decision)


def test_checks_and_decisions_change_no_figure(project: Project) -> None:
    made = make_round(project, score_of=lambda *args: 4)
    before = figures(made)
    assert before["answers"] > 0
    plant(made)
    assert figures(made) == before
