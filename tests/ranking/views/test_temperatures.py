from typing import Any

import pytest
from django.test import Client

from annotations.models import Dimension, Endpoint, Job, Project, Round, User
from ranking.jobs import train_classifier
from ranking.models import CategorySettings, LiveStep, TemperaturePolicy
from ranking.selectors.temperatures import question_named
from ranking.services.temperatures import temperature_policy_activate, temperature_policy_propose
from tests.ranking.made import make_template
from tests.ranking.services.test_categories import with_items
from tests.ranking.tempered import NOW, tempered, template_of

pytestmark = pytest.mark.django_db
URL = "/projects/tea/prompts/answer/temperature/"
CATEGORIES = "/projects/tea/prompts/categories/"


@pytest.fixture
def client(lead: User, client_of: Any) -> Client:
    made: Client = client_of(lead)
    return made


def keys(project: Project) -> dict[str, int]:
    return dict(Dimension.objects.filter(rubric__project=project).values_list("name", "pk"))


def test_from_the_figures_to_a_policy_that_is_served_and_back(client: Client, project: Project) -> None:
    tempered(project)
    page = client.get(URL).content.decode()
    assert "Best at: black 0.2, green 1" in page
    assert page.count('role="img"') == 2 * 3
    assert "guessed from the others" in page
    assert "the model’s server chooses" in page
    assert client.post(f"{URL}propose/", {"coherence": keys(project)["helpfulness"], "weight": "0"}).status_code == 302
    client.post(f"{URL}1/activate/", {"reason": "The figures are <b>clear</b>."})
    page = client.get(URL).content.decode()
    assert "The figures are &lt;b&gt;clear&lt;/b&gt;." in page
    assert "Policy 1" in page
    client.post(f"{URL}rollback/")
    assert not TemperaturePolicy.objects.filter(active=True).exists()
    assert "no policy" in client.get(URL).content.decode()


def test_lambda_is_the_leads(client: Client, project: Project) -> None:
    tempered(project, items=12)
    asked = keys(project)
    query = {"coherence": asked["helpfulness"], "diversity": asked["correctness"], "weight": "3"}
    page = client.get(URL, query).content.decode()
    assert "+ 3 × Correctness" in page
    client.post(f"{URL}propose/", query)
    policy = TemperaturePolicy.objects.get()
    assert (policy.evidence["lambda"], policy.evidence["diversity"]) == (3.0, "correctness")


def test_a_round_that_tries_more_is_launched_from_the_page(client: Client, project: Project) -> None:
    tempered(project)
    endpoint = Endpoint.objects.get()
    plan = {
        "coherence": keys(project)["helpfulness"], "how": "drawn", "version": template_of(project).active_version_id,
        "endpoint": endpoint.pk, "grid": "0.2, 0.6, 1", "samples": 2, "overlap": 1, "key": 77,
    }  # fmt: skip
    answer = client.post(f"{URL}round/", plan)
    round = Round.objects.get(seed=77)
    assert answer["Location"] == f"/projects/tea/rounds/{round.number}/"
    shown = client.get(answer["Location"]).content.decode()
    assert "<dt>green</dt>" in shown
    assert "<dt>The rest</dt>" in shown
    assert "no temperatures of one" in client.post(f"{URL}round/", plan | {"how": "policy", "key": 78}).content.decode()
    assert "0, 2 with a space" in client.post(f"{URL}round/", plan | {"grid": "0,2"}).content.decode()
    assert "between 0 and 2" in client.post(f"{URL}round/", plan | {"grid": "0.2, 5", "key": 79}).content.decode()


def test_live_adjusting_is_a_switch_with_bounds(client: Client, project: Project) -> None:
    tempered(project, items=10)
    question = question_named(project)
    assert question is not None
    policy = temperature_policy_propose(template=template_of(project), question=question, now=NOW)
    temperature_policy_activate(policy=policy, now=NOW)
    assert "feedback moves nothing" in client.get(URL).content.decode()
    bounds = {"on": "on", "low": "0.1", "high": "0.9", "reach": "0.2", "share": "0.1"}
    assert client.post(f"{URL}live/", bounds).status_code == 302
    step = LiveStep.objects.get()
    assert (step.on, step.low, step.high) == (True, 0.1, 0.9)
    assert "never below 0.10 or above 0.90" in client.get(URL).content.decode()
    assert "lower one first" in client.post(f"{URL}live/", bounds | {"low": "1"}).content.decode()
    assert LiveStep.objects.count() == 1


def test_a_version_that_names_its_own_is_told(client: Client, project: Project) -> None:
    version = make_template(project, temperature=0.7)
    policy = TemperaturePolicy.objects.create(template=version.template, number=1, rules={"": 0.2})
    temperature_policy_activate(policy=policy, now=NOW)
    assert "names its own temperature, 0.70. The policy goes first" in client.get(URL).content.decode()


def test_without_answers_or_a_rubric_it_says_so(client: Client, project: Project) -> None:
    make_template(project)
    assert "There is nothing to compute from." in client.get(URL).content.decode()
    assert client.post(f"{URL}propose/", {"coherence": keys(project)["helpfulness"]}, follow=True).status_code == 200
    project.rubric.dimensions.all().delete()
    assert "no dimension with a scale" in client.get(URL).content.decode()


def test_a_judges_template_has_no_temperatures(client: Client, project: Project) -> None:
    version = make_template(project)
    version.template.purpose = "judge"
    version.template.save()
    assert client.get(URL).status_code == 404


def test_rules_are_typed_a_line_each_and_tried_on_a_text(client: Client, project: Project) -> None:
    with_items(project)
    sent = {"rules": "returns: refund, iade*\n\nlight: ışık", "threshold": "0.5"}
    assert client.post(CATEGORIES, sent).status_code == 302
    assert CategorySettings.objects.get().rules == [
        {"category": "returns", "words": ["refund", "iade*"]}, {"category": "light", "words": ["ışık"]},
    ]  # fmt: skip
    page = client.get(CATEGORIES, {"text": "İADESİNİ istiyorum", "language": "tr"}).content.decode()
    assert "<b>returns</b> · by a rule" in page
    assert "returns: refund, iade*" in page
    assert "no colon" in client.post(CATEGORIES, sent | {"rules": "nothing"}).content.decode()
    assert "Give one to" in client.post(CATEGORIES, sent | {"rules": "empty:"}).content.decode()


def test_the_classifiers_figures_stand_there(client: Client, project: Project) -> None:
    with_items(project)
    assert "None is trained yet" in client.get(CATEGORIES).content.decode()
    client.post(f"{CATEGORIES}train/")
    train_classifier(job_id=Job.objects.get().pk)
    page = client.get(CATEGORIES, {"text": "python loop error import"}).content.decode()
    assert "Right on unseen texts" in page
    assert "by the classifier" in page
