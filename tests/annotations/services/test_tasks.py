"""What is put before raters: every kind of task, shuffled by the round's seed, once."""

from itertools import combinations

import pytest

from annotations.models import Project, Response, Round, TaskResponse
from annotations.services import tasks as tasks_module
from annotations.services.tasks import tasks_build
from tests.annotations.world import make_items, make_responses, make_round

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def built_round(project: Project, kinds: list[str], sizes: list[int], **fields: object) -> Round:
    round = make_round(project, kinds=kinds, **fields)
    for size, item in zip(sizes, make_items(project, len(sizes)), strict=True):
        make_responses(round, [item], size)
    return round


def responses_of(round: Round) -> list[tuple[int, ...]]:
    return [tuple(task.task_responses.values_list("response_id", flat=True)) for task in round.tasks.all()]


def test_a_rating_for_every_done_response_and_none_for_the_rest(project: Project) -> None:
    round = built_round(project, ["RATING"], [2, 1])
    Response.objects.filter(sample=1).update(state="FAILED")
    built = tasks_build(round=round)
    assert (built.created, built.present, built.left_out) == (2, 0, {})
    assert round.tasks.count() == 2


def test_all_pairs_of_an_item_in_canonical_order(project: Project) -> None:
    round = built_round(project, ["COMPARISON"], [4, 1])
    built = tasks_build(round=round)
    own = list(Response.objects.order_by("id").values_list("id", flat=True))[:4]
    assert sorted(responses_of(round)) == sorted(combinations(own, 2))
    assert built.left_out == {"COMPARISON": 1}


def test_too_many_pairs_are_thinned_and_still_touch_every_response(project: Project) -> None:
    round = built_round(project, ["COMPARISON"], [9])
    tasks_build(round=round)
    pairs = responses_of(round)
    assert len(pairs) == len(set(pairs)) == 10
    assert {one for pair in pairs for one in pair} == set(Response.objects.values_list("id", flat=True))


@pytest.mark.parametrize("kind", ["RANKING", "BEST_WORST"])
def test_groups_of_three_to_five_and_small_items_fall_out_with_a_count(project: Project, kind: str) -> None:
    round = built_round(project, [kind], [2, 3, 5, 6, 11])
    built = tasks_build(round=round)
    assert built.left_out == {kind: 1}
    assert sorted(len(group) for group in responses_of(round)) == [3, 3, 3, 3, 4, 4, 5]
    assert TaskResponse.objects.count() == 25


def test_building_again_adds_only_what_is_missing(project: Project) -> None:
    round = built_round(project, ["RATING", "COMPARISON"], [3, 3])
    first = tasks_build(round=round)
    again = tasks_build(round=round)
    assert (again.created, again.present) == (0, first.created)
    make_responses(round, make_items(project, 1), 2)
    assert tasks_build(round=round).created == 3


def test_a_build_that_was_cut_short_is_completed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    round = built_round(project, ["RATING"], [5])
    monkeypatch.setattr(tasks_module, "CHUNK", 2)
    tasks_build(round=round)
    whole = responses_of(round)
    round.tasks.filter(seq__gt=2).delete()
    assert tasks_build(round=round).created == 3
    assert sorted(responses_of(round)) == sorted(whole)
    assert list(round.tasks.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]


def test_the_order_is_a_shuffle_by_the_seed(project: Project) -> None:
    one, other = (built_round(project, ["RATING"], [8], seed=seed) for seed in (1, 2))
    tasks_build(round=one)
    tasks_build(round=other)

    def order(round: Round) -> list[int]:
        return list(round.tasks.values_list("responses__sample", flat=True))

    assert sorted(order(one)) == sorted(order(other)) == list(range(8))
    assert order(one) != order(other)


def test_a_round_without_responses_makes_nothing(project: Project) -> None:
    assert tasks_build(round=make_round(project, kinds=["RANKING"])).created == 0
