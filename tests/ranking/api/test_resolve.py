from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.models import Feedback, Project, User
from annotations.services.templates import version_activate
from ranking.models import TemperaturePolicy
from ranking.services.categories import category_settings_set, classifier_train_on_items
from ranking.services.temperatures import live_set, live_update, temperature_policy_activate
from ranking.stats.temperature.live import Bounds
from tests.ranking.made import make_template
from tests.ranking.services.test_categories import with_items
from tests.ranking.tempered import NOW

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/tea/templates/answer/resolve/"
SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}}


@pytest.fixture
def policy(project: Project) -> TemperaturePolicy:
    version = make_template(project, output_format={"instructions": "Be short.", "schema": SCHEMA})
    made = TemperaturePolicy.objects.create(template=version.template, number=1, rules={"code": 0.1, "": 0.6})
    return temperature_policy_activate(policy=made, now=NOW)


@pytest.fixture
def client(reviewer: User, client_of: Any) -> Client:
    made: Client = client_of(reviewer)
    return made


def asked(client: Client, status: int = 200, **body: object) -> dict[str, Any]:
    answer = client.post(URL, {"variables": {"prompt": "Hello"}, **body}, content_type="application/json")
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_it_gives_all_that_a_call_needs(client: Client, policy: TemperaturePolicy) -> None:
    found = asked(client, category="code", trace="call-1")
    assert (found["template"], found["version"]) == ("answer", 1)
    assert found["messages"][0]["role"] == "system"
    assert found["messages"][-1] == {"role": "user", "content": "Q: Hello"}
    assert (found["category"], found["category_by"], found["category_confidence"]) == ("code", "given", 1.0)
    assert (found["temperature"], found["temperature_by"], found["policy"]) == (0.1, "policy", 1)
    assert found["response_format"]["json_schema"]["schema"] == SCHEMA
    assert found["output_format"]["instructions"] == "Be short."
    assert found["feedback"] == {
        "template": "answer", "version": 1, "trace": "call-1",
        "metadata": {"category": "code", "temperature": 0.1, "policy": 1},
    }  # fmt: skip


def test_the_category_comes_by_rule_then_by_classifier_else_it_is_the_rest(
    client: Client, policy: TemperaturePolicy, project: Project
) -> None:
    found = asked(client)
    assert (found["category"], found["category_by"], found["category_confidence"]) == ("", "fallback", None)
    assert found["temperature"] == 0.6
    with_items(project)
    classifier_train_on_items(project=project, now=NOW)
    found = asked(client, variables={"prompt": "debug the python loop, class import error"}, language="en")
    assert (found["category"], found["category_by"], found["temperature"]) == ("code", "classifier", 0.1)
    category_settings_set(project=project, rules=[{"category": "poem", "words": ["loop"]}], threshold=0.5, now=NOW)
    found = asked(client, variables={"prompt": "debug the python loop, class import error"})
    assert (found["category"], found["category_by"], found["temperature"]) == ("poem", "rule", 0.6)


def test_missing_variables_are_named(client: Client, project: Project) -> None:
    make_template(project, user_text="{{question}} {{context}}", system="For {{who}}.")
    found = asked(client, 400, variables={"question": "x", "context": None})
    assert set(found["fields"]) == {"variables.who", "variables.context"}
    assert set(asked(client, 400, variables="x")["fields"]) == {"variables"}
    assert set(asked(client, 400, variables={"a": ["list"]})["fields"]) == {"variables.a"}


def test_the_served_policy_goes_before_a_version_s_own_temperature(
    client: Client, policy: TemperaturePolicy, project: Project
) -> None:
    version_activate(version=make_template(project, temperature=1.3))
    found = asked(client, category="code")
    assert (found["temperature"], found["temperature_by"], found["policy"]) == (0.1, "policy", 1)
    assert found["feedback"]["metadata"]["policy"] == 1
    partly = TemperaturePolicy.objects.create(template=policy.template, number=2, rules={"code": 0.1})
    temperature_policy_activate(policy=partly, now=NOW)
    found = asked(client, category="poem")
    assert (found["temperature"], found["temperature_by"], found["policy"]) == (1.3, "version", None)


def test_without_a_policy_the_server_chooses(client: Client, project: Project) -> None:
    make_template(project)
    found = asked(client)
    assert (found["temperature"], found["temperature_by"], found["response_format"]) == (None, "none", None)


def test_earlier_turns_stand_before_the_prompt(client: Client, project: Project) -> None:
    make_template(project)
    turns = [{"role": "user", "content": "Hi {{prompt}}"}, {"role": "assistant", "content": "Hi."}]
    assert asked(client, messages=turns)["messages"][1:3] == turns
    assert "messages" in asked(client, 400, messages=[{"role": "odd", "content": "x"}])["fields"]


def test_a_template_without_a_version_is_not_there(client: Client, project: Project) -> None:
    project.templates.create(name="answer")
    asked(client, 404)


def test_adjusting_draws_within_the_bounds_and_feedback_comes_back(
    client: Client, policy: TemperaturePolicy, project: Project
) -> None:
    live_set(template=policy.template, on=True, bounds=Bounds(0.0, 0.7, 0.2, 1.0), now=NOW)
    found = [asked(client, trace=f"t{number}") for number in range(30)]
    drawn = {one["temperature"] for one in found}
    assert len(drawn) > 1
    assert all(0.4 <= one <= 0.7 for one in drawn)
    assert {one["temperature_by"] for one in found} == {"live"}
    assert asked(client, trace="t0") == found[0]
    for number, one in enumerate(found):
        metadata = one["feedback"]["metadata"]
        Feedback.objects.create(
            project=project, key=str(number), version=policy.template.active_version, thumb=1, metadata=metadata
        )
    step = live_update(template=policy.template, now=NOW)
    assert step is not None
    assert sum(n for n, _ in step.arms[""].values()) == 30
    assert asked(client)["live"] == step.pk


def test_it_takes_few_queries_once_the_classifier_is_loaded(
    client: Client, policy: TemperaturePolicy, project: Project
) -> None:
    with_items(project)
    classifier_train_on_items(project=project, now=NOW)
    asked(client)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        asked(client)
    assert len(queries) <= 9
    assert not any("document" in one["sql"] for one in queries)
