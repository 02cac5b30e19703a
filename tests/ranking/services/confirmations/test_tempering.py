"""At which temperatures a test asks: those that would be served, fixed in its plan."""

import pytest

from annotations.models import Item, Project, PromptTemplate, Response, Round, TemplateVersion
from annotations.services.responses import responses_plan
from ranking.models import Confirmation, PlanChanged, TemperaturePolicy
from ranking.selectors.integrity import plans_stand
from ranking.services.confirmations import ConfirmationInvalid, confirmation_plan
from ranking.services.temperatures import temperature_policy_activate, temperature_policy_rollback
from tests.ranking.confirmed import NOW, design, two_versions
from tests.ranking.made import make_items

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def ready(project: Project) -> Project:
    two_versions(project)
    make_items(project, 20, split="evaluate")
    return project


def plan(project: Project, seed: int = 5, **chosen) -> Confirmation:
    return confirmation_plan(project=project, design=design(project, **chosen), seed=seed, now=NOW).confirmation


@pytest.fixture
def policy(ready, project) -> TemperaturePolicy:
    """Items of two categories have rules of their own; version 2 names a temperature that nobody is served."""
    Item.objects.filter(project=project).update(category="")
    places = list(Item.objects.filter(project=project).order_by("pk").values_list("pk", flat=True))
    for name, keys in {"code": places[:5], "poem": places[5:9]}.items():
        Item.objects.filter(pk__in=keys).update(category=name)
    TemplateVersion.objects.filter(number=2).update(temperature=1.4)
    template = PromptTemplate.objects.get(project=project, name="answer")
    made = TemperaturePolicy.objects.create(template=template, number=3, rules={"code": 0.1, "poem": 1.1, "": 0.5})
    return temperature_policy_activate(policy=made, now=NOW)


def asked_at(round: Round) -> dict[str, set[float]]:
    """The temperatures of each category's responses, once the plan is written."""
    responses_plan(round=round)
    found: dict[str, set[float]] = {}
    for category, temperature in Response.objects.filter(round=round).values_list("item__category", "temperature"):
        found.setdefault(category, set()).add(temperature)
    return found


def test_it_tests_what_the_policy_would_serve_both_versions_alike(policy, project):
    made = plan(project, samples=2)
    assert asked_at(made.round) == {"code": {0.1}, "poem": {1.1}, "": {0.5}}
    rows = Response.objects.filter(round=made.round).values_list("item_id", "temperature", "sample", "version_id")
    cells = {version: {row[:3] for row in rows if row[3] == version} for version in (made.old_id, made.new_id)}
    assert cells[made.old_id] == cells[made.new_id]
    assert len(cells[made.old_id]) == 40
    assert (made.plan["temperature"], made.plan["policy"]) == (None, 3)
    assert made.plan["temperatures"] == {"code": 0.1, "poem": 1.1, "": 0.5}
    assert made.plan["asked"] == (
        "Both are asked at the temperatures that policy 3 serves, by category: code 0.1, poem 1.1, the rest 0.5."
    )


def test_the_plan_holds_when_another_policy_is_served(policy, project):
    made = plan(project)
    temperature_policy_rollback(template=policy.template, now=NOW)
    assert asked_at(made.round) == {"code": {0.1}, "poem": {1.1}, "": {0.5}}
    Confirmation.objects.get().check_fixed()


def test_temperatures_that_were_changed_since_are_not_as_fixed(policy, project):
    made = plan(project)
    Round.objects.filter(pk=made.round_id).update(temperature_plan={"": [0.5]})
    with pytest.raises(PlanChanged):
        Confirmation.objects.get().check_fixed()
    assert "is not the one that was fixed" in next(plans_stand())


def test_a_lead_may_choose_one_temperature_in_its_place(policy, project):
    made = plan(project, temperature=0.9)
    assert asked_at(made.round) == {"code": {0.9}, "poem": {0.9}, "": {0.9}}
    assert (made.plan["temperature"], made.plan["temperatures"]) == (0.9, {})
    assert "at 0.9 in place of the temperatures that policy 3 serves" in made.plan["asked"]


@pytest.mark.parametrize(
    ("old", "new", "asked_of", "words"),
    [
        (None, 1.4, (0.7, 1.4), "answer v1 names none and is asked at 0.7, as is usual in a test, answer v2 is asked "
         "at its own temperature, 1.4. What they differ in there is part of what is tested."),
        (0.9, None, (0.9, 0.9), "answer v1 is asked at its own temperature, 0.9, answer v2 names none and is asked at "
         "0.9, like answer v1."),
        (0.9, 1.4, (0.9, 1.4), "answer v1 is asked at its own temperature, 0.9, answer v2 is asked at its own "
         "temperature, 1.4. What they differ in there is part of what is tested."),
        (None, None, (0.7, 0.7), "answer v1 names none and is asked at 0.7, as is usual in a test, answer v2 names "
         "none and is asked at 0.7, as is usual in a test."),
    ],
)  # fmt: skip
def test_what_a_policy_leaves_open_is_asked_at_each_version_s_own(policy, project, old, new, asked_of, words):
    TemperaturePolicy.objects.filter(pk=policy.pk).update(rules={"code": 0.1})
    TemplateVersion.objects.filter(number=1).update(temperature=old)
    TemplateVersion.objects.filter(number=2).update(temperature=new)
    made = plan(project)
    responses_plan(round=made.round)
    found: dict[str, set[tuple[int, float]]] = {}
    rows = Response.objects.filter(round=made.round)
    for category, *asked in rows.values_list("item__category", "version__number", "temperature"):
        found.setdefault(category, set()).add(tuple(asked))
    rest = {(1, asked_of[0]), (2, asked_of[1])}
    assert found == {"code": {(1, 0.1), (2, 0.1)}, "poem": rest, "": rest}
    assert made.plan["asked"] == (
        "Both are asked at the temperatures that policy 3 serves, by category: code 0.1. It leaves other items open: "
        + words
    )
    Confirmation.objects.get().check_fixed()


def test_a_policy_of_more_temperatures_than_a_round_can_ask_is_told_before_the_round(policy, project):
    TemperaturePolicy.objects.filter(pk=policy.pk).update(rules={f"c{n}": n / 20 for n in range(21)})
    with pytest.raises(ConfirmationInvalid) as caught:
        plan(project)
    assert set(caught.value.fields) == {"temperature"}
    assert plan(project, temperature=0.9).plan["temperature"] == 0.9


def test_a_version_that_names_no_temperature_is_not_asked_at_the_new_one_s(ready, project):
    TemplateVersion.objects.filter(number=2).update(temperature=1.4)
    made = plan(project, temperature=None)
    assert asked_at(made.round) == {"green": {0.7, 1.4}, "black": {0.7, 1.4}}
    assert made.plan["asked"].endswith("answer v1 names none and is asked at 0.7, as is usual in a test.")


def test_without_a_policy_a_version_s_own_temperature_is_tested(ready, project):
    TemplateVersion.objects.filter(number=2).update(temperature=1.4)
    made = plan(project, temperature=0.3)
    assert made.plan["asked"].startswith("answer v2 is asked at temperature 1.4 and answer v1 at 0.3")
    assert asked_at(made.round) == {"green": {0.3, 1.4}, "black": {0.3, 1.4}}
