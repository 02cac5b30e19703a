"""What a test has rejected is not drafted again; what was not tested by itself is."""

from dataclasses import replace

import pytest

from annotations.models import Project, TemplateVersion, User
from ranking.models import Confirmation, Proposal
from ranking.services.drafts import Draft, Edit, Support
from ranking.services.experiments.searching import search_run
from ranking.services.proposals import NothingToPropose, proposal_keep, proposal_make, proposal_own
from ranking.services.tried import untried
from tests.ranking.confirmed import NOW, launched, two_versions
from tests.ranking.searched import finished_round, search_stage, start_search

pytestmark = pytest.mark.django_db

SHOWN = {"input": "Which tea?", "output": "Green.", "response": 3}
BRIEF = Edit("principle", "add", "Be brief.", "Too long.")
SHOW = Edit("exemplar", "add", {**SHOWN, "response": 9}, "A good one.")
COOL = Edit("temperature", "change", 0.3, "Better.")


def has_been_tested(project: Project, state: str, **new: object) -> TemplateVersion:
    """A version with a test that came out so; the one it was tested against."""
    old, _new = two_versions(project, **new)
    made = launched(project, items=10)
    Confirmation.objects.filter(pk=made.pk).update(state=state, decided_at=None if state == "RUNNING" else NOW)
    return old


def test_what_a_test_rejected_is_left_out_and_said(project: Project) -> None:
    base = has_been_tested(project, "REJECTED", principles=["Be brief."], exemplars=[SHOWN])
    edits, silences = untried(base, [BRIEF, SHOW, COOL])
    assert edits == (COOL,)
    assert silences == ["Left out is what version 2 has: the test in round 1 rejected it."]


def test_of_one_part_of_it_the_test_says_nothing(project: Project) -> None:
    base = has_been_tested(project, "REJECTED", principles=["Be brief.", "Be kind."])
    assert untried(base, [BRIEF, COOL]) == ((BRIEF, COOL), [])


def test_each_round_brings_other_exemplars_so_they_do_not_count_beside_other_edits(project: Project) -> None:
    base = has_been_tested(project, "REJECTED", principles=["Be brief."], exemplars=[SHOWN])
    other = Edit("exemplar", "add", {"input": "Which coffee?", "output": "Mocha."}, "Another.")
    assert untried(base, [BRIEF, other])[0] == (other,)
    assert untried(base, [other, COOL]) == ((other, COOL), [])
    assert untried(base, [SHOW, COOL]) == ((SHOW, COOL), [])


def test_where_exemplars_are_all_that_was_tested_they_count(project: Project) -> None:
    base = has_been_tested(project, "REJECTED", principles=[], exemplars=[SHOWN])
    assert untried(base, [SHOW, COOL])[0] == (COOL,)


@pytest.mark.parametrize("state", ["INCONCLUSIVE", "WITHDRAWN", "RUNNING", "PASSED"])
def test_what_no_test_rejected_may_be_tried_again(project: Project, state: str) -> None:
    base = has_been_tested(project, state, principles=["Be brief."])
    assert untried(base, [BRIEF]) == ((BRIEF,), [])


def test_what_failed_against_another_version_is_said_and_stays(project: Project) -> None:
    has_been_tested(project, "REJECTED", principles=["Be brief."])
    newer = TemplateVersion.objects.get(number=2)
    edits, (said,) = untried(newer, [BRIEF])
    assert edits == (BRIEF,)
    assert "also in version 2, which the test in round 1 rejected against version 1" in said
    assert untried(newer, [COOL]) == ((COOL,), [])


def rejected(base: TemplateVersion, *edits: Edit) -> Proposal:
    return Proposal.objects.create(
        project=base.template.project, base=base, proposer="plain", state="REJECTED", decided_at=NOW,
        reason="Too curt for us.", edits=[edit.as_json() for edit in edits],
    )  # fmt: skip


def test_what_a_lead_rejected_is_not_drafted_again_word_for_word(project: Project) -> None:
    base, newer = two_versions(project)
    drop = Edit("principle", "drop", None, "Never kept.", index=0)
    made = rejected(base, BRIEF, drop)
    again = [replace(drop, reason="Still not."), replace(BRIEF, value=" Be brief.\r\n", evidence=(Support("Long."),))]
    why = f"Left out are the edits of proposal {made.pk}, which a lead rejected on 2026-03-01: “Too curt for us.”"
    assert untried(base, again) == ((), [why])
    for other in ([BRIEF], [*again, COOL], [BRIEF, replace(drop, index=1)]):
        assert untried(base, other) == (tuple(other), [])
    assert untried(newer, again) == (tuple(again), [])


def test_a_draft_is_compared_as_it_is_kept(project: Project) -> None:
    """What a test rejected is gone; what is left is what the lead rejected."""
    base = has_been_tested(project, "REJECTED", principles=["Be brief."])
    rejected(base, COOL)
    edits, silences = untried(base, [BRIEF, COOL])
    assert (edits, len(silences)) == ((), 2)


class Again:
    """A proposer that always drafts the same."""

    name, needs_models = "plain", False

    def draft(self, evidence: object, *, seed: int, models: object = None) -> Draft:
        return Draft((BRIEF,))


def test_it_holds_for_drafts_and_searches_and_a_person_may_propose_it_again(project: Project, lead: User) -> None:
    made = finished_round(project)
    rejected(made.version, BRIEF)
    with pytest.raises(NothingToPropose, match="Too curt for us"):
        proposal_make(project=project, round=made.round, by=None, now=NOW, seed=1, proposer=Again())
    with search_stage(project) as on:
        search = start_search(made, on)
        found = search_run(experiment=search, bench=None, proposer=Again(), now=NOW)
    assert found.proposal is None
    assert "Too curt for us" in found.figures["sentences"][0]
    assert proposal_own(base=made.version, proposer=Again(), by=lead, now=NOW).edits[0]["value"] == "Be brief."


def test_the_gain_of_what_is_left_out_is_not_promised(project: Project) -> None:
    base = has_been_tested(project, "REJECTED", temperature=0.3, principles=[])
    draft = Draft((BRIEF, replace(COOL, action="add")), {"of": "temperature", "estimate": 0.4})
    kept = {"project": project, "base": base, "round": None, "draft": draft, "proposer": "plain", "by": None}
    assert proposal_keep(**kept, now=NOW).predicted_gain["estimate"] is None
    assert proposal_keep(**kept, now=NOW, again=True).predicted_gain["estimate"] == 0.4
