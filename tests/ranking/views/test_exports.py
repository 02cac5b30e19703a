"""Downloads and their form, on the page and over the API."""

import io
import json

import pyarrow.parquet
import pytest

from annotations.models import Item
from ranking.exporters import REGISTRY
from ranking.models import GapRule
from tests.ranking.made import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client_of, lead, project):
    """Two items of three are of the category that the round's answers are short of."""
    make_round(project, score_of=lambda *where: 5)
    Item.objects.filter(external_id__in=[f"develop-{n}" for n in range(7)]).update(category="common")
    Item.objects.filter(external_id__in=[f"develop-{n}" for n in range(7, 10)]).update(category="rare")
    return client_of(lead)


def body(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("path", ["/projects/tea/data/export/", "/api/v1/projects/tea/exports/"])
def test_every_format_can_be_downloaded(page, path):
    for name, exporter in REGISTRY.items():
        answer = page.get(f"{path}{name}/")
        found = body(answer)
        if exporter.ending == "parquet":
            assert pyarrow.parquet.read_table(io.BytesIO(found)).num_rows == 40
        elif exporter.ending == "csv":
            assert found.count(b"\r\n") == 41
        else:
            assert all(isinstance(json.loads(line), dict) for line in found.splitlines())
    assert page.get(f"{path}nonsense/").status_code == 404


def test_the_form_balances_and_gives_the_card(page):
    text = page.get("/projects/tea/data/").content.decode()
    assert '<option value="category">category</option>' in text
    assert "trl-reward" in text
    rows = [
        json.loads(line)
        for line in body(page.get("/projects/tea/data/train/?format=trl-sft&balance=category")).splitlines()
    ]
    assert [sum(row["category"] == name for row in rows) for name in ("common", "rare")] == [7, 7]
    card = page.get("/projects/tea/data/train/?format=trl-sft&balance=category&way=drop&card=1").content.decode()
    assert "| common |  | 7 | 3 |" in card
    assert 'path: "tea.trl-sft.jsonl"' in card


def test_what_cannot_be_is_said_on_the_page(page):
    for query in ("format=ratings-csv", "format=trl-sft&balance=nothing", "round=x"):
        answer = page.get(f"/projects/tea/data/train/?{query}", follow=True)
        assert "Choose a format to train on" in answer.content.decode()
    Item.objects.update(category="one")
    Item.objects.filter(external_id="develop-0").update(category="two", split="evaluate")
    answer = page.get("/projects/tea/data/train/?format=trl-sft&balance=category", follow=True)
    assert "have the same one, one" in answer.content.decode()
    assert (
        "has no round 9" in page.get("/projects/tea/data/train/?format=trl-sft&round=9", follow=True).content.decode()
    )


def test_the_api_says_what_cannot_be(page):
    path = "/api/v1/projects/tea/exports/"
    assert page.get(f"{path}trl-sft/?balance=nothing").status_code == 400
    assert page.get(f"{path}ratings-csv/?augment=true").status_code == 400
    assert page.get(f"{path}trl-sft/?by=magic").status_code == 400
    assert page.get(f"{path}trl-sft/?round=9").status_code == 409
    assert b"task_categories" in page.get(f"{path}trl-kto/?card=1").content


def test_a_lead_sets_from_where_on_a_gap_matters(page, project):
    path = "/api/v1/projects/tea/gap-margin/"
    assert page.get(path).json() == {"margin": 0.05}
    assert page.put(path, {"margin": 0.1}, content_type="application/json").json() == {"margin": 0.1}
    assert page.put(path, {"margin": 2}, content_type="application/json").status_code == 400
    answer = page.post("/projects/tea/improve/gaps/", {"percent": "7.5"}, follow=True)
    assert "From now on a gap of 7.5 % of the scale matters." in answer.content.decode()
    assert GapRule.objects.get().margin == pytest.approx(0.075)
    assert page.post("/projects/tea/improve/gaps/", {"percent": "0"}).status_code == 400


def test_a_lead_looks_for_gaps(page, project):
    answer = page.post("/projects/tea/improve/new/", {"round": "1", "proposer": "fairness"}, follow=True)
    assert "No counterfactual set was rated in this round" in answer.content.decode()
    assert page.post("/projects/tea/improve/new/", {"round": "1", "proposer": "magic"}).status_code == 404
