"""A round that asked first what teaches most, closed early: what its figures rest on, and what they say of it."""

from uuid import uuid4

import numpy as np
import pytest

from annotations.models import Assignment, Item, Project, Rater, Round, Score, Task
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from ranking.selectors.arrays import answers_load
from ranking.selectors.evidence import evidence_read
from ranking.selectors.report import report_build
from ranking.services.labelling import labelling_wave
from tests.annotations.world import NOW, make_rater, open_round
from tests.ranking.made import make_template

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def answer(rater: Rater, most: int, score_of) -> int:
    """The rater answers so many tasks; how many there were."""
    done = 0
    while done < most and (given := assignment_next(rater=rater, now=NOW)):
        said = (
            {"scores": {"helpfulness": (value := score_of(given.task)), "correctness": value}}
            if given.task.kind == "RATING"
            else {"ranking": [[pk] for pk in sorted(given.shown or [])]}
        )
        answer_submit(assignment_id=given.pk, rater=rater, key=uuid4(), shown=given.shown or [], answer=said, now=NOW)
        done += 1
    return done


def models_told_apart(round: Round) -> None:
    for sample, model in enumerate(("one", "two")):
        round.responses.filter(sample=sample).update(model=model)


def by_place(task: Task) -> int:
    """A score that anybody would give."""
    return 1 + task.item_id % 5


@pytest.fixture
def cut_short(project: Project) -> Round:
    """Eighty ratings, forty answered, those of model two first wherever chance does not decide."""
    round = open_round(project, items=40, each=2, policy={"labelling": "adaptive", "random_share": 0.25})
    models_told_apart(round)
    ada = make_rater(project, "ada")
    for _look in range(5):
        labelling_wave(round=round, now=NOW)
        answer(ada, 8, by_place)
    Round.objects.filter(pk=round.pk).update(state="REVIEW")
    return round


def test_figures_of_all_tasks_rest_on_the_random_sample(project: Project, cut_short: Round) -> None:
    loaded = answers_load(project=project)
    drawn = cut_short.tasks.filter(probability__isnull=False)
    [draw] = loaded.draws
    assert (draw.tasks, draw.whole, draw.share) == (80, False, 0.25)
    assert draw.probability == pytest.approx(1 - 0.5**0.25)
    assert draw.sampled == drawn.count() == pytest.approx(80 * draw.probability, abs=2)
    report = report_build(answers=loaded, seed=0)
    assert report["counts"]["answers"] == 40
    [row] = report["labelling"]
    assert (row["round"], row["answers"], row["random"], row["sampled"]) == (1, 40, draw.sampled, draw.sampled)
    means = [one for one in report["scores"] if one["of"] == "model" and one["dimension"] == "helpfulness"]
    assert sum(one["n"] for one in means) == draw.sampled
    scored = drawn.filter(assignments__state="DONE", task_responses__response__model="one")
    expected = np.mean([by_place(task) for task in scored])
    assert next(one["mean"] for one in means if one["name"] == "one") == pytest.approx(expected)


def test_it_is_said_which_and_how_many(project: Project, cut_short: Round) -> None:
    report = report_build(answers=answers_load(project=project), seed=0)
    told = {one["code"]: one["text"] for one in report["warnings"]}
    sampled = report["labelling"][0]["random"]
    assert f"rest on its random sample: {sampled} of 40 answers" in told["random_share"]
    assert "too few" in told["random_share_small"]
    assert "random_share_strengths" not in told


def test_where_every_task_is_answered_nothing_changes(project: Project) -> None:
    reports = []
    for policy in ({}, {"labelling": "adaptive"}):
        round = open_round(project, items=10, each=2, policy=policy)
        models_told_apart(round)
        ada = make_rater(project, f"ada {len(reports)}")
        while labelling_wave(round=round, now=NOW) is not None or answer(ada, 1, lambda task: 3):
            answer(ada, 6, lambda task: 1 + task.item.pk % 10 % 5)
        Round.objects.filter(pk=round.pk).update(state="REVIEW")
        reports.append(report_build(answers=answers_load(project=project, round=round), seed=0))
    random, adaptive = reports
    assert not random["labelling"]
    assert adaptive["labelling"][0]["whole"]
    assert [one["n"] for one in adaptive["scores"]] == [one["n"] for one in random["scores"]]
    assert adaptive["labelling"][0]["random"] == 20
    assert not {one["code"] for one in adaptive["warnings"]} & {"random_share", "random_share_small"}


