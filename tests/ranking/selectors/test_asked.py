"""What people and judges have said so far, as the choice of the next tasks reads it."""

import numpy as np
import pytest

from annotations.models import Assignment, Ballot, Gold, Project, Rater, Response, Round, Score, Task, TaskResponse
from ranking.selectors.asked import orders_so_far, ratings_so_far
from ranking.selectors.asking import asking_load
from tests.annotations.world import make_items, make_responses, make_round, open_round

pytestmark = pytest.mark.django_db


def said(task: Task, name: str, *, judge: bool = False, **fields) -> Assignment:
    kind = Rater.Kind.JUDGE if judge else Rater.Kind.PERSON
    rater = Rater.objects.get_or_create(project=task.round.project, name=name, kind=kind)[0]
    return Assignment.objects.create(
        task=task, rater=rater, **{"state": "DONE", "variant": "judged" if judge else ""} | fields
    )


def score(task: Task, name: str, value: float, **fields) -> None:
    dimension = task.round.project.rubric.dimensions.get(name="helpfulness")
    Score.objects.create(assignment=said(task, name, **fields), dimension=dimension, value=value)


def order(task: Task, name: str, ranking: list[list[int]], **fields) -> None:
    Ballot.objects.create(assignment=said(task, name, **fields), ranking=ranking)


def with_models(round: Round, *models: str) -> Round:
    for sample, model in enumerate(models):
        round.responses.filter(sample=sample).update(model=model)
    return round


def members(task: Task) -> dict[str, int]:
    return {one.model: one.pk for one in task.responses.all()}


def test_tasks_with_their_arms_without_checks(project: Project) -> None:
    round = with_models(open_round(project, items=3, each=2, kinds=("RATING", "COMPARISON")), "b", "a")
    gold = Gold.objects.create(project=project, item=round.tasks.first().item, kind="RATING", active=True)
    Task.objects.create(round=round, item=gold.item, kind="RATING", seq=1000, overlap=0, gold=gold)
    asking = asking_load(round)
    assert len(asking.key) == 9
    assert [arm[0] for arm in asking.arms] == ["a", "b"]
    compared = asking.of_kinds("COMPARISON")
    assert np.sort(asking.of_arms[compared][:, :2], axis=1).tolist() == [[0, 1]] * 3
    assert len(set(asking.strata.tolist())) == 3
    assert len(set(asking.strata[asking.of_kinds("RATING")].tolist())) == 2


def test_scores_of_people_and_of_judges_on_one_scale(project: Project) -> None:
    round = open_round(project, items=3)
    one, two, three = round.tasks.order_by("pk")
    score(one, "ada", 2)
    score(one, "bob", 4)
    score(one, "cem", 5, repeat=1)
    score(two, "ada", 3, state="OPEN")
    for task, kind, strict in ((one, 1, 10), (two, 2, 20), (three, 3, 30)):
        score(task, "kind", kind, judge=True)
        score(task, "strict", strict, judge=True)
    rated, width = ratings_so_far(asking_load(round), round)[0]
    assert width == 4
    assert (rated.n.tolist(), rated.mean[0], rated.squares[0]) == ([2, 0, 0], 3, 2)
    assert rated.judged == pytest.approx([-np.sqrt(1.5), 0, np.sqrt(1.5)])
    assert rated.parted == pytest.approx([0, 0, 0], abs=1e-9)


def test_earlier_rounds_stand_behind_with_the_same_arms_and_items(project: Project) -> None:
    items = make_items(project, 2)
    before = make_round(project, state="CLOSED", kinds=["RATING"])
    for response in make_responses(before, items, each=2):
        task = Task.objects.create(round=before, item=response.item, kind="RATING", seq=response.pk)
        TaskResponse.objects.create(task=task, response=response, position=0)
        score(task, "ada", 4)
    with_models(before, "a", "gone")
    round = make_round(project, kinds=["RATING"])
    for response in make_responses(round, items):
        task = Task.objects.create(round=round, item=response.item, kind="RATING", seq=response.pk)
        TaskResponse.objects.create(task=task, response=response, position=0)
    with_models(round, "a")
    rated, _ = ratings_so_far(asking_load(round), round)[0]
    assert rated.n.tolist() == [0, 0, 1, 1, 1, 1]
    assert sorted(rated.arm[2:].tolist()) == [0, 0, 1, 1]
    assert rated.arm[:2].tolist() == [0, 0]
    assert sorted(rated.item.tolist()) == [0, 0, 0, 1, 1, 1]


def test_wins_count_ties_as_halves_and_say_who_is_a_judge(project: Project) -> None:
    round = with_models(open_round(project, items=3, each=2, kinds=("COMPARISON",)), "a", "b")
    one, two, three = round.tasks.order_by("pk")
    order(one, "ada", [[members(one)["b"]], [members(one)["a"]]])
    order(two, "ada", [list(members(two).values())])
    order(three, "ada", [])
    order(three, "judge", [[members(three)["a"]], [members(three)["b"]]], judge=True)
    found = orders_so_far(asking_load(round), round)
    assert found.people.tolist() == [[0, 0.5], [1.5, 0]]
    assert found.judges.tolist() == [[0, 1], [0, 0]]


def test_of_best_and_worst_the_middle_says_nothing(project: Project) -> None:
    round = with_models(open_round(project, items=1, each=4, kinds=("BEST_WORST",)), "a", "b", "c", "d")
    task = round.tasks.get()
    named = members(task)
    order(task, "ada", [[named["d"]], [named["a"], named["b"]], [named["c"]]])
    wins = orders_so_far(asking_load(round), round).people
    assert wins[0, 1] == wins[1, 0] == 0
    assert wins[3].tolist() == pytest.approx([43 / 60] * 3 + [0])
    assert wins[:, 2].tolist() == pytest.approx([43 / 60, 43 / 60, 0, 43 / 60])


def test_wins_of_earlier_rounds_join_by_arm(project: Project) -> None:
    before = with_models(open_round(project, items=1, each=2, kinds=("COMPARISON",), state="CLOSED"), "b", "gone")
    task = before.tasks.get()
    order(task, "ada", [[members(task)["b"]], [members(task)["gone"]]])
    round = with_models(open_round(project, items=1, each=2, kinds=("COMPARISON",)), "a", "b")
    found = orders_so_far(asking_load(round), round)
    assert found.people.shape == (3, 3)
    assert found.people[1, 2] == 1
    assert found.people.sum() == 1


def test_nothing_said_is_nothing(project: Project) -> None:
    round = open_round(project, items=2)
    Response.objects.update(model="a")
    asking = asking_load(round)
    assert orders_so_far(asking, round).people.tolist() == [[0]]
    assert all(rated.n.sum() == 0 for rated, _ in ratings_so_far(asking, round))
