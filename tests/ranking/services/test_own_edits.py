import pytest
from django.utils import timezone

from ranking.proposers import OwnEdit
from ranking.services.experiments.questions import fields_of
from ranking.services.leaks import Leaks, refuse_leaks
from ranking.services.proposals import NothingToPropose, proposal_accept, proposal_own
from tests.ranking.made import make_items, make_round, make_template

pytestmark = pytest.mark.django_db


def own(base, by, *, why="It rambles.", cited=(), **written):
    return proposal_own(
        base=base, by=by, now=timezone.now(),
        proposer=OwnEdit(
            base=fields_of(base), written={**fields_of(base), **written}, why=why, by=str(by), cited=cited
        ),
    )  # fmt: skip


def test_a_persons_edit_is_a_proposal_like_any_other(project, lead):
    made = make_round(project, score_of=lambda *args: 3)
    cited = made.round.responses.first()
    proposal = own(made.version, lead, principles=["Be brief."], temperature=0.3, cited=[cited.pk])
    assert (proposal.proposer, proposal.round, proposal.created_by) == ("person", made.round, lead)
    assert [(edit["kind"], edit["action"]) for edit in proposal.edits] == [("principle", "add"), ("temperature", "add")]
    assert proposal.edits[0]["reason"] == "It rambles."
    assert proposal.edits[0]["evidence"][0]["response"] == cited.pk
    version = proposal_accept(proposal=proposal, by=lead, now=timezone.now())
    assert (version.principles, version.temperature, version.parent) == (["Be brief."], 0.3, made.version)


def test_a_version_that_no_round_tried_can_be_edited(project, lead):
    proposal = own(make_template(project), lead, system="You sell coffee.")
    assert proposal.round is None
    assert proposal.edits[0]["value"] == "You sell coffee."


def test_what_changes_nothing_is_said(project, lead):
    with pytest.raises(NothingToPropose, match="says already"):
        own(make_template(project), lead, system="You sell tea.\r\n")


def test_responses_to_items_kept_for_tests_are_not_cited(project, lead):
    made = make_round(
        project, score_of=lambda *args: 3, items=[*make_items(project, 1), *make_items(project, 1, split="evaluate")]
    )
    kept = made.round.responses.get(item__split="evaluate")
    proposal = own(made.version, lead, system="New.", cited=[kept.pk])
    assert proposal.edits[0]["evidence"] == []
    assert str(kept.pk) in proposal.predicted_gain["silences"][-1]


@pytest.mark.parametrize("split", ["evaluate", "anchor"])
def test_no_edit_shows_what_is_kept_for_tests(project, lead, split):
    base = make_template(project)
    (item,) = make_items(project, 1, split=split)
    item.prompt, item.reference = "How long should green tea steep?", "Two or three minutes at eighty degrees."
    item.save()
    shown = {"input": "x", "output": "TWO or three\nminutes at eighty degrees.", "response": None}
    for written in (
        {"system": f"Somebody asks: {item.prompt}"},
        {"principles": ["how long should  GREEN tea steep? Two minutes."]},
        {"exemplars": [shown]},
        {"output_format": {"instructions": item.reference, "schema": None}},
    ):
        with pytest.raises(NothingToPropose, match=f"item {item.external_id}, which is kept for tests"):
            own(base, lead, **written)
    some = own(base, lead, system=item.prompt, temperature=0.1)
    assert [edit["kind"] for edit in some.edits] == ["temperature"]
    assert "is left out" in some.predicted_gain["silences"][-1]
    proposal = own(base, lead, principles=["Say how long tea should steep."])
    with pytest.raises(Leaks):
        proposal_accept(
            proposal=proposal, edits=[{**proposal.edits[0], "value": item.prompt}], by=lead, now=timezone.now()
        )
    proposal.refresh_from_db()
    assert proposal.state == "OPEN"


def test_a_short_input_leaks_only_as_a_whole_exemplar(project):
    (item,) = make_items(project, 1, split="evaluate")
    item.prompt, item.reference = "Tea?", "See what stands on page 1"
    item.save()
    refuse_leaks(project, [{"kind": "system", "action": "change", "value": "see what stands on page 12"}])
    refuse_leaks(project, [{"kind": "system", "action": "change", "value": "Offer: tea? coffee?"}])
    shown = {"kind": "exemplar", "action": "add", "value": {"input": "tea?", "output": "Yes."}}
    with pytest.raises(Leaks):
        refuse_leaks(project, [shown])
