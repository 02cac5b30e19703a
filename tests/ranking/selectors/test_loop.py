import pytest
from django.utils import timezone

from annotations.models import ImportBatch, Item, Round
from ranking.models import Proposal
from ranking.selectors.loop import loop_of, loop_states
from ranking.services.fits import fit_run
from ranking.views.steps import next_step
from tests.ranking.made import make_items, make_round, make_template

pytestmark = pytest.mark.django_db


def verb(project) -> str:
    return next_step(loop_of(project)).verb


def test_the_first_steps_come_in_order(project):
    assert verb(project) == "Import items"
    make_items(project, 2)
    assert verb(project) == "Write a prompt"
    make_template(project)
    assert verb(project) == "Launch a round"


def test_items_of_an_import_that_is_not_whole_do_not_count(project):
    Item.objects.create(project=project, external_id="x", batch=ImportBatch.objects.create(project=project))
    assert verb(project) == "Import items"
    assert loop_states(project)["data"] == "0 items"


def test_items_of_checks_are_not_what_a_loop_runs_on(project):
    Item.objects.create(project=project, external_id="x", split=Item.Split.GOLD)
    assert verb(project) == "Import items"
    assert loop_states(project)["data"] == "0 items"


def test_imported_answers_are_computed_first(project):
    make_items(project, 1)
    Round.objects.create(project=project, number=1, state="CLOSED", origin="imported")
    assert verb(project) == "Compute the figures"


def test_a_round_is_watched_then_learnt_from_then_decided_on_then_tested(project):
    made = make_round(project, score_of=lambda *args: 3, state="COLLECTING")
    assert verb(project) == "Watch round 1"
    Round.objects.update(state="REVIEW")
    assert verb(project) == "Make a proposal"
    proposal = Proposal.objects.create(project=project, base=made.version, round=made.round, proposer="plain")
    assert verb(project) == "Decide on the proposal"
    Proposal.objects.update(state="REJECTED", decided_at=timezone.now())
    child = make_template(project, parent=made.version)
    step = next_step(loop_of(project))
    assert step.verb == "Test it in a round"
    assert step.url == f"/projects/tea/prompts/answer/{child.number}/test/"
    assert proposal.pk


def test_the_points_are_the_newest_fit_of_every_round(project):
    made = make_round(project, score_of=lambda *args: 3)
    for seed in (1, 2):
        fit_run(project=project, round=made.round, seed=seed, now=timezone.now())
    loop = loop_of(project)
    assert [(number, one.name, one.mean) for number, one in loop.points] == [(1, "answer v1", 3.0)]
    assert loop.scores["answer v1"].n == 20


def test_the_states_of_the_loop_are_a_few_words_each(project):
    make_round(project, score_of=lambda *args: 3, state="COLLECTING")
    states = loop_states(project)
    assert states["prompts"] == "1 version"
    assert states["rounds"] == "1: collecting"
    assert states["annotate"] == "0 answers"
    assert states["improve"] == "nothing waits"


def test_annotating_goes_on_while_a_newer_round_generates(project):
    make_round(project, score_of=lambda *args: 3, state="COLLECTING")
    Round.objects.create(project=project, number=2, state="GENERATING")
    assert loop_states(project)["annotate"] == "0 answers"
