"""The plan of a test: fixed before the round starts, and never changed."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from annotations.models import Item, Job, Project, PromptTemplate, Round, Task, TemplateVersion
from annotations.services.rounds import RoundInvalid, round_cancel
from annotations.services.templates import template_create, version_create
from ranking.models import Confirmation, PlanChanged
from ranking.services.confirmations import (
    ConfirmationInvalid,
    ConfirmationRefused,
    confirmation_close,
    confirmation_plan,
    confirmation_withdraw,
)
from ranking.services.confirmations.planning import usual_gap_margin
from tests.ranking.confirmed import (
    NOW,
    answered,
    counterfactual_items,
    design,
    endpoint_of,
    gain,
    generated,
    launched,
    two_versions,
)
from tests.ranking.made import make_items

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def ready(project: Project) -> Project:
    two_versions(project)
    make_items(project, 20, split="evaluate")
    return project


def plan(project: Project, seed: int = 5, **chosen) -> Confirmation:
    return confirmation_plan(project=project, design=design(project, **chosen), seed=seed, now=NOW).confirmation


def faults(project: Project, **chosen) -> set[str]:
    with pytest.raises(ConfirmationInvalid) as caught:
        plan(project, **chosen)
    assert not Round.objects.exists()
    return set(caught.value.fields)


def test_it_launches_a_round_of_both_versions_alike(ready):
    made = plan(ready)
    round = made.round
    assert (round.state, round.split, round.kinds, round.overlap) == ("GENERATING", "evaluate", ["RATING"], 2)
    assert set(round.versions.all()) == {made.old, made.new}
    assert (round.own_temperatures, round.across_versions, round.temperatures) == (True, True, [0.7])
    assert Job.objects.filter(round=round, celery_name="annotations.generate").count() == 1
    assert TemplateVersion.objects.filter(used_at=None).count() == 0


def test_it_fixes_metric_margins_looks_and_error(ready, project):
    made = plan(ready)
    primary = made.dimension
    assert (primary.name, made.metric, made.ordinal, made.alpha) == ("helpfulness", "scores", 1, 0.025)
    assert made.plan["worthwhile"] == pytest.approx(0.1)
    assert [(one["name"], one["margin"]) for one in made.plan["guards"]] == [("correctness", pytest.approx(0.3))]
    assert made.plan["looks"] == [0.2, 0.4, 0.6, 0.8]
    assert (made.plan["items"], made.plan["gaps"]) == (20, [])


def test_a_plan_that_was_fixed_is_never_written_again(ready):
    made = plan(ready)
    made.plan["guards"][0]["margin"] = 3.0
    with pytest.raises(PlanChanged):
        made.save()
    made.refresh_from_db()
    made.alpha = 0.05
    with pytest.raises(PlanChanged):
        made.save(update_fields=["alpha"])
    assert Confirmation.objects.get().fingerprint() == Confirmation.objects.get().digest


def test_the_same_form_sent_twice_launches_once(ready):
    assert plan(ready) == plan(ready)
    assert Round.objects.count() == 1


@pytest.mark.parametrize("other", [{"overlap": 3}, {"automatic": False}, {"temperature": 0.3}, {"looks": 1}])
def test_a_seed_gives_its_test_again_and_no_other(ready, other):
    made = plan(ready)
    assert plan(ready, old=None) == made
    with pytest.raises(ConfirmationInvalid) as refused:
        plan(ready, **other)
    assert refused.value.fields == {"seed": "Seed 5 belongs to the test of answer v2 in round 1; choose another."}
    third = version_create(template=made.template, parent=made.new, system="Be brief.", now=NOW)
    with pytest.raises(ConfirmationInvalid):
        plan(ready, new=third)


def test_the_seed_of_a_round_is_no_tests(ready):
    made = plan(ready)
    made.delete()
    with pytest.raises(RoundInvalid, match="Seed 5 belongs to round 1"):
        plan(ready, samples=2)


def test_one_test_of_a_template_runs_at_a_time(ready):
    made = plan(ready)
    with pytest.raises(ConfirmationRefused, match="being tested in round 1"):
        plan(ready, seed=6)
    made.pk, made._state.adding, made.round = None, True, Round.objects.create(project=ready, number=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_a_cancelled_round_makes_way_and_has_spent_nothing(ready):
    first = plan(ready)
    round_cancel(round=first.round, now=NOW)
    second = plan(ready, seed=6)
    first.refresh_from_db()
    assert (first.state, second.ordinal, second.alpha) == ("WITHDRAWN", 1, 0.025)


@pytest.mark.parametrize("ending", [round_cancel, None])
def test_a_test_that_was_given_up_without_an_answer_has_spent_nothing_and_with_one_its_share(project, lead, ending):
    for share, alpha in ((0.0, 0.025), (0.05, 0.025), (0.0, 0.05 / 6)):
        made = launched(project, seed=Round.objects.count())
        assert made.alpha == pytest.approx(alpha)
        answered(made, gain(-1.0), share=share)
        if ending:
            ending(round=made.round, now=NOW)
            confirmation_withdraw(confirmation=made, now=NOW)
        else:
            confirmation_close(confirmation=made, by=lead, reason="no", now=NOW)
            Round.objects.update(state="CLOSED")


def test_the_next_test_spends_its_share(ready, lead):
    first = plan(ready)
    generated(first.round)
    answered(first, gain(0.0), share=0.1)
    confirmation_close(confirmation=first, by=lead, reason="no", now=NOW)
    second = plan(ready, seed=6)
    assert (second.ordinal, second.alpha) == (2, pytest.approx(0.05 / 6))
    assert second.plan["left"] == pytest.approx(0.05 / 3)


def test_comparisons_have_no_dimension_of_their_own_and_scores_guard_all(ready):
    made = plan(ready, metric="comparisons", compare=True)
    assert made.round.kinds == [Task.Kind.RATING, Task.Kind.COMPARISON]
    assert (made.dimension, made.plan["reach"]) == (None, 1.0)
    assert len(made.plan["guards"]) == 2


def test_where_nobody_rates_the_plan_says_that_nothing_is_guarded(ready):
    made = plan(ready, metric="comparisons", compare=True, rate=False)
    assert made.plan["guards"] == []
    assert "no dimension guards" in made.plan["unguarded"][0]


def test_sets_of_items_are_guarded_where_there_are_ten(ready):
    counterfactual_items(ready, 10)
    made = plan(ready)
    (gap,) = made.plan["gaps"]
    assert (gap["attribute"], gap["values"], gap["sets"], gap["margin"]) == ("gender", ["Ayşe", "Murat"], 10, 1.0)


@pytest.mark.parametrize(("sets", "margin"), [(16, 0.99), (30, 0.72), (250, 0.4)])
def test_the_usual_margin_of_a_gap_is_what_its_sets_can_show_within_bounds(ready, sets, margin):
    """2.80 times the spread of two gaps (a quarter of the scale, times the root of two), over the root of the sets."""
    dimension = ready.rubric.dimensions.get(name="helpfulness")
    assert usual_gap_margin(ready, dimension, sets, design(ready)) == margin


@pytest.mark.parametrize(
    ("sets", "chosen", "says"),
    [
        (4, {}, "ten sets of items are needed, and there are 4"),
        (12, {"gap_margin": 0.0}, "left them out"),
        (12, {"item_limit": 15}, "tear the sets"),
    ],
)
def test_why_gaps_are_not_guarded_stands_in_the_plan(ready, sets, chosen, says):
    counterfactual_items(ready, sets)
    made = plan(ready, **chosen)
    assert made.plan["gaps"] == []
    assert says in made.plan["unguarded"][0]


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"metric": "taste"}, "metric"),
        ({"metric": "comparisons"}, "compare"),
        ({"rate": False, "compare": True}, "rate"),
        ({"looks": 0}, "looks"),
        ({"overlap": 0}, "overlap"),
        ({"samples": 99}, "samples"),
        ({"temperature": 3.0}, "temperature"),
        ({"worthwhile": 9.0}, "worthwhile"),
        ({"gap_margin": -1.0}, "gap_margin"),
        ({"margins": {0: 1.0}}, "margins"),
        ({"item_limit": 5}, "item_limit"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_starts(ready, chosen, field):
    assert faults(ready, **chosen) == {field}


def test_a_margin_is_shorter_than_its_scale(ready):
    key = ready.rubric.dimensions.get(name="correctness").pk
    assert faults(ready, margins={key: 4.0}) == {f"margin_{key}"}


def test_items_of_one_group_are_one(project):
    two_versions(project)
    for item in make_items(project, 12, split="evaluate"):
        item.own_group = "same"
        item.save()
    assert faults(project) == {"items"}


def test_versions_are_two_of_one_template_that_answers(ready):
    one = design(ready)
    other = version_create(template=template_create(project=ready, name="other", now=NOW), now=NOW)
    judge = version_create(template=template_create(project=ready, name="judge", purpose="judge", now=NOW), now=NOW)
    for wrong, field in (
        (replace(one, old=one.new), "old"),
        (replace(one, old=other), "old"),
        (replace(one, new=judge, old=None), "new"),
    ):
        with pytest.raises(ConfirmationInvalid) as caught:
            confirmation_plan(project=ready, design=wrong, seed=1, now=NOW)
        assert set(caught.value.fields) == {field}


def test_without_a_version_to_test_against_it_is_the_active_one(ready):
    made = plan(ready, old=None)
    assert made.old == PromptTemplate.objects.get().active_version


def test_a_temperature_that_changed_is_part_of_what_is_tested(project):
    two_versions(project, temperature=1.0)
    made = launched(project, items=12, temperature=0.2)
    asked = set(made.round.responses.values_list("version__number", "temperature"))
    assert asked == {(1, 0.2), (2, 1.0)}


def test_old_and_new_alone_are_compared_each_draw_once(project):
    made = launched(project, items=12, metric="comparisons", compare=True, rate=False, samples=3)
    tasks = made.round.tasks.prefetch_related("responses")
    assert len(tasks) == 36
    assert all({one.version_id for one in task.responses.all()} == {made.old_id, made.new_id} for task in tasks)
    assert len({one.pk for task in tasks for one in task.responses.all()}) == 72


def test_a_project_of_others_is_not_tested(ready):
    other = Project.objects.create(slug="other", name="Other")
    with pytest.raises(ConfirmationInvalid) as caught:
        confirmation_plan(project=other, design=design(ready), seed=1, now=NOW)
    assert "new" in caught.value.fields
    assert endpoint_of(ready)


ASKED = "How do I return the blue teapot?"
HOLDING = [
    ({"system": f"You sell tea. If asked “{ASKED.upper()}”, say: by post."}, "the system text"),
    ({"principles": ["Be brief.", "To how do I  return the\nblue teapot? answer by post."]}, "principle 2"),
    ({"exemplars": [{"input": ASKED, "output": "By post."}]}, "exemplar 1"),
    ({"exemplars": [{"input": " TEA? ", "output": "Green."}]}, "exemplar 1"),
    ({"output_format": {"instructions": f"As for {ASKED}"}}, "the output format"),
]


@pytest.mark.parametrize(("written", "part"), HOLDING)
def test_a_version_written_by_hand_is_not_tested_on_what_it_was_shown(project, written, part):
    two_versions(project, **written)
    make_items(project, 12, split="evaluate")
    Item.objects.filter(external_id="evaluate-7").update(prompt="", variables={"prompt": ASKED})
    Item.objects.filter(external_id="evaluate-8").update(prompt="tea?")
    with pytest.raises(ConfirmationInvalid) as caught:
        plan(project)
    assert f"item evaluate-{8 if 'TEA?' in str(written) else 7} in {part}" in caught.value.fields["new"]
    Item.objects.filter(external_id__in=["evaluate-7", "evaluate-8"]).update(split="anchor")
    assert plan(project)


def test_what_the_old_version_was_shown_is_said_and_holds_nothing_up(project):
    old, _new = two_versions(project)
    TemplateVersion.objects.filter(pk=old.pk).update(exemplars=[{"input": ASKED, "output": "By post."}])
    make_items(project, 12, split="evaluate")
    assert plan(project, seed=4).plan["unguarded"] == []
    round_cancel(round=Round.objects.get(), now=NOW)
    Item.objects.filter(external_id="evaluate-7").update(prompt=ASKED)
    (said,) = plan(project).plan["unguarded"]
    assert "v1 holds the text of items that it is tested on, or nearly (evaluate-7)" in said
