"""What the figures of temperatures may rest on: nothing that a version, or a policy, is tested with."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from annotations.models import Assignment, Dimension, Item, Project, Response, Round
from ranking.selectors.arrays.temperatures import Scored, rows_of, scored_of
from ranking.selectors.temperatures import Question, Temperatures, question_named, temperatures_look
from ranking.selectors.temperatures_kept import Kept, temperatures_kept
from tests.ranking.made import make_items, make_round, make_template
from tests.ranking.tempered import GRID, NOW, score_of, tempered, template_of

pytestmark = pytest.mark.django_db

# What an item of split develop shares with one that tests, by its id.
SHARED = {
    "group": {"prompt": "Own words.", "own_group": "tale"},
    "prompt": {"prompt": "What is oolong?"},
    "variables": {"variables": {"tea": "sencha"}},
    "messages": {"messages": [{"role": "user", "content": "And then?"}]},
}


@pytest.fixture
def scored(project: Project) -> Project:
    """A finished round, said to be of split develop, in which each kind of item was scored at three temperatures."""
    make_template(project, user_text="Q")
    items = make_items(project, 8)
    for number, (name, shared) in enumerate(SHARED.items()):
        split = ["evaluate", "anchor"][number % 2]
        Item.objects.create(project=project, external_id=f"tests {name}", split=split, **{**shared, **_apart(name)})
        items.append(Item.objects.create(project=project, external_id=f"shares {name}", split="develop", **shared))
    items += list(Item.objects.filter(project=project).exclude(split="develop"))
    make_round(project, score_of=score_of, items=items, temperatures=GRID, raters=1)
    return project


def _apart(name: str) -> dict[str, object]:
    """Two items of one group share nothing else."""
    return {"prompt": "Other words."} if name == "group" else {}


def question(project: Project) -> Question:
    found = question_named(project)
    assert found is not None
    return found


def items_of(scored: list[Scored]) -> set[str]:
    rows = Response.objects.filter(pk__in=[one.response for one in scored])
    return set(rows.values_list("item__external_id", flat=True))


def test_no_row_of_the_fit_is_of_an_item_that_tests_nor_of_one_that_shares_with_it(scored: Project) -> None:
    found = scored_of(template_of(scored), question(scored).dimensions)
    assert items_of(found) == {f"develop-{number}" for number in range(8)}
    assert len(rows_of(found, [1.0] * len(found)).value) == 8 * len(GRID)
    assert temperatures_look(template=template_of(scored), question=question(scored)).items == 8


@pytest.mark.parametrize("name", SHARED)
def test_each_kind_of_sharing_alone_keeps_an_item_out(scored: Project, name: str) -> None:
    """Without what it shares the same item counts, so each of the guards is at work."""
    Item.objects.filter(external_id=f"tests {name}").delete()
    found = scored_of(template_of(scored), question(scored).dimensions)
    assert items_of(found) - {f"develop-{number}" for number in range(8)} == {f"shares {name}"}


def test_a_round_on_chosen_items_moves_no_temperature(scored: Project) -> None:
    Round.objects.update(chosen=[1])
    assert scored_of(template_of(scored), question(scored).dimensions) == []


def test_figures_are_computed_once_for_as_long_as_what_they_rest_on_stands(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tempered(project, items=8)
    template, asked, looks = template_of(project), question(project), []

    def look(**given: Any) -> Temperatures:
        looks.append(given["question"].weight)
        return temperatures_look(**given)

    monkeypatch.setattr("ranking.selectors.temperatures_kept.temperatures_look", look)

    def kept(asked: Question = asked, hours: int = 0) -> Kept:
        return temperatures_kept(template=template, question=asked, now=NOW + timedelta(hours=hours))

    first, again = kept(), kept(hours=1)
    assert first.found is not None
    assert again.found is not None
    assert (again.at, again.found.categories, len(looks)) == (NOW, first.found.categories, 1)
    other = kept(replace(asked, diversity=Dimension.objects.get(name="correctness"), weight=2.0), 1)
    assert (other.at, len(looks)) == (NOW + timedelta(hours=1), 2)
    # An answer that is edited, an item that moves to another split, and a round more.
    newest = Assignment.objects.filter(task__round=made.round).latest("pk")
    Assignment.objects.filter(pk=newest.pk).update(edited_at=NOW)
    assert (kept(hours=2).at, len(looks)) == (NOW + timedelta(hours=2), 3)
    Item.objects.filter(pk=made.items[0].pk).update(split="evaluate")
    fewer = kept(hours=3)
    assert (fewer.found, len(looks)) == (None, 4)
    assert "7 items were scored" in fewer.reason
    Round.objects.filter(pk=made.round.pk).update(state="COLLECTING")
    assert (kept(hours=4).found, len(looks)) == (None, 5)
