"""Drafts as the page keeps them and shows them again, on whichever device."""

import pytest
from django.test import Client

from annotations.models import Assignment, Dimension, Project, User
from tests.annotations.views.test_annotate import FRAGMENT, PAGE, filled, in_hand, submit
from tests.annotations.world import open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client_of, annotator: User) -> Client:
    return client_of(annotator)


def keep(page: Client, assignment: Assignment, **fields: str):
    return page.post(f"{PAGE}{assignment.pk}/draft/", fields)


def test_a_draft_is_there_again_on_another_device(page: Client, project: Project, client_of, annotator: User) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    first = Dimension.objects.get(name="helpfulness").pk
    kept = keep(page, in_hand(), **{f"score-{first}": "3", "comment": "so <far>", "flag-unsafe": "on", "ranked": ""})
    html = client_of(annotator).get(PAGE).content.decode()
    assert f'data-drafted="{kept.content.decode()}"' in html
    assert "so &lt;far&gt;</textarea>" in html
    assert html.count("checked") == 2


def test_a_half_ranked_order_comes_back_with_what_was_touched(page: Client, project: Project) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING",))
    page.get(PAGE)
    shown = in_hand().shown
    keep(page, in_hand(), ranked="1", **{f"rank-all-{pk}": str(3 - place) for place, pk in enumerate(shown)})
    html = page.get(PAGE).content.decode()
    assert 'data-ranked="1"' in html
    assert html.index(f'data-id="{shown[2]}"') < html.index(f'data-id="{shown[0]}"')


def test_it_keeps_what_was_filled_in_and_nothing_of_the_page(page: Client, project: Project) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    assignment = in_hand()
    keep(page, assignment, **filled(assignment, comment="so far"), reason="other", **{"score-<x>": "1"})
    assignment.refresh_from_db()
    scores = {f"score-{pk}": "4" for pk in Dimension.objects.values_list("pk", flat=True)}
    assert assignment.draft["fields"] == {"comment": "so far"} | scores


def test_after_the_answer_there_is_no_draft(page: Client, project: Project) -> None:
    open_round(project, items=2)
    page.get(PAGE)
    first = in_hand()
    keep(page, first, comment="so far")
    html = submit(page, first, FRAGMENT).content.decode()
    assert "data-drafted" not in html
    assert keep(page, first, comment="late").status_code == 409


@pytest.mark.parametrize("fields", [{"ranked": "x"}, {"comment": "x" * 250_000}, {"rewrite": "a\x00b"}])
def test_it_refuses_what_is_no_draft(page: Client, project: Project, fields: dict[str, str]) -> None:
    open_round(project, items=1)
    page.get(PAGE)
    assert keep(page, in_hand(), **fields).status_code == 400
    assert in_hand().draft is None
