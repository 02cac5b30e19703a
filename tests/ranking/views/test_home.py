"""What waits for a person, across projects."""

import pytest
from django.utils import timezone

from ranking.models import Proposal
from tests.ranking.made import make_template

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(project) -> Proposal:
    return Proposal.objects.create(project=project, base=make_template(project), proposer="plain", edits=[])


def test_a_lead_is_told_of_a_decision(client_of, lead, proposal) -> None:
    page = client_of(lead).get("/").content.decode()
    assert "1 proposal to decide" in page
    assert "/projects/tea/improve/" in page
    assert "Nothing waiting" not in page


def test_a_decided_proposal_waits_no_more(client_of, lead, proposal) -> None:
    Proposal.objects.update(state=Proposal.State.REJECTED, decided_at=timezone.now(), reason="No.")
    assert "to decide" not in client_of(lead).get("/").content.decode()


@pytest.mark.parametrize("who", ["annotator", "reviewer", "outsider"])
def test_who_does_not_decide_is_not_asked_to(client_of, request, proposal, who) -> None:
    assert "to decide" not in client_of(request.getfixturevalue(who)).get("/").content.decode()
