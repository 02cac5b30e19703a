"""The pages of a test: planned in one form, watched on its round, read with its figures, taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.models import Dimension, Item, Project, PromptTemplate, Round, TemplateVersion
from ranking.models import Confirmation, Proposal, TemperaturePolicy
from ranking.services.confirmations import confirmation_look
from tests.ranking.confirmed import (
    NOW,
    answered,
    closed,
    counterfactual_items,
    endpoint_of,
    gain,
    launched,
    two_versions,
)
from tests.ranking.made import make_items, make_template

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("x")</script>'
FORM = {
    "how": "rate", "temperature": "0.7", "samples": "1", "overlap": "2", "looks": "5", "worthwhile": "0.1",
    "gap_margin": "", "automatic": "on", "key": "77", "note": "", "item_limit": "",
}  # fmt: skip


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


@pytest.fixture
def ready(project):
    old, _new = two_versions(project)
    make_items(project, 20, split="evaluate")
    dimension = project.rubric.dimensions.get(name="helpfulness")
    return FORM | {"old": str(old.pk), "endpoint": str(endpoint_of(project).pk), "dimension": str(dimension.pk)}


@pytest.fixture
def promoted(project, lead):
    made = launched(project)
    answered(made, gain(0.6))
    confirmation_look(confirmation=closed(made), now=NOW + timedelta(days=1))
    return Confirmation.objects.get()


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_form_offers_the_active_version_and_says_what_will_be_tested(page, ready):
    text = text_of(page.get("/projects/tea/prompts/answer/2/test/"))
    assert "Does answer v2 score higher than answer v1 on Helpfulness" in text
    assert "Correctness (0.3)" in text
    assert "2.50%" in text
    assert "a true gain of" in text
    assert "too little was rated here so far" in text


def test_the_words_follow_the_form(page, ready, project):
    dimension = project.rubric.dimensions.get(name="correctness")
    path = "/projects/tea/prompts/answer/2/test/plan/"
    text = text_of(page.post(path, ready | {"how": "both", f"margin_{dimension.pk}": "0.5", "looks": "1"}))
    assert "Do people prefer answer v2 to answer v1" in text
    assert "Correctness (0.5)" in text
    assert "looked at once, at the end" in text
    assert "nobody scores" in text_of(page.post(path, ready | {"how": "compare"})).lower()
    assert "When the plan is complete" in text_of(page.post(path, ready | {"overlap": "0"}))


def test_a_guard_that_would_never_pass_is_told_before_the_start(page, ready, project):
    counterfactual_items(project, 12)
    text = text_of(page.post("/projects/tea/prompts/answer/2/test/plan/", ready | {"gap_margin": "0.2"}))
    assert "Even if nothing changes, the guard on the gap between Ayşe and Murat will pass in about" in text


def test_sending_the_form_fixes_the_plan_and_launches_once(page, ready, lead):
    proposal = Proposal.objects.create(
        project=Project.objects.get(), base=TemplateVersion.objects.get(number=1), proposer="plain", state="ACCEPTED",
        version=TemplateVersion.objects.get(number=2), decided_at=NOW,
    )  # fmt: skip
    first = page.post("/projects/tea/prompts/answer/2/test/", ready)
    assert page.post("/projects/tea/prompts/answer/2/test/", ready).url == first.url
    made = Confirmation.objects.get()
    assert first.url == f"/projects/tea/improve/tests/{made.pk}/"
    assert (made.created_by, made.proposal, made.round.seed) == (lead, proposal, 77)
    text = text_of(page.get(first.url))
    assert "nobody has looked at them yet" in text
    assert "Nothing to see yet" in text


def test_what_is_wrong_stands_by_its_field(page, ready):
    text = text_of(page.post("/projects/tea/prompts/answer/2/test/", ready | {"item_limit": "3"}))
    assert "at least 10 items of split evaluate" in text
    assert not Round.objects.exists()


def test_where_items_lack_the_form_says_so_before_it_is_sent(page, project):
    two_versions(project)
    endpoint_of(project)
    make_items(project, 9, split="evaluate")
    assert "needs at least 10 items" in text_of(page.get("/projects/tea/prompts/answer/2/test/"))
    Item.objects.create(project=project, external_id="tenth", prompt="One more?", split="evaluate")
    assert "needs at least 10 items" not in text_of(page.get("/projects/tea/prompts/answer/2/test/"))


def test_while_one_runs_the_form_says_so_and_does_not_start(page, ready):
    page.post("/projects/tea/prompts/answer/2/test/", ready)
    text = text_of(page.get("/projects/tea/prompts/answer/2/test/"))
    assert "answer v2 is being tested in round 1" in text
    assert "Fix the plan and start" not in text
    assert "One test of a template" in text_of(page.post("/projects/tea/prompts/answer/2/test/", ready | {"key": "78"}))


def test_without_items_or_another_version_it_says_what_is_missing(page, project):
    make_template(project)
    assert "nothing to test against" in text_of(page.get("/projects/tea/prompts/answer/1/test/"))
    make_template(project)
    endpoint_of(project)
    assert "no items to test on" in text_of(page.get("/projects/tea/prompts/answer/2/test/"))
    assert page.get("/projects/tea/prompts/answer/9/test/").status_code == 404


def test_the_round_s_page_tells_how_the_test_stands(page, project):
    made = launched(project)
    text = text_of(page.get("/projects/tea/rounds/1/"))
    assert "answer v2 against answer v1" in text
    assert "leaves out the test at the end of the plan" in text
    answered(made, gain(0.2), share=0.5)
    confirmation_look(confirmation=made, now=NOW + timedelta(days=1))
    assert "20 of 40 pairs have all of theirs" in text_of(page.get("/projects/tea/rounds/1/progress/"))


def test_annotators_learn_nothing_of_the_test(client_of, annotator, project):
    launched(project)
    text = text_of(client_of(annotator).get("/projects/tea/annotate/"))
    assert "data-task" in text
    assert not any(word in text for word in ("answer v1", "answer v2", "against"))


def test_a_result_is_read_with_its_figures(page, promoted):
    text = text_of(page.get(f"/projects/tea/improve/tests/{promoted.pk}/"))
    assert "answer v2 is better than answer v1" in text
    assert "On Helpfulness, answer v2 less answer v1 is" in text
    assert "<svg role" in text
    assert f"?round={promoted.round.number}&amp;template=answer&amp;version=2" in text
    assert "Back to v1" in text


def test_what_is_open_and_how_much_lacks_stands_in_the_badge_and_leads_there(page, promoted):
    look = promoted.looks.get()
    gap = {"name": "Helpfulness", "passed": False, "estimate": None}
    needs = {"of": "sets", "needed": 47, "planned": 12, "there": 12}
    look.figures |= {"gaps": [gap], "needs": needs}
    look.save()
    Confirmation.objects.update(state="INCONCLUSIVE", activation=None)
    address = f"/projects/tea/improve/tests/{promoted.pk}/"
    text = text_of(page.get(address))
    assert "Open: bias gap · about 35 more sets needed" in text
    assert '<a class="button primary" href="/projects/tea/counterfactuals/">Make more sets</a>' in text
    for listed in ("improve/history/", "prompts/"):
        assert "about 35 more sets needed" in text_of(page.get(f"/projects/tea/{listed}"))
    look.figures |= {"primary": look.figures["primary"] | {"passed": False}, "needs": needs | {"of": "items"}}
    look.save()
    text = text_of(page.get(address))
    assert "Open: gain, bias gap · about 35 more items needed" in text
    assert "Import more items" in text


def test_it_stands_on_the_version_the_lineage_the_proposal_and_in_the_history(page, promoted):
    link = f"/projects/tea/improve/tests/{promoted.pk}/"
    for path in ("prompts/answer/2/", "prompts/", "improve/", "improve/history/"):
        assert link in text_of(page.get(f"/projects/tea/{path}")), path
    assert "Promoted by a test" in text_of(page.get("/projects/tea/improve/history/"))
    proposal = Proposal.objects.create(
        project=promoted.project, base=promoted.old, proposer="plain", state="ACCEPTED", version=promoted.new,
        decided_at=timezone.now(),
    )  # fmt: skip
    assert link in text_of(page.get(f"/projects/tea/improve/{proposal.pk}/"))


def test_going_back_is_one_click_and_stands_in_the_history(page, promoted, lead):
    page.post("/projects/tea/prompts/answer/roll-back/", {"reason": ""})
    assert PromptTemplate.objects.get().active_version == promoted.old
    promoted.refresh_from_db()
    assert promoted.rollback.by == lead
    assert "Rolled back" in text_of(page.get(f"/projects/tea/improve/tests/{promoted.pk}/"))
    assert "Rolled back" in text_of(page.get("/projects/tea/improve/history/"))
    assert ">Rolled back</text>" in text_of(page.get("/projects/tea/prompts/"))
    badge = f'<a class="badge warn" href="/projects/tea/improve/tests/{promoted.pk}/">Rolled back'
    assert badge in text_of(page.get("/projects/tea/prompts/"))


def test_a_version_chosen_by_hand_goes_back_too(page, project):
    two_versions(project)
    page.post("/projects/tea/prompts/answer/2/active/")
    text = text_of(page.get("/projects/tea/prompts/answer/2/"))
    assert "Back to v1" in text
    page.post("/projects/tea/prompts/answer/roll-back/")
    assert PromptTemplate.objects.get().active_version.number == 1


def test_where_nothing_was_served_before_it_says_so(page, project):
    make_template(project)
    text = text_of(page.post("/projects/tea/prompts/answer/roll-back/", follow=True))
    assert "no former version" in text


def test_a_lead_looks_promotes_and_closes(page, project):
    made = launched(project, automatic=False)
    path = f"/projects/tea/improve/tests/{made.pk}"
    assert "at least 10" in text_of(page.post(f"{path}/look/", follow=True))
    assert "Say why" in text_of(page.post(f"{path}/close/", {"reason": ""}, follow=True))
    answered(made, gain(0.6))
    closed(made)
    assert "Serve v2" in text_of(page.post(f"{path}/look/", follow=True))
    assert "has passed its test" in text_of(page.get("/projects/tea/"))
    assert "1 to decide" in text_of(page.get("/projects/tea/"))
    assert "Promoted" in text_of(page.post(f"{path}/promote/", {"reason": "Yes."}, follow=True))
    assert PromptTemplate.objects.get().active_version == made.new


def test_a_lead_closes_a_test_early(page, project):
    made = launched(project)
    page.post(f"/projects/tea/improve/tests/{made.pk}/close/", {"reason": "No time."})
    text = text_of(page.get(f"/projects/tea/improve/tests/{made.pk}/"))
    assert "Closed early" in text
    assert "No time." in text


@pytest.mark.parametrize(
    "path", ["improve/tests/{}/", "improve/history/", "improve/", "rounds/1/", "prompts/answer/2/test/"]
)
def test_hostile_words_are_nowhere_markup(page, project, path):
    Dimension.objects.update(label=HOSTILE)
    made = launched(project, note=HOSTILE)
    answered(made, gain(0.6))
    confirmation_look(confirmation=closed(made), now=NOW + timedelta(days=1))
    Item.objects.update(prompt=HOSTILE)
    Confirmation.objects.update(reason=HOSTILE)
    assert HOSTILE not in text_of(page.get(f"/projects/tea/{path.format(made.pk)}"))


def test_the_next_step_of_an_untried_version_is_its_test(page, project):
    two_versions(project)
    make_items(project, 12, split="evaluate")
    text = text_of(page.get("/projects/tea/"))
    assert "/projects/tea/prompts/answer/2/test/" in text


def test_with_a_policy_the_form_tests_its_temperatures_or_one_that_the_lead_chooses(page, ready, project):
    template = PromptTemplate.objects.get(project=project, name="answer")
    TemperaturePolicy.objects.create(template=template, number=2, rules={"code": 0.1, "": 0.5}, active=True)
    text = text_of(page.get("/projects/tea/prompts/answer/2/test/"))
    assert "Empty: what policy 2 serves each category at." in text
    assert "that policy 2 serves, by category: code 0.1, the rest 0.5." in text
    one = text_of(page.post("/projects/tea/prompts/answer/2/test/plan/", ready))
    assert "Both are asked at 0.7 in place of the temperatures that policy 2 serves" in one
    page.post("/projects/tea/prompts/answer/2/test/", ready | {"temperature": ""})
    made = Confirmation.objects.get()
    assert made.round.temperature_plan == {"code": [0.1], "": [0.5]}
    told = text_of(page.get(f"/projects/tea/improve/tests/{made.pk}/"))
    assert "those of policy 2" in told
    assert "code 0.1, the rest 0.5" in told
    assert "Other temperatures are served now" not in told
    TemperaturePolicy.objects.update(active=False)
    assert "Other temperatures are served now" in text_of(page.get(f"/projects/tea/improve/tests/{made.pk}/"))
