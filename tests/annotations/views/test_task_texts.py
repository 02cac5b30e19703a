"""What the annotation page makes of conversations, references, hostile texts and rewrites."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from annotations.models import Assignment, Ballot, Dimension, Item, Project, Response, Task, TaskResponse, User
from tests.annotations.world import make_items, make_responses, make_round, open_round

pytestmark = pytest.mark.django_db
PAGE = "/projects/tea/annotate/"


@pytest.fixture
def page(client_of, annotator: User) -> Client:
    return client_of(annotator)


def shown(page: Client) -> str:
    return page.get(PAGE).content.decode()


def submit(page: Client, **fields: str) -> Assignment:
    held = Assignment.objects.get(state="OPEN")
    data = {"key": str(uuid4()), "shown": ",".join(map(str, held.shown or [])), "seconds": "3"}
    assert page.post(f"{PAGE}{held.pk}/submit/", data | fields).status_code == 302
    held.refresh_from_db()
    return held


def test_a_conversation_is_read_turn_by_turn_before_its_prompt(page: Client, project: Project) -> None:
    open_round(project, items=1)
    Item.objects.update(messages=[{"role": "user", "content": "**Tea**?"}, {"role": "assistant", "content": "Yes."}])
    html = shown(page)
    assert html.index("<strong>Tea</strong>?") < html.index("Yes.") < html.index("Question 0")
    assert "Conversation" in html
    assert "earlier turn" not in html


def test_a_long_conversation_folds_all_but_its_latest_exchange(page: Client, project: Project) -> None:
    open_round(project, items=1)
    turns = [{"role": ("user", "assistant")[n % 2], "content": f"Turn {n} " + "x " * 800} for n in range(6)]
    Item.objects.update(messages=turns)
    html = shown(page)
    assert "4 earlier turns" in html
    assert html.index("Turn 3") < html.index("</details>", html.index("Turn 3")) < html.index("Turn 4")


def test_a_hostile_turn_is_text_like_any_other(page: Client, project: Project) -> None:
    open_round(project, items=1)
    Item.objects.update(messages=[{"role": "user", "content": "<script>alert(1)</script>"}])
    assert "<script>alert" not in shown(page)


def test_a_response_waits_whole_for_whoever_would_better_it(page: Client, project: Project) -> None:
    open_round(project, items=1)
    Response.objects.update(text="**Bold** </template><script>alert(1)</script>")
    html = shown(page)
    assert "**Bold** &lt;/template&gt;&lt;script&gt;" in html
    assert "Start from this response" in html


def test_a_rewrite_is_stored_with_the_answer_of_a_comparison_too(page: Client, project: Project) -> None:
    open_round(project, items=1, each=2, kinds=("COMPARISON",))
    shown(page)
    answer = submit(page, **{"choice-all": "b", "rewrite": "Steep it less."})
    assert (answer.state, answer.rewrite) == ("DONE", "Steep it less.")


def test_ten_responses_are_ranked_with_ties_on_each_dimension(page: Client, project: Project) -> None:
    round = make_round(project, kinds=["RANKING"], per_dimension=True)
    (item,) = make_items(project, 1)
    task = Task.objects.create(round=round, item=item, kind="RANKING", seq=1)
    responses = make_responses(round, [item], 10)
    TaskResponse.objects.bulk_create(
        TaskResponse(task=task, response=one, position=place) for place, one in enumerate(responses)
    )
    assert shown(page).count('class="rank-row"') == 20
    places = {
        f"rank-{dimension}-{one.pk}": str(min(place + 1, 9))
        for dimension in Dimension.objects.values_list("pk", flat=True)
        for place, one in enumerate(responses)
    }
    submit(page, **places)
    for ballot in Ballot.objects.all():
        assert [len(tie) for tie in ballot.ranking] == [1] * 8 + [2]
    assert Ballot.objects.count() == 2


@pytest.mark.parametrize(
    "messages",
    ["hi", [1], [{"role": "tool", "content": "x"}], [{"role": "user"}], [{"role": "user", "content": 1}],
     [{"role": "user", "content": "x"}, {"role": "system", "content": "x"}]],
)  # fmt: skip
def test_an_item_takes_no_turns_that_no_page_could_show(project: Project, messages: object) -> None:
    with pytest.raises(ValidationError):
        Item(project=project, external_id="x", messages=messages).clean()
    Item(project=project, external_id="x", messages=[{"role": "system", "content": "x"}]).clean()
