import pytest

from annotations.models import Item, Project, User
from ranking.api.resolve import ResolveSerializer
from ranking.models import PolicyActivation, TemperaturePolicy
from ranking.selectors.temperatures import policy_active, question_named, temperatures_look
from ranking.services.temperatures import (
    PolicyInvalid,
    PolicyRefused,
    temperature_policy_activate,
    temperature_policy_propose,
    temperature_policy_rollback,
)
from tests.ranking.made import make_items, make_round
from tests.ranking.tempered import BEST, GRID, NOW, score_of, tempered, template_of

pytestmark = pytest.mark.django_db


def proposed(project: Project, **chosen: object) -> TemperaturePolicy:
    question = question_named(project)
    assert question is not None
    return temperature_policy_propose(
        template=template_of(project), **{"question": question, "now": NOW, "seed": 1, **chosen}
    )


def test_a_policy_holds_the_best_temperature_of_each_category_and_why(project: Project, lead: User) -> None:
    tempered(project)
    policy = proposed(project, by=lead)
    assert {name: policy.rules[name] for name in BEST} == BEST
    assert policy.rules[""] in GRID
    told = policy.evidence
    assert (told["coherence"], told["diversity"], told["lambda"]) == ("helpfulness", None, 0.0)
    assert (told["items"], told["responses"], told["answers"]) == (20, 60, 120)
    green = next(one for one in told["categories"] if one["category"] == "green")
    assert green["p_best"] > 0.9
    assert [cell["n"] for cell in green["cells"]] == [10, 10, 10]
    assert all(cell["low"] < cell["mean"] < cell["high"] for cell in green["cells"])
    assert (policy.number, policy.active, policy.created_by) == (1, False, lead)


def test_with_diversity_the_weight_that_a_lead_gives_moves_the_best(project: Project) -> None:
    tempered(project)
    question = question_named(project, diversity="correctness", weight=3.0)
    assert question is not None
    found = temperatures_look(template=template_of(project), question=question, seed=1)
    assert found.rules["black"] == 1.0
    cell = found.categories[0].cells[0]
    assert cell.diversity is not None
    assert cell.distinct is not None


def test_rules_of_ones_own_are_told_from_the_evidence(project: Project) -> None:
    tempered(project)
    policy = proposed(project, rules={"green": 0.2, "black": 0.2})
    assert policy.rules == {"green": 0.2, "black": 0.2}
    assert policy.evidence["by_hand"] == ["green"]
    assert policy.temperature_for("green") == 0.2
    assert policy.temperature_for("white") is None
    assert policy.evidence["no_items"] == []
    assert proposed(project, rules={"green": 0.2, "white": 0.2}).evidence["no_items"] == ["white"]


def test_a_policy_has_no_more_temperatures_than_a_test_can_ask_at(project: Project) -> None:
    tempered(project)
    rules = {f"c{n}": n / 20 for n in range(20)}
    with pytest.raises(PolicyInvalid, match="at most 20 different temperatures"):
        proposed(project, rules=rules)
    assert proposed(project, rules=rules | {"": 0.0}).temperature_for("c19") == 0.95


@pytest.mark.parametrize("rules", [{}, {"green": 2.5}, {"green": float("nan")}, {"g" * 101: 0.5}])
def test_it_refuses_rules_that_are_none(project: Project, rules: dict[str, float]) -> None:
    tempered(project, items=2)
    with pytest.raises(PolicyInvalid):
        proposed(project, rules=rules)


def test_a_name_that_a_policy_takes_can_be_asked_for_and_stands_on_items(project: Project) -> None:
    tempered(project, items=10)
    policy = proposed(project, rules={"g" * Item._meta.get_field("category").max_length: 0.5})
    named = next(iter(policy.rules))
    assert ResolveSerializer(data={"variables": {}, "category": named}).is_valid()
    assert not ResolveSerializer(data={"variables": {}, "category": named + "g"}).is_valid()


def test_without_answers_it_says_why_there_is_no_policy(project: Project) -> None:
    make_round(project, score_of=score_of, items=make_items(project, 3), temperatures=GRID, raters=1)
    with pytest.raises(PolicyRefused, match="3 items were scored; at least 8 are needed"):
        proposed(project)
    assert not TemperaturePolicy.objects.exists()


def test_what_is_served_changes_one_at_a_time_and_every_change_is_kept(project: Project, lead: User) -> None:
    tempered(project, items=10)
    template = template_of(project)
    first, second = proposed(project), proposed(project, rules={"": 0.6})
    temperature_policy_activate(policy=first, by=lead, reason="The figures.", now=NOW)
    temperature_policy_activate(policy=first, by=lead, now=NOW)
    temperature_policy_activate(policy=second, by=lead, now=NOW)
    assert policy_active(template) == second
    back = temperature_policy_rollback(template=template, by=lead, reason="Too cold.", now=NOW)
    assert (back.policy, back.former, back.because) == (first, second, PolicyActivation.Because.ROLLED_BACK)
    assert policy_active(template) == first
    assert temperature_policy_rollback(template=template, by=lead, now=NOW).policy is None
    assert policy_active(template) is None
    with pytest.raises(PolicyRefused):
        temperature_policy_rollback(template=template, by=lead, now=NOW)
    told = PolicyActivation.objects.filter(template=template).values_list("policy__number", "reason")
    assert list(told) == [(None, ""), (1, "Too cold."), (2, ""), (1, "The figures.")]


def test_a_question_names_dimensions_that_are_there(project: Project) -> None:
    assert question_named(project, coherence="nowhere") is None
    assert question_named(project, diversity="nowhere") is None
    found = question_named(project, weight=2.0)
    assert found is not None
    assert (found.coherence.name, found.weight) == ("helpfulness", 0.0)
