import pytest

from annotations.models import Assignment, ImportBatch, Item, Score
from ranking.selectors.evidence import evidence_read
from tests.ranking.made import make_items, make_round

pytestmark = pytest.mark.django_db


def level(item, temperature, rater, dimension):
    return 2 if item % 2 else 5


def test_it_reads_people_s_ratings_with_comments(project):
    made = make_round(project, score_of=level, comment_of=lambda item, rater: f" said {item} ")
    evidence = evidence_read(round=made.round, base=made.version)
    assert len(evidence.candidates) == 10
    assert len(evidence.answers) == 20
    assert evidence.answers[0].comment == "said 0"
    assert evidence.answers[0].scores == {"helpfulness": 5, "correctness": 5}
    assert [one.name for one in evidence.dimensions] == ["helpfulness", "correctness"]


def test_it_renders_what_the_model_was_asked(project):
    made = make_round(project, score_of=level)
    evidence = evidence_read(round=made.round, base=made.version)
    assert evidence.candidates[min(evidence.candidates)].asked == "Q: develop question 0"


@pytest.mark.parametrize("split", ["evaluate", "anchor"])
def test_it_sees_nothing_of_items_to_test_with(project, split):
    items = [*make_items(project, 4), *make_items(project, 6, split=split)]
    made = make_round(project, score_of=level, items=items, comment_of=lambda item, rater: f"item {item}")
    evidence = evidence_read(round=made.round, base=made.version)
    assert {one.item for one in evidence.candidates.values()} == {item.pk for item in items[:4]}
    assert {one.response for one in evidence.answers} == set(evidence.candidates)
    assert not any("evaluate" in one.asked or "anchor" in one.asked for one in evidence.candidates.values())


def test_it_holds_back_an_item_whose_prompt_is_also_evaluated(project):
    items = make_items(project, 4)
    Item.objects.create(project=project, external_id="twin", prompt=items[0].prompt, split="evaluate")
    made = make_round(project, score_of=level, items=items)
    evidence = evidence_read(round=made.round, base=made.version)
    assert items[0].pk not in {one.item for one in evidence.candidates.values()}
    assert evidence.held_out == 1


def test_it_holds_back_an_item_whose_group_is_also_evaluated(project):
    items = make_items(project, 4)
    Item.objects.filter(pk=items[1].pk).update(own_group="same")
    Item.objects.create(project=project, external_id="kin", prompt="other words", own_group="same", split="anchor")
    made = make_round(project, score_of=level, items=items)
    assert items[1].pk not in {
        one.item for one in evidence_read(round=made.round, base=made.version).candidates.values()
    }


def test_it_leaves_out_judges_repeats_and_what_is_unreadable(project):
    made = make_round(project, score_of=level)
    first = Assignment.objects.order_by("pk")[:3]
    judge = project.raters.create(name="judge", kind="judge")
    Assignment.objects.filter(pk=first[0].pk).update(rater=judge, holds_place=False)
    Assignment.objects.filter(pk=first[1].pk).update(repeat=1, holds_place=False)
    Score.objects.filter(assignment=first[2]).update(value=None, not_applicable=True)
    answers = evidence_read(round=made.round, base=made.version).answers
    assert not {one.assignment for one in answers} & {one.pk for one in first}


def test_it_does_not_see_an_import_that_is_not_whole(project):
    made = make_round(project, score_of=level)
    batch = ImportBatch.objects.create(project=project)
    Item.objects.filter(pk=made.items[0].pk).update(batch=batch)
    evidence = evidence_read(round=made.round, base=made.version)
    assert made.items[0].pk not in {one.item for one in evidence.candidates.values()}
