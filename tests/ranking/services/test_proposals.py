import random
import threading

import pytest
from django.db import connection
from django.utils import timezone

from annotations.models import Round, TemplateVersion
from annotations.services.templates import version_activate
from ranking.models import Proposal
from ranking.proposers import PROPOSERS
from ranking.services.edits import BadEdit
from ranking.services.proposals import (
    AlreadyDecided,
    NothingToPropose,
    ProposalError,
    proposal_accept,
    proposal_make,
    proposal_reject,
)
from tests.ranking.made import make_items, make_round, make_template

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def mixed(item, temperature, rater, dimension):
    """Two responses are fine, the rest is weak in helpfulness; hotter is better by a point and a half."""
    base = 5 if item < 2 else (2 if dimension == "helpfulness" else 4)
    return min(5, base + (1.5 if temperature > 0.5 and item >= 2 else 0))


def make(project, made, by=None, **kwargs):
    fields = {"project": project, "round": made.round, "by": by, "now": timezone.now(), "seed": 1}
    return proposal_make(**{**fields, "proposer": PROPOSERS["plain"], **kwargs})


@pytest.fixture
def proposal(project, lead):
    made = make_round(
        project, score_of=mixed, temperatures=(0.2, 0.8), comment_of=lambda item, rater: f"thin {item}" if item else "",
        items=make_items(project, 12), versions=[make_template(project, temperature=0.2)],
    )  # fmt: skip
    return make(project, made, lead)


def test_it_drafts_principles_exemplars_and_a_temperature_with_evidence(proposal):
    assert {edit["kind"] for edit in proposal.edits} == {"principle", "exemplar", "temperature"}
    assert all(edit["reason"] and edit["evidence"] for edit in proposal.edits)
    principle = proposal.edits[0]
    assert principle["value"].startswith("Helpfulness: aim for “helpfulness level 5”")
    assert principle["evidence"][1]["text"].startswith("thin")
    assert principle["evidence"][1]["assignment"]


def test_it_promises_only_what_was_measured(proposal):
    assert proposal.predicted_gain["of"] == "temperature"
    assert proposal.predicted_gain["ci_low"] > 0
    assert "next round" in proposal.predicted_gain["reason"]


def test_nothing_of_split_evaluate_or_anchor_leaks_into_it(project, lead):
    """Whatever the items to test with were answered, the stored proposal is the same without them."""
    develop = make_items(project, 8)
    tested = [*make_items(project, 6, split="evaluate"), *make_items(project, 3, split="anchor")]
    made = make_round(
        project, items=[*develop, *tested], temperatures=(0.2, 0.8),
        score_of=lambda item, t, rater, dimension: 5 if item >= 8 else mixed(item, t, rater, dimension),
        comment_of=lambda item, rater: f"comment on {item}",
    )  # fmt: skip
    proposal = make(project, made, lead)
    stored = str(proposal.edits)
    responses = {r.pk for r in made.round.responses.filter(item__in=tested)}
    named = {support["response"] for edit in proposal.edits for support in edit["evidence"]}
    assert not responses & named
    assert not any(f"comment on {number}'" in stored for number in range(8, 17))
    assert not any(word in stored for word in ("evaluate question", "anchor question"))
    exemplars = [edit["value"] for edit in proposal.edits if edit["kind"] == "exemplar"]
    assert not any(one["response"] in responses for one in exemplars)


def test_asking_twice_gives_the_open_proposal(proposal, project, lead):
    assert make(project, proposal, lead) == proposal
    assert Proposal.objects.count() == 1


def test_it_wants_a_round_whose_answers_are_complete(project, lead):
    made = make_round(project, score_of=mixed, state=Round.State.COLLECTING)
    with pytest.raises(ProposalError, match="Close the round first"):
        make(project, made, lead)


def test_it_wants_a_round_of_this_project(project, lead):
    made = make_round(project, score_of=mixed)
    other = type(project).objects.create(slug="other", name="Other")
    with pytest.raises(ProposalError):
        make(other, made, lead)


def test_it_says_why_there_is_nothing_to_propose(project, lead):
    made = make_round(project, score_of=lambda *args: 5, raters=1)
    with pytest.raises(NothingToPropose, match="at or above"):
        make(project, made, lead)


def test_it_says_that_imported_responses_have_no_version(project, lead):
    round = Round.objects.create(project=project, number=1, state="CLOSED", origin="imported")
    with pytest.raises(ProposalError, match="imported"):
        proposal_make(
            project=project, round=round, by=lead, now=timezone.now(), seed=1, proposer=PROPOSERS["plain"]
        )  # fmt: skip


