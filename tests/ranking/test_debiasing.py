"""From a planted gap to a proposal, and to a version that may not be promoted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.models import CounterfactualSet, Dimension, Item, Job, Project
from ranking.jobs import fit_project
from ranking.models import Confirmation, GapRule, Proposal
from ranking.selectors.evidence import evidence_read
from ranking.selectors.gaps import gap_widened
from ranking.services.confirmations import ConfirmationRefused, confirmation_decide, confirmation_look
from ranking.services.gap_rules import GapRuleInvalid, gap_rule_set
from ranking.services.rounds import FIT
from tests.ranking.confirmed import NOW, answered, closed, launched, two_versions
from tests.ranking.made import make_round

pytestmark = pytest.mark.django_db


def sets(project: Project, count: int, split: str) -> list[Item]:
    """Sets of two, one after the other."""
    found = []
    for n in range(count):
        one = CounterfactualSet.objects.create(project=project, external_id=f"{split}{n}", attribute="gender")
        found += [
            Item.objects.create(
                project=project, external_id=f"{split}{n}/{value}", prompt=f"{split} {n}, {value}", split=split,
                counterfactual_set=one, attribute_value=value,
            )
            for value in ("female", "male")
        ]  # fmt: skip
    return found


def unfair(place: int, temperature: float, rater: int, dimension: str) -> float:
    return 4.0 - (place // 2 + rater) % 2 if place % 2 else 2.0


def fitted(round) -> None:
    job = Job.objects.create(celery_name=FIT, key="fit", project=round.project, round=round, created_at=timezone.now())
    fit_project.apply(kwargs={"job_id": job.pk}).get()


def test_the_figures_of_a_round_make_the_proposal_once(project, lead):
    made = make_round(project, score_of=unfair, items=sets(project, 12, "develop"), state="LEARNING")
    fitted(made.round)
    proposal = Proposal.objects.get(proposer="fairness")
    assert proposal.edits[0]["value"].startswith("Fairness (gender)")
    assert proposal.created_by is None
    proposal.delete()
    gap_rule_set(project=project, margin=0.9, by=lead, now=timezone.now())
    fitted(made.round)
    assert not Proposal.objects.filter(proposer="fairness").exists()


def test_items_to_evaluate_with_make_no_evidence_of_a_gap(project):
    made = make_round(project, score_of=unfair, items=sets(project, 12, "evaluate"))
    assert evidence_read(round=made.round, base=made.version).candidates == {}
    fitted(made.round)
    assert not Proposal.objects.exists()


def test_a_margin_is_a_part_of_the_scale(project, lead):
    assert GapRule.DEFAULT == 0.05
    for margin in (0, 1.1, float("nan")):
        with pytest.raises(GapRuleInvalid):
            gap_rule_set(project=project, margin=margin, by=lead, now=NOW)
    gap_rule_set(project=project, margin=0.1, by=lead, now=NOW)
    sets(project, 12, "evaluate")
    found = launched(project, items=0)
    assert {gap["margin"] for gap in found.plan["gaps"]} == {0.4}


def better_and_less_fair(new: bool, place: int, rater: int, dimension: str) -> float:
    """New is much better for one of the two, and a little for the other; both move with their sets."""
    base = 2.0 + (place // 2 + rater) % 2
    return base + (0.0 if not new else 2.0 if place % 2 else 0.5)


@pytest.fixture
def passed(project: Project) -> Confirmation:
    """A test whose plan guards no gap, and which passes."""
    two_versions(project)
    sets(project, 16, "evaluate")
    found = launched(project, items=0, gap_margin=0.0)
    answered(found, better_and_less_fair)
    confirmation_look(confirmation=closed(found), now=NOW + timedelta(days=1))
    return Confirmation.objects.get(pk=found.pk)


def test_a_version_that_widens_a_gap_passes_and_is_not_promoted(project, passed, lead):
    assert passed.state == Confirmation.State.PASSED
    assert "it widens a bias gap" in passed.reason
    with pytest.raises(ConfirmationRefused, match=r"widens from 0\.00 to 1\.50 points"):
        confirmation_decide(confirmation=passed, by=lead, now=NOW)
    passed.template.refresh_from_db()
    assert passed.template.active_version_id == passed.old_id
    # Where the project minds less, a lead may promote it.
    gap_rule_set(project=project, margin=0.5, by=lead, now=NOW)
    confirmation_decide(confirmation=passed, by=lead, now=NOW)
    passed.template.refresh_from_db()
    assert passed.template.active_version_id == passed.new_id


def test_made_active_by_hand_it_is_told_and_kept(passed, lead, client_of):
    client, path = client_of(lead), f"/projects/tea/prompts/{passed.template.name}/{passed.new.number}/"
    page = client.get(path).content.decode()
    assert "as it widens a bias gap" in page
    assert "widens from 0.00 to 1.50 points" in page
    followed = client.post(f"{path}active/", follow=True).content.decode()
    assert "It widens a bias gap" in followed
    passed.template.refresh_from_db()
    assert passed.template.active_version_id == passed.new_id
    assert "although it widens a bias gap" in passed.new.activations.first().reason
    old = f"/api/v1/projects/tea/templates/{passed.template.name}/active/"
    put = {"content_type": "application/json"}
    assert client.put(old, {"version": passed.old.number}, **put).json()["warnings"] == []
    (warning, *_) = client.put(old, {"version": passed.new.number}, **put).json()["warnings"]
    assert "the gap on" in warning


def test_a_gap_that_narrows_or_is_hardly_there_blocks_nothing(project, passed):
    asked = {"project": project, "round": passed.round}
    (found, other) = gap_widened(old=passed.old, new=passed.new, **asked)
    assert (found.values, found.sets, other.sets) == (("female", "male"), 16, 16)
    assert {found.dimension, other.dimension} == set(Dimension.objects.all())
    assert gap_widened(old=passed.new, new=passed.old, **asked) == []
    assert gap_widened(old=passed.old, new=passed.new, margin=0.4, **asked) == []
    CounterfactualSet.objects.filter(external_id__in=[f"evaluate{n}" for n in range(7)]).delete()
    assert gap_widened(old=passed.old, new=passed.new, **asked) == []
