"""Names: one form of each, and those that reports need for themselves."""

from unicodedata import normalize

import pytest

from annotations.handout.answer import LIKERT, RATING, Question, Scale, read_answer
from annotations.models import Dimension, Endpoint, Item, Project, Rater, Response
from annotations.names import dimension_fault, judge_fault, one_form
from annotations.services.judges import JudgeInvalid, judge_create
from annotations.services.rubrics import DimensionInvalid, dimension_set
from ranking.selectors.categories import category_of
from ranking.selectors.integrity import CHECKS
from tests.annotations.importers.files import comparison, jsonl, judge_score, rating, reasons, take, verdict

NAME = "Zoë Çağrı"
WHOLE, APART = normalize("NFC", NAME), normalize("NFD", NAME)


def test_an_accent_typed_apart_is_the_same_letter_and_a_look_alike_is_not():
    assert WHOLE != APART
    assert one_form(APART) == one_form(WHOLE) == WHOLE
    assert one_form("ﬁ") == "ﬁ"
    # The second is Cyrillic.
    assert one_form("a") != one_form("а")


@pytest.mark.django_db
def test_an_import_takes_both_forms_of_a_name_for_one(tmp_path):
    def named(name: str, **changes: object) -> dict[str, object]:
        names = {"dataset": name, "item_id": name, "response_id": name, "model": name, "annotator": name}
        return rating(**names, category=name, dimension=name, group=name) | changes

    judged = judge_score(dataset=APART, item_id=APART, response_id=APART, judge_model=APART, dimension=APART)
    other = {APART: {"model": WHOLE, "text": "Tannins."}, "r2": {"model": "pot", "text": "Magic."}}
    ordered = comparison(
        dataset=APART, item_id=WHOLE, annotator=APART, ranking=[[WHOLE], ["r2"]], responses=other, shown_order=None
    )
    chosen = verdict(
        dataset=WHOLE, item_id=APART, response_a=APART, response_b="r2", winner=WHOLE, judge_model=WHOLE,
        shown_order=None,
    )  # fmt: skip
    outcome = take(
        jsonl(tmp_path / "a.jsonl", named(WHOLE), named(APART, score=4)),
        jsonl(tmp_path / "b.jsonl", ordered), jsonl(tmp_path / "c.jsonl", judged, chosen),
    )  # fmt: skip
    assert (outcome.added, outcome.refused) == (5, 0)
    again = take(jsonl(tmp_path / "d.jsonl", named(APART), named(WHOLE, score=4)))
    assert (again.added, again.present) == (0, 2)
    item = Item.objects.get()
    assert {item.dataset, item.external_id, item.category, item.own_group, item.group} == {WHOLE}
    assert list(Rater.objects.order_by("kind").values_list("kind", "name")) == [("judge", WHOLE), ("person", WHOLE)]
    assert sorted(Response.objects.values_list("external_id", "model")) == sorted([(WHOLE, WHOLE), ("r2", "pot")])
    assert Dimension.objects.get().name == WHOLE


@pytest.mark.django_db
def test_one_prompt_in_two_forms_is_one_group_and_no_contradiction(tmp_path):
    rows = [rating(item_id=name, prompt=form) for name, form in (("t1", WHOLE), ("t2", APART), ("t1", APART))]
    take(jsonl(tmp_path / "a.jsonl", rows[0], rows[1], rows[2] | {"annotator": "ben"}))
    assert {item.group for item in Item.objects.all()} == {WHOLE}
    # What somebody wrote stays as it was written.
    assert sorted(Item.objects.values_list("prompt", flat=True)) == sorted([WHOLE, APART])


@pytest.mark.django_db
def test_columns_of_names_keep_one_form_and_are_found_by_either(project: Project):
    made = Item.objects.create(project=project, external_id=APART, category=APART)
    assert made.external_id == WHOLE
    for form in (WHOLE, APART):
        assert Item.objects.get(external_id=form, category__in=[form]) == made
        assert category_of(project=project, text="", given=form).category == WHOLE
    Item.objects.bulk_create([Item(project=project, external_id=f"{APART} 2")])
    assert Item.objects.filter(external_id=f"{WHOLE} 2").exists()
    assert dimension_set(project=project, name=APART, label="x").name == WHOLE
    with pytest.raises(DimensionInvalid, match="name"):
        dimension_set(project=project, name=WHOLE, label="x")


def test_an_answer_may_name_a_dimension_in_either_form():
    question = Question(kind=RATING, responses=(1,), scales=(Scale(WHOLE, LIKERT),))
    assert read_answer(question, {"scores": {APART: 3}}).marks[WHOLE].value == 3


@pytest.mark.parametrize(("name", "free"), [("comparisons", False), ("comparisons/tone", False), ("comparison", True)])
def test_a_dimension_may_not_be_called_as_reports_call_what_was_said_of_pairs(name, free):
    assert (dimension_fault(name) is None) is free
    assert (judge_fault(name), judge_fault("people") is None) == (None, False)


@pytest.mark.django_db
def test_every_door_refuses_a_name_that_reports_need(project: Project, tmp_path):
    with pytest.raises(DimensionInvalid) as refused:
        dimension_set(project=project, label="Comparisons")
    assert "such as 'of_comparisons'" in refused.value.fields["name"]
    with pytest.raises(JudgeInvalid) as refused:
        judge_create(project=project, name=" people ", endpoint=Endpoint(project=project))
    assert "cannot be called" in refused.value.fields["name"]
    assert (
        "such as 'of_comparisons_tone'" in reasons(jsonl(tmp_path / "a.jsonl", rating(dimension="comparisons/tone")))[0]
    )
    assert (
        "cannot be called 'comparisons'" in reasons(jsonl(tmp_path / "b.jsonl", comparison(dimension="comparisons")))[0]
    )
    assert "cannot be called 'people'" in reasons(jsonl(tmp_path / "c.jsonl", judge_score(judge_model="people")))[0]
    # A person may be called so, and what a judge says of a pair is a label.
    take(jsonl(tmp_path / "d.jsonl", rating(annotator="people"), rating(response_id="r2", response="Magic.")))
    take(jsonl(tmp_path / "e.jsonl", verdict(dimension="comparisons")))


@pytest.mark.django_db
def test_one_of_before_is_named_by_the_check(project: Project):
    check = CHECKS["names are free of what reports are keyed by"]
    assert list(check()) == []
    rubric = Dimension.objects.filter(rubric__project=project).first().rubric
    Dimension.objects.create(rubric=rubric, name="comparisons")
    Rater.objects.create(project=project, name="people", kind=Rater.Kind.JUDGE)
    assert len(list(check())) == 2
