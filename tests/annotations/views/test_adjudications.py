"""Adjudication pages, as a reviewer uses them."""

import re
from uuid import uuid4

import pytest

from annotations.models import Adjudication, Assignment, Dimension, Gold, Task
from annotations.services.adjudications import adjudication_open
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from tests.annotations.world import NOW, make_rater, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client_of, reviewer):
    return client_of(reviewer)


def disputed(project, *answers: dict, kind: str = "RATING", items: int = 1, **fields) -> list[Adjudication]:
    """Every task of a round, answered by one rater per answer, before the reviewers."""
    round = open_round(
        project,
        items=items,
        each={"RATING": 1, "COMPARISON": 2}.get(kind, 3),
        kinds=(kind,),
        overlap=len(answers),
        **fields,
    )
    for number, answer in enumerate(answers, start=1):
        rater = make_rater(project, f"secretname-{number}")
        while held := assignment_next(rater=rater, now=NOW):
            said = answer(held) if callable(answer) else answer
            answer_submit(
                assignment_id=held.pk, rater=rater, key=uuid4(), shown=held.shown, answer=said, now=NOW,
                comment=f"Comment {number}", flags=["unsafe"] * (number == 1), rewrite="Better so" * (number == 2),
            )  # fmt: skip
    return [adjudication_open(task=task, now=NOW) for task in Task.objects.filter(round=round)]


def rated(help: int, right: int) -> dict:
    return {"scores": {"helpfulness": help, "correctness": right}}


def decision(adjudication: Adjudication, **more: str) -> dict[str, str]:
    ids = adjudication.task.task_responses.order_by("position").values_list("response_id", flat=True)
    scores = {f"score-{one.pk}": "3" for one in Dimension.objects.all()}
    return {"shown": ",".join(map(str, ids)), "note": "Both miss it."} | scores | more


def test_answers_stand_side_by_side_without_names_until_asked(page, project):
    (found,) = disputed(project, rated(1, 4), rated(5, 4))
    text = page.get(f"/projects/tea/adjudications/{found.pk}/").content.decode()
    assert "secretname" not in text
    for words in ("Rater 1", "Rater 2", "Comment 1", "Harmful or unsafe", "Better so", "Asked for by a lead"):
        assert words in text
    assert len(re.findall("they part", text)) == 1, "only where they differ"
    assert "secretname-2" in page.get(f"/projects/tea/adjudications/{found.pk}/?names=1").content.decode()
    assert "secretname" not in page.get(f"/projects/tea/adjudications/{found.pk}/").content.decode()


def test_a_decision_is_settled_beside_the_answers_and_leads_to_the_next(page, project, reviewer):
    first, second = disputed(project, rated(1, 4), rated(5, 4), items=2)
    there = page.post(f"/projects/tea/adjudications/{first.pk}/", decision(first))
    assert there.url == f"/projects/tea/adjudications/{second.pk}/"
    first.refresh_from_db()
    assert (first.state, first.settled_by, first.note) == ("settled", reviewer, "Both miss it.")
    assert first.decision.variant == Assignment.ADJUDICATION
    assert sorted(first.decision.scores.values_list("value", flat=True)) == [3, 3]
    assert first.task.assignments.filter(variant="").count() == 2
    assert page.post(f"/projects/tea/adjudications/{second.pk}/dismiss/").url == "/projects/tea/adjudications/"
    listed = page.get("/projects/tea/adjudications/?state=settled").content.decode()
    assert f"/adjudications/{first.pk}/" in listed
    assert "Nothing waits" in page.get("/projects/tea/adjudications/").content.decode()


def test_orders_are_told_by_canonical_letters_and_the_order_each_saw(page, project):
    def said(held):
        return {"ranking": [[pk] for pk in sorted(held.shown)]}

    def reversed_(held):
        return {"ranking": [[pk] for pk in sorted(held.shown, reverse=True)]}

    (found,) = disputed(project, said, reversed_, kind="RANKING")
    text = page.get(f"/projects/tea/adjudications/{found.pk}/").content.decode()
    assert "A › B › C" in text
    assert "C › B › A" in text
    shown = found.task.assignments.order_by("pk").first().shown
    assert " ".join("ABC"[sorted(shown).index(pk)] for pk in shown) in text


def test_a_comparison_is_decided_by_the_letters_of_this_page(page, project):
    (found,) = disputed(project, lambda held: {"ranking": [held.shown]}, {"none_acceptable": True}, kind="COMPARISON")
    one, two = sorted(found.task.task_responses.values_list("response_id", flat=True))
    page.post(f"/projects/tea/adjudications/{found.pk}/", {"shown": f"{one},{two}", "choice-all": "b"})
    found.refresh_from_db()
    assert found.decision.ballots.get().ranking == [[two], [one]]


def test_what_lacks_is_said_and_what_was_given_stays(page, project):
    (found,) = disputed(project, rated(1, 4), rated(5, 4))
    lacking = {name: value for name, value in decision(found).items() if not name.startswith("score-")}
    answer = page.post(f"/projects/tea/adjudications/{found.pk}/", lacking)
    assert answer.status_code == 400
    assert "Helpfulness: Choose a level" in answer.content.decode()
    assert "Both miss it." in answer.content.decode()
    assert page.post(f"/projects/tea/adjudications/{found.pk}/", decision(found, shown="1,2")).status_code == 409
    assert Adjudication.objects.get().state == "open"


def test_two_reviewers_at_once_are_told(page, project, client_of, lead):
    (found,) = disputed(project, rated(1, 4), rated(5, 4))
    page.post(f"/projects/tea/adjudications/{found.pk}/", decision(found))
    late = client_of(lead).post(f"/projects/tea/adjudications/{found.pk}/", decision(found), follow=True)
    assert "Somebody has dealt with this task meanwhile" in late.content.decode()
    page.post(f"/projects/tea/adjudications/{found.pk}/reopen/")
    assert 'value="3" checked' in page.get(f"/projects/tea/adjudications/{found.pk}/").content.decode()


def test_a_lead_makes_the_decision_a_check_and_a_reviewer_does_not(page, project, client_of, lead):
    first, second = disputed(project, rated(1, 4), rated(5, 4), items=2)
    page.post(f"/projects/tea/adjudications/{first.pk}/", decision(first, then="check"))
    assert not Gold.objects.exists()
    there = client_of(lead).post(f"/projects/tea/adjudications/{second.pk}/", decision(second, then="check"))
    gold = Gold.objects.get()
    assert there.url == f"/projects/tea/checks/{gold.pk}/"
    assert (gold.active, gold.answer) == (False, rated(3, 3))
    assert "Use as a check" in client_of(lead).get(f"/projects/tea/adjudications/{first.pk}/").content.decode()


def test_a_task_is_put_before_reviewers_from_a_response(page, project):
    (found,) = disputed(project, rated(1, 4))
    task, response = found.task, found.task.responses.get()
    found.delete()
    assert "Put before a reviewer" in page.get(f"/projects/tea/responses/{response.pk}/").content.decode()
    there = page.post(f"/projects/tea/adjudications/of-task/{task.pk}/")
    assert there.url == f"/projects/tea/adjudications/{Adjudication.objects.get().pk}/"
    assert "1 task waits" in page.get("/projects/tea/rounds/").content.decode()
