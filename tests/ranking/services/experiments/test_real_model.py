"""The real local model end to end: it answers, judges and reflects. What comes out is small and honest."""

import pytest
from django.utils import timezone

from annotations.models import Item, Job, Response
from ranking.proposers import PROPOSERS
from ranking.services.experiments import search_start, trial_start
from ranking.services.proposals import proposal_make
from tests.annotations.machines import make_endpoint, make_judge
from tests.ranking.made import make_round, make_template
from tests.ranking.tried import run, weak

pytestmark = [pytest.mark.django_db, pytest.mark.model, pytest.mark.slow]

QUESTIONS = ["What is green tea?", "How hot is hot water?", "Name a black tea.", "Is mint a tea?", "What is a teapot?",
             "Who drinks tea?"]  # fmt: skip


def made_of(project):
    project.rubric.dimensions.filter(name="correctness").delete()
    project.rubric.dimensions.update(levels=[], description="It says enough.")
    items = [Item.objects.create(project=project, external_id=text, prompt=text) for text in QUESTIONS]
    Item.objects.create(project=project, external_id="kept", prompt="Which tea is the oldest?", split="evaluate")
    version = make_template(project, system="Answer in one short sentence.", user_text="{{prompt}}")
    return make_round(
        project, items=items, versions=[version], score_of=weak, comment_of=lambda item, rater: "Say a little more."
    )


def test_a_trial_and_a_search_on_the_real_model(project, local_model):
    made = made_of(project)
    fields = {"model": "", "timeout_seconds": 120, "concurrency": 2}
    endpoint = make_endpoint(project, local_model, max_tokens=16, **fields)
    reflecting = make_endpoint(project, local_model, max_tokens=40, **fields)
    judge = make_judge(project, endpoint)
    responses = Response.objects.count()
    now = timezone.now()

    proposal = proposal_make(project=project, round=made.round, by=None, now=now, seed=1, proposer=PROPOSERS["plain"])
    tried = run(trial_start(proposal=proposal, endpoint=endpoint, judge=judge, now=now, seed=1, items=2))
    assert tried.job.state == Job.State.DONE, tried.job.message
    gain = tried.figures["dimensions"]["helpfulness"]
    # Whatever the gain: a number with its interval, or the reason why there is none.
    assert (gain["estimate"] is None) == bool(gain["reason"])
    assert gain["estimate"] is None or gain["ci_low"] <= gain["estimate"] <= gain["ci_high"]
    assert tried.figures["tokens"] > 0
    assert all(call.text or call.error for call in tried.calls.all())

    searched = run(
        search_start(
            round=made.round, proposer=PROPOSERS["reflective"], endpoint=endpoint, judge=judge, reflecting=reflecting,
            most_calls=21, now=now, seed=1,
        )
    )  # fmt: skip
    assert searched.job.state == Job.State.DONE, searched.job.message
    assert searched.calls.filter(kind="reflect").exists()
    assert sum(searched.calls.values_list("attempts", flat=True)) <= 21
    if searched.proposal is None:
        assert "No candidate did better" in searched.figures["sentences"][0]
    else:
        assert all(edit["evidence"] for edit in searched.proposal.edits)
    assert Response.objects.count() == responses
    assert "oldest" not in str(list(searched.calls.values_list("text", flat=True)))