def test_it_starts_from_the_active_version_of_the_round(project, lead):
    old, new = make_template(project), make_template(project, principles=["Be brief."])
    made = make_round(project, score_of=mixed, versions=[old, new])
    assert make(project, made, lead).base == old
    version_activate(version=new)
    assert make(project, made, lead).base == new


def test_accepting_makes_a_child_version_and_does_not_activate_it(proposal, lead):
    version = proposal_accept(proposal=proposal, by=lead, reason="", now=timezone.now())
    assert version.parent == proposal.base
    assert version.number == 2
    assert version.created_by == lead
    assert version.principles[0].startswith("Helpfulness: ")
    assert version.exemplars[0]["response"]
    assert version.temperature == 0.8
    template = version.template
    template.refresh_from_db()
    assert template.active_version == proposal.base
    assert (proposal.state, proposal.version, proposal.decided_by) == ("ACCEPTED", version, lead)


def test_accepting_twice_gives_the_same_version(proposal, lead):
    first = proposal_accept(proposal=proposal, by=lead, now=timezone.now())
    again = proposal_accept(proposal=Proposal.objects.get(), by=lead, now=timezone.now())
    assert first == again
    assert TemplateVersion.objects.count() == 2


def test_a_stale_copy_accepts_nothing_twice(proposal, lead):
    stale = Proposal.objects.get(pk=proposal.pk)
    first = proposal_accept(proposal=proposal, by=lead, now=timezone.now())
    assert proposal_accept(proposal=stale, by=lead, now=timezone.now()) == first


def test_the_lead_may_reword_and_leave_out(proposal, lead):
    edit = {**proposal.edits[0], "number": 0, "value": "Answer first, explain after."}
    version = proposal_accept(proposal=proposal, edits=[edit], by=lead, now=timezone.now())
    assert version.principles == ["Answer first, explain after."]
    assert (version.exemplars, version.temperature) == ([], 0.2)
    stored = Proposal.objects.get().edits
    assert (stored[0]["taken"], stored[0]["reworded"]) == (True, True)
    assert stored[0]["value"].startswith("Helpfulness")
    assert not any(one["taken"] for one in stored[1:])


def test_accepting_no_edit_is_refused_and_decides_nothing(proposal, lead):
    with pytest.raises(BadEdit):
        proposal_accept(proposal=proposal, edits=[], by=lead, now=timezone.now())
    assert Proposal.objects.get().state == "OPEN"


def test_a_bad_edit_is_refused_and_decides_nothing(proposal, lead):
    bad = {"kind": "temperature", "action": "change", "value": 9}
    with pytest.raises(BadEdit, match="0 to 2"):
        proposal_accept(proposal=proposal, edits=[bad], by=lead, now=timezone.now())
    assert Proposal.objects.get().state == "OPEN"
    assert TemplateVersion.objects.count() == 1


def test_rejecting_wants_a_reason(proposal, lead):
    with pytest.raises(ProposalError, match="Say why"):
        proposal_reject(proposal=proposal, by=lead, reason="  ", now=timezone.now())
    proposal_reject(proposal=proposal, by=lead, reason="Too wordy", now=timezone.now())
    assert (proposal.state, proposal.reason) == ("REJECTED", "Too wordy")


def test_a_decision_is_made_once(proposal, lead):
    proposal_reject(proposal=proposal, by=lead, reason="No", now=timezone.now())
    with pytest.raises(AlreadyDecided):
        proposal_accept(proposal=proposal, by=lead, now=timezone.now())
    assert TemplateVersion.objects.count() == 1


def test_an_accepted_one_is_not_rejected(proposal, lead):
    proposal_accept(proposal=proposal, by=lead, now=timezone.now())
    with pytest.raises(AlreadyDecided):
        proposal_reject(proposal=proposal, by=lead, reason="No", now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_accept_at_once_one_version_comes(project, lead):
    made = make_round(project, score_of=mixed, items=make_items(project, 6))
    proposal = make(project, made, lead)
    gate, versions = threading.Barrier(6), []

    def press() -> None:
        own = Proposal.objects.get(pk=proposal.pk)
        gate.wait()
        versions.append(proposal_accept(proposal=own, by=lead, now=timezone.now()).pk)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(6)]
    random.Random(1).shuffle(threads)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(versions) == 6
    assert len(set(versions)) == 1
    assert TemplateVersion.objects.filter(parent=proposal.base).count() == 1
