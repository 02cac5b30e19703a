import json
import re

import pytest

from annotations.models import Project
from annotations.services.reranking import RerankBusy, Reranked, RerankFailed, RerankInvalid, rerank
from tests.annotations.llm.faulty_server import FaultyServer, Reply, Script, completion
from tests.annotations.machines import make_endpoint, make_judge
from tests.annotations.world import NOW

pytestmark = pytest.mark.django_db
WORTH = {"bad": 2, "good": 4, "best": 5}


def honest(number: int, body: dict) -> Reply:
    """A judge that knows what each candidate is worth, wherever it stands."""
    found = re.findall(r"<<<CANDIDATE (\w) \w+>>>\n(\w+)\n", body["messages"][-1]["content"])
    asked = body["response_format"]["json_schema"]["schema"]["properties"]
    if "overall" in asked:
        order = sorted(found, key=lambda pair: -WORTH[pair[1]])
        return Reply(completion(json.dumps({"overall": [label for label, _ in order]})))
    return Reply(completion(json.dumps({"helpfulness": WORTH[found[0][1]]})))


def ranked(project: Project, script: Script, candidates: list[str], prompt: str = "Hi", **fields: object) -> Reranked:
    with FaultyServer(script) as server:
        judge = make_judge(project, make_endpoint(project, server.base_url, **fields))
        return rerank(project=project, judge=judge, prompt=prompt, candidates=candidates, now=NOW)


def test_it_ranks_and_eliminates_what_is_below_the_threshold(project: Project) -> None:
    result = ranked(project, honest, ["bad", "good", "best"])
    assert [(place.index, place.score, place.mean_place, place.eliminated) for place in result.places] == [
        (2, 5.0, 1.0, False),
        (1, 4.0, 2.0, False),
        (0, 2.0, 3.0, True),
    ]
    assert (result.dimension, result.threshold) == ("helpfulness", 4.0)
    assert (result.readable_orders, result.asked_orders) == (3, 3)


def test_it_ranks_by_the_adjusted_score(project: Project) -> None:
    with FaultyServer(honest) as server:
        judge = make_judge(project, make_endpoint(project, server.base_url))
        result = rerank(
            project=project, judge=judge, prompt="Hi", candidates=["good"], now=NOW, adjust=lambda score: score - 1.5
        )
    assert [(place.score, place.eliminated) for place in result.places] == [(2.5, True)]


def test_it_never_eliminates_what_it_could_not_read(project: Project) -> None:
    result = ranked(project, lambda number, body: Reply(completion("I like all of them.")), ["bad", "good"])
    assert [(place.index, place.score, place.eliminated) for place in result.places] == [
        (0, None, False),
        (1, None, False),
    ]
    assert result.readable_orders == 0
    assert all(place.reason for place in result.places)


def test_it_says_when_the_judge_does_not_answer(project: Project) -> None:
    with pytest.raises(RerankFailed, match="auth"):
        ranked(project, lambda number, body: Reply({}, 401), ["bad", "good"])


def test_it_respects_the_endpoints_limit(project: Project) -> None:
    with pytest.raises(RerankBusy):
        ranked(project, honest, ["bad", "good"], requests_per_minute=1)


@pytest.mark.parametrize(("prompt", "candidates"), [("", ["good"]), ("Hi", []), ("Hi", ["good"] * 27)])
def test_it_refuses_what_cannot_be_ranked(project: Project, prompt: str, candidates: list[str]) -> None:
    with pytest.raises(RerankInvalid):
        ranked(project, honest, candidates, prompt)
