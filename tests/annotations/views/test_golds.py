"""The page of checks, as a lead uses it."""

import pytest

from annotations.models import Dimension, Gold
from annotations.services.golds import gold_create, gold_write
from tests.annotations.services.test_golds import use
from tests.annotations.world import NOW, make_items, make_rater, make_responses, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


@pytest.fixture
def responses(project):
    return make_responses(make_round(project), make_items(project, 1), each=3)


def field(name: str) -> str:
    return f"score-{Dimension.objects.get(name=name).pk}"


def test_one_is_written_by_hand_and_taken_into_use(page, project):
    given = {"purpose": "training", "kind": "RATING", "prompt": "Is tea hot?", "response_1": "Yes."}
    there = page.post("/projects/tea/checks/new/", given)
    gold = Gold.objects.get()
    assert there.url == f"/projects/tea/checks/{gold.pk}/"
    text = page.get(there.url).content.decode()
    assert "Is tea hot?" in text
    assert "Not checked" in text
    answer = {field("helpfulness"): "5", field("correctness"): "", "tolerance": "1", "purpose": "training"}
    page.post(there.url, answer | {"explanation": "It is."})
    gold.refresh_from_db()
    assert (gold.active, gold.answer, gold.tolerance) == (True, {"scores": {"helpfulness": 5}}, 1)
    listed = page.get("/projects/tea/checks/").content.decode()
    assert "Is tea hot?" in listed
    assert "Helpfulness" in listed


def test_what_is_right_is_listed_in_the_words_of_the_levels(page, project, responses):
    codes = [{"code": "warm", "text": "Warm-hearted"}]
    for name, kind, levels in (("true", "binary", []), ("tone", "category", codes)):
        Dimension.objects.create(
            rubric=project.rubric, name=name, label=name, kind=kind, minimum=0, maximum=1, levels=levels, position=7
        )  # fmt: skip
    answer = {"scores": {"helpfulness": 4, "true": 1, "tone": "warm"}}
    gold = gold_create(project=project, kind="RATING", responses=responses[:1], answer=answer, now=NOW)
    listed = page.get("/projects/tea/checks/").content.decode()
    assert ">4</b>" in listed
    assert ">Yes</b>" in listed
    assert ">Warm-hearted</b>" in listed
    assert 'value="0"' in page.get(f"/projects/tea/checks/{gold.pk}/").content.decode()


def test_what_lacks_is_said_and_what_was_given_stays(page, project):
    answer = page.post(
        "/projects/tea/checks/new/", {"purpose": "gold", "kind": "RANKING", "prompt": "x", "response_1": "y"}
    )
    assert answer.status_code == 400
    assert "3 to 10 responses" in answer.content.decode()
    gold = gold_write(project=project, kind="RATING", prompt="x", texts=["y"], now=NOW)
    text = page.post(f"/projects/tea/checks/{gold.pk}/", {"purpose": "gold", "explanation": "Kept"}).content.decode()
    assert "of one dimension at least" in text
    assert "Kept" in text


def test_an_order_is_given_in_the_annotators_form(page, project, responses):
    gold = gold_write(project=project, kind="RANKING", prompt="x", texts=["good", "bad", "middling"], now=NOW)
    good, bad, middling = gold.responses.order_by("pk")
    ranks = {f"rank-all-{good.pk}": "1", f"rank-all-{middling.pk}": "2", f"rank-all-{bad.pk}": "3", "purpose": "gold"}
    page.post(f"/projects/tea/checks/{gold.pk}/", ranks)
    gold.refresh_from_db()
    assert gold.answer == {"ranking": [[good.pk], [middling.pk], [bad.pk]]}
    assert "A › C › B" in page.get("/projects/tea/checks/").content.decode()


def test_a_response_and_an_answer_are_made_checks_from_their_page(page, project, responses):
    assert "Make it a check" in page.get(f"/projects/tea/responses/{responses[0].pk}/").content.decode()
    there = page.post(f"/projects/tea/checks/of-response/{responses[0].pk}/")
    assert there.url == f"/projects/tea/checks/{Gold.objects.get().pk}/"


def test_a_check_that_most_miss_stands_out(page, project, responses):
    known = {"scores": {"helpfulness": 5}}
    made = [
        gold_create(project=project, kind="RATING", responses=[one], answer=known, now=NOW) for one in responses[:2]
    ]  # fmt: skip
    for gold, right in zip(made, (1.0, 0.25), strict=True):
        first = use(gold) if gold is made[0] else None
        task = first.task if first else None
        if task is None:
            task = gold.tasks.create(round=made[0].tasks.get().round, item=gold.item, kind="RATING", seq=2, overlap=0)
        for number in range(4):
            rater = make_rater(project, f"{gold.pk}-{number}")
            task.assignments.create(rater=rater, state="DONE", correct=right, submitted_at=NOW)
    text = page.get("/projects/tea/checks/").content.decode()
    assert "100%" in text
    assert text.count("Only 25% of 4 answers meet the check") == 1


def test_one_in_hand_keeps_its_answer_and_is_taken_out_of_use(page, project, responses):
    known = {"scores": {"helpfulness": 5}}
    gold = gold_create(project=project, kind="RATING", responses=responses[:1], answer=known, now=NOW)
    use(gold)
    changed = page.post(f"/projects/tea/checks/{gold.pk}/", {field("helpfulness"): "1", "purpose": "gold"})
    assert "Take it out of use, and make another" in changed.content.decode()
    page.post(f"/projects/tea/checks/{gold.pk}/set/", {"action": "retire"})
    gold.refresh_from_db()
    assert (gold.active, gold.answer) == (False, known)
    page.post(f"/projects/tea/checks/{gold.pk}/set/", {"action": "delete"})
    assert Gold.objects.exists()


def test_a_reviewer_sees_no_way_to_make_one(client_of, reviewer, responses):
    page = client_of(reviewer)
    assert "Make it a check" not in page.get(f"/projects/tea/responses/{responses[0].pk}/").content.decode()
    assert page.get("/projects/tea/checks/").status_code == 403
