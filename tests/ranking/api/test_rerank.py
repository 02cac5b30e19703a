"""Reranking by what people would say: the judge's scores go through its newest mapping with a signal."""

import pytest
from django.utils import timezone

from annotations.models import Dimension, Project, User
from ranking.models import Fit, Mapping
from tests.annotations.llm.faulty_server import FaultyServer
from tests.annotations.machines import make_endpoint, make_judge
from tests.annotations.services.test_reranking import honest

pytestmark = pytest.mark.django_db


def mapping(project: Project, judge, *, signal: bool = True) -> Mapping:
    """Two points off at the top, none at the bottom: 5 is 3, 4 is 2.5."""
    fit = Fit.objects.create(project=project, created_at=timezone.now())
    parameters = {"on": "helpfulness", "intercept": 0.5, "slope": 0.5}
    document = {
        "own": "helpfulness", "method": "linear", "parameters": parameters, "signal": signal, "scale": [1, 5],
        "interval": None, "acceptance": None,
    }  # fmt: skip
    dimension = Dimension.objects.get(rubric__project=project, name="helpfulness")
    return Mapping.objects.create(
        fit=fit, judge=judge, dimension=dimension, method="linear", parameters=parameters, document=document, n=30
    )


def asked(project: Project, client, *, mapped: bool = True, signal: bool = True, **body) -> tuple[dict, int | None]:
    with FaultyServer(honest) as server:
        judge = make_judge(project, make_endpoint(project, server.base_url))
        made = mapping(project, judge, signal=signal) if mapped else None
        answer = client.post(
            "/api/v1/projects/tea/rerank/", {"prompt": "Hi", "candidates": ["good", "best"], **body}, "application/json"
        )
    assert answer.status_code == 200, answer.content
    return answer.json(), made and made.pk


def test_scores_go_through_the_mapping_before_they_meet_the_threshold(project: Project, client_of, lead: User):
    found, number = asked(project, client_of(lead))
    told = {row["index"]: (row["score"], row["judge_score"], row["eliminated"]) for row in found["places"]}
    assert told == {1: (3.0, 5.0, True), 0: (2.5, 4.0, True)}
    assert (found["mapping"], found["note"]) == (number, "")


@pytest.mark.parametrize("case", [{"mapped": False}, {"signal": False}, {"calibrated": False}])
def test_without_a_mapping_that_carries_a_signal_they_stay_the_judges_own(project: Project, client_of, lead, case):
    found, _ = asked(project, client_of(lead), **case)
    assert {row["index"]: (row["score"], row["eliminated"]) for row in found["places"]} == {
        1: (5, False),
        0: (4, False),
    }
    assert found["mapping"] is None
    assert "judge’s own" in found["note"]
