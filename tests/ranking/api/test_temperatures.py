import json
from typing import Any

import pytest
from django.test import Client

from annotations.models import Endpoint, Job, Project, Round, User
from ranking.jobs import sweep, train_classifier
from ranking.models import CategoryClassifier
from tests.ranking.made import make_template
from tests.ranking.services.test_categories import with_items
from tests.ranking.tempered import BEST, tempered

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/tea/templates/answer/temperature/"
CATEGORIES = "/api/v1/projects/tea/categories/"


@pytest.fixture
def client(lead: User, client_of: Any) -> Client:
    made: Client = client_of(lead)
    return made


def sent(client: Client, path: str, status: int, method: str = "POST", **body: object) -> Any:
    answer = client.generic(method, path, json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.mark.both
def test_from_answers_to_a_policy_that_is_served_and_a_round_that_tries_more(client: Client, project: Project) -> None:
    tempered(project)
    found = client.get(URL, {"coherence": "helpfulness", "diversity": "correctness", "weight": "0.2"}).json()
    assert (found["found"]["lambda"], found["reason"], found["policies"]) == (0.2, "", [])
    made = sent(client, URL, 201, note="First.")
    assert {name: made["rules"][name] for name in BEST} == BEST
    assert sent(client, f"{URL}1/activate/", 200, reason="Clear.")["active"] is True
    Endpoint.objects.get_or_create(name="model", defaults={"base_url": "http://127.0.0.1:9/v1"})
    tried = sent(client, f"{URL}round/", 201, endpoint="model", seed=9, grid=[0.2, 0.6, 1.0])
    assert set(tried["plan"]) == {"green", "black", ""}
    assert Round.objects.get(number=tried["round"]).temperature_plan == tried["plan"]
    assert sent(client, f"{URL}round/", 201, endpoint="model", seed=9, grid=[0.2, 0.6, 1.0])["round"] == tried["round"]
    assert set(sent(client, f"{URL}round/", 400, endpoint="model", seed=9, grid=[0.4])["fields"]) == {"seed"}
    assert sent(client, f"{URL}live/", 200, "PUT", on=True)["policy"] == 1
    assert client.get(f"{URL}live/").json()["on"] is True
    assert sent(client, f"{URL}rollback/", 200)["active"] is None
    assert client.get(f"{URL}live/").json()["on"] is False


def test_what_cannot_be_is_said_by_field(client: Client, project: Project) -> None:
    make_template(project)
    assert client.get(URL).json()["reason"]
    assert client.get(URL).json()["found"] is None
    assert sent(client, URL, 409)["detail"]
    assert "coherence" in sent(client, URL, 400, coherence="nowhere")["fields"]
    assert "endpoint" in sent(client, f"{URL}round/", 400, endpoint="none", seed=1)["fields"]
    assert "version" in sent(client, f"{URL}round/", 400, endpoint="none", seed=1, version=9)["fields"]
    sent(client, f"{URL}rollback/", 409)
    sent(client, f"{URL}live/", 409, "PUT", on=True)
    assert client.get(f"{URL}live/").status_code == 404
    sent(client, f"{URL}5/activate/", 404)


def test_categories_are_set_and_trained(client: Client, project: Project) -> None:
    with_items(project)
    assert client.get(CATEGORIES).json() == {"rules": [], "threshold": 0.6, "classifier": None}
    rules = [{"category": "returns", "words": ["refund"]}]
    assert sent(client, CATEGORIES, 200, "PUT", rules=rules, threshold=0.7)["rules"] == rules
    job = Job.objects.get(pk=sent(client, f"{CATEGORIES}train/", 202)["job"])
    train_classifier(job_id=job.pk)
    train_classifier(job_id=job.pk)
    told = client.get(CATEGORIES).json()["classifier"]
    assert told["figures"]["accuracy"] > 0.8
    assert CategoryClassifier.objects.count() == 1
    assert "rules.0.words" in sent(client, CATEGORIES, 400, "PUT", rules=[{"category": "a", "words": []}])["fields"]


def test_the_sweep_asks_for_a_classifier_once_items_changed(client: Client, project: Project) -> None:
    with_items(project)
    sent(client, CATEGORIES, 200, "PUT", rules=[])
    sweep()
    assert Job.objects.filter(celery_name="ranking.categories").count() == 1
    sweep()
    assert Job.objects.filter(celery_name="ranking.categories").count() == 1