def test_judges_are_set_beside_the_random_sample_alone(project: Project, cut_short: Round) -> None:
    judge = Rater.objects.create(project=project, name="judge", kind=Rater.Kind.JUDGE)
    dimension = project.rubric.dimensions.get(name="helpfulness")
    for task in cut_short.tasks.all():
        said = Assignment.objects.create(task=task, rater=judge, variant="judged", state="DONE")
        Score.objects.create(assignment=said, dimension=dimension, value=by_place(task))
    loaded = answers_load(project=project)
    report = report_build(answers=loaded, seed=0)
    sampled = report["labelling"][0]["random"]
    assert report["judges"]["judge"]["helpfulness"]["n"] == sampled
    assert report["judges_mean"]["judge"]["helpfulness"]["n"] == sampled
    # What judges said is theirs, whatever people were asked.
    assert loaded.answers.random[loaded.answers.by_judge].all()
    assert loaded.representative().answers.taken.sum() == 80 + sampled


def test_strengths_rest_on_every_answer(project: Project) -> None:
    round = open_round(
        project, items=40, each=2, kinds=("COMPARISON",), policy={"labelling": "adaptive", "random_share": 0.2}
    )
    models_told_apart(round)
    ada = make_rater(project, "ada")
    for _look in range(2):
        labelling_wave(round=round, now=NOW)
        answer(ada, 8, by_place)
    Round.objects.filter(pk=round.pk).update(state="REVIEW")
    report = report_build(answers=answers_load(project=project), seed=0)
    assert [one["n"] for one in report["strengths"]] == [16, 16]
    assert report["labelling"][0]["random"] < 16
    told = {one["code"]: one["text"] for one in report["warnings"]}
    assert "a tenth further apart" in told["random_share_strengths"]


def test_a_language_without_readers_does_not_hold_up_the_sample(project: Project) -> None:
    round = open_round(project, items=40, policy={"labelling": "adaptive"})
    Item.objects.filter(pk__in=list(Item.objects.values_list("pk", flat=True)[::2])).update(language="tr")
    reader = make_rater(project, "ada", languages=["en"])
    for _look in range(3):
        labelling_wave(round=round, now=NOW)
        answer(reader, 8, by_place)
    Round.objects.filter(pk=round.pk).update(state="REVIEW")
    [draw] = answers_load(project=project).draws
    assert draw.probability == 1
    assert draw.sampled == 20


def test_further_answers_count_only_where_the_places_were_planned(project: Project) -> None:
    round = open_round(project, items=40, overlap=2, policy={"labelling": "adaptive", "random_share": 0.5})
    raters = [make_rater(project, name) for name in ("ada", "bob")]
    for _look in range(4):
        labelling_wave(round=round, now=NOW)
        answer(raters[0], 8, by_place)
    answer(raters[1], 6, by_place)
    Round.objects.filter(pk=round.pk).update(state="REVIEW")
    rows = answers_load(project=project).answers
    by_task: dict[int, list[bool]] = {}
    for item, random in zip(rows.item.tolist(), rows.random.tolist(), strict=True):
        by_task.setdefault(item, []).append(random)
    filled = set(round.tasks.filter(taken=2).values_list("probability", flat=True))
    assert filled
    assert all(flags in ([True], [True, True], [True, False], [False], [False, False]) for flags in by_task.values())
    assert any(flags == [True, True] for flags in by_task.values())


def test_a_round_split_by_a_field_keeps_to_its_sample(project: Project, cut_short: Round) -> None:
    Item.objects.filter(pk__in=list(Item.objects.values_list("pk", flat=True)[:20])).update(category="green")
    loaded = answers_load(project=project)
    green = np.array([item.category == "green" for item in loaded.entities.items])
    part = loaded.of_answers(green[loaded.answers.item])
    report = report_build(answers=part, seed=0)
    assert report["labelling"][0]["random"] == int((loaded.answers.random & green[loaded.answers.item]).sum())


def test_proposals_rest_their_means_on_the_sample_and_read_every_comment(project: Project, cut_short: Round) -> None:
    version = make_template(project)
    cut_short.responses.update(version=version)
    evidence = evidence_read(round=cut_short, base=version)
    [draw] = answers_load(project=project).draws
    assert len(evidence.answers) == 40
    assert sum(one.random for one in evidence.answers) == draw.sampled
