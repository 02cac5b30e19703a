"""Whole imports of small files: what stands afterwards."""

import itertools

import pytest

from annotations.importers.run import ImportRefusedError, import_files
from annotations.models import Assignment, Ballot, Dimension, Item, Project, Rater, Response, Round, Score, Task
from annotations.services.imports import ProjectNameError, UnknownProjectError
from tests.annotations.importers.files import (
    comparison,
    counterfactual,
    jsonl,
    judge_score,
    prompt,
    rating,
    take,
    verdict,
)

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_it_makes_one_closed_round_of_a_persons_scores(tmp_path):
    rows = [rating(), rating(dimension="depth", score=5), rating(annotator="ben", score=1)]
    outcome = take(jsonl(tmp_path / "a.jsonl", *rows))
    assert (outcome.added, outcome.present, outcome.refused) == (3, 0, 0)
    made = Round.objects.get()
    assert (made.state, made.origin, made.number) == ("CLOSED", "imported", 1)
    task = Task.objects.get()
    assert (task.kind, task.overlap, task.taken) == ("RATING", 2, 2)
    assert sorted(task.assignments.values_list("rater__name", "holds_place", "state")) == [
        ("ada", True, "DONE"),
        ("ben", True, "DONE"),
    ]
    assert Assignment.objects.get(rater__name="ada").scores.count() == 2


def test_it_makes_the_dimension_with_the_rows_scale_and_the_first_is_primary(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(), rating(dimension="depth", score=70, scale_min=0, scale_max=100)))
    assert list(Dimension.objects.values_list("name", "kind", "minimum", "maximum", "is_primary")) == [
        ("clarity", "likert", 1.0, 5.0, True),
        ("depth", "percent", 0.0, 100.0, False),
    ]


def test_it_adds_nothing_the_second_time(tmp_path):
    files = [
        jsonl(tmp_path / "a.jsonl", rating(), rating(), rating(score=4)),
        jsonl(tmp_path / "b.jsonl.gz", verdict(), judge_score()),
        jsonl(tmp_path / "c.jsonl", counterfactual()),
        jsonl(tmp_path / "d.jsonl", prompt(item_id="t9", topic="colour")),
        jsonl(tmp_path / "e.jsonl", comparison()),
    ]
    first, second = take(*files), take(*reversed(files))
    assert (first.added, first.present) == (8, 0)
    assert (second.added, second.present, second.refused, second.batch) == (0, 8, 0, None)
    assert Round.objects.count() == 1


def test_it_keeps_another_answer_of_the_same_rater_as_the_next_repeat(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(), rating(score=4), rating(dimension="depth")))
    take(jsonl(tmp_path / "b.jsonl", rating(score=5)))
    kept = Score.objects.order_by("assignment__repeat", "dimension__name")
    assert list(kept.values_list("assignment__repeat", "dimension__name", "value")) == [
        (0, "clarity", 3.0),
        (0, "depth", 3.0),
        (1, "clarity", 4.0),
        (2, "clarity", 5.0),
    ]
    assert list(Assignment.objects.order_by("repeat").values_list("holds_place", flat=True)) == [True, False, False]
    assert list(Task.objects.order_by("round__number").values_list("taken", "overlap")) == [(1, 1), (0, 0)]


def test_it_counts_repeats_of_orders_across_imports_too(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", comparison()))
    take(jsonl(tmp_path / "b.jsonl", comparison(ranking=[["r2"], ["r1"]])))
    assert list(Ballot.objects.order_by("pk").values_list("assignment__repeat", flat=True)) == [0, 1]


def test_it_stores_orders_by_database_id_and_the_shown_order(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", comparison(ranking=[["r2", "r1"]])))
    ids = dict(Response.objects.values_list("external_id", "pk"))
    ballot = Ballot.objects.select_related("assignment").get()
    assert [sorted(tie) for tie in ballot.ranking] == [sorted(ids.values())]
    assert ballot.assignment.shown == [ids["r2"], ids["r1"]]


def test_it_keeps_both_orders_of_a_judges_pair_apart(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", verdict(), verdict(shown_order=["r2", "r1"], winner="tie")))
    assert list(Assignment.objects.order_by("variant").values_list("variant", "repeat", "holds_place")) == [
        ("overall 0-1", 0, False),
        ("overall 1-0", 0, False),
    ]
    task = Task.objects.get()
    assert (task.overlap, task.taken) == (0, 0)


@pytest.mark.parametrize("score", [None, 0, 11, "four", True, [4]])
def test_it_stores_a_judges_score_that_is_none_or_off_its_scale_as_unreadable(tmp_path, score):
    take(jsonl(tmp_path / "a.jsonl", judge_score(score=score, scale_max=10)))
    kept = Score.objects.get()
    assert kept.unreadable
    assert kept.value is None
    assert kept.raw.get("score") == score


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_it_stores_a_judges_score_that_json_has_no_word_for_as_unreadable(tmp_path, token):
    path = jsonl(tmp_path / "a.jsonl", judge_score(score="HERE", score_probs={"1": "HERE", "2": 1.0}))
    path.write_text(path.read_text().replace('"HERE"', token))
    take(path)
    kept = Score.objects.get()
    assert (kept.unreadable, kept.value) == (True, None)
    assert kept.raw["score"] == token
    assert kept.raw["score_probs"] == {"1": token, "2": 1.0}


@pytest.mark.parametrize("row", [judge_score(note="HERE"), judge_score(scale_max="HERE"), verdict(latency="HERE")])
def test_what_is_no_number_elsewhere_in_a_judges_row_is_refused(tmp_path, row):
    path = jsonl(tmp_path / "a.jsonl", row)
    path.write_text(path.read_text().replace('"HERE"', "NaN"))
    with pytest.raises(ImportRefusedError):
        take(path)


def test_it_stores_an_invalid_verdict_as_unreadable(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", verdict(winner="invalid")))
    kept = Ballot.objects.get()
    assert kept.unreadable
    assert kept.ranking == []


def test_it_keeps_a_judges_probabilities_and_scale_beside_the_score(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", judge_score(subset="green")))
    kept = Score.objects.select_related("assignment").get()
    assert kept.raw == {"score": 3.5, "scale_min": 1.0, "scale_max": 5.0, "score_probs": {"3": 0.5, "4": 0.5}}
    assert kept.assignment.metadata == {"subset": "green"}


def test_it_takes_dimensions_from_people_only(tmp_path):
    take(
        jsonl(tmp_path / "a.jsonl", judge_score(), judge_score(dimension="style")),
        jsonl(tmp_path / "b.jsonl", rating()),
    )
    assert list(Dimension.objects.values_list("name", flat=True)) == ["clarity"]
    of_judge = Score.objects.filter(assignment__rater__kind="judge").order_by("label")
    assert list(of_judge.values_list("dimension__name", "label")) == [("clarity", ""), (None, "style")]


def test_a_judges_label_becomes_the_dimension_that_people_bring_later(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", judge_score()))
    assert Score.objects.get().label == "clarity"
    take(jsonl(tmp_path / "b.jsonl", rating()))
    of_judge = Score.objects.get(assignment__rater__kind="judge")
    assert (of_judge.dimension.name, of_judge.label) == ("clarity", "")


def test_scores_give_a_scale_to_a_dimension_that_was_only_ranked(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", comparison(dimension="clarity")))
    take(jsonl(tmp_path / "b.jsonl", rating()))
    dimension = Dimension.objects.get()
    assert (dimension.kind, dimension.minimum, dimension.maximum) == ("likert", 1.0, 5.0)


def test_it_keeps_fields_it_does_not_know_where_they_belong(tmp_path):
    rows = [rating(round="early", mood="calm"), rating(dimension="depth", round="late", mood="calm")]
    take(jsonl(tmp_path / "a.jsonl", *rows), jsonl(tmp_path / "b.jsonl", prompt(item_id="t2", topic="colour")))
    answer = Assignment.objects.get()
    assert answer.metadata == {"mood": "calm"}
    own = answer.scores.order_by("dimension__name").values_list("raw__metadata__round", flat=True)
    assert list(own) == ["early", "late"]
    assert Item.objects.get(external_id="t2").metadata == {"topic": "colour"}


def test_it_makes_a_set_of_items_that_differ_in_one_attribute(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", counterfactual()))
    items = Item.objects.order_by("attribute_value")
    assert [(item.attribute_value, item.prompt, item.metadata) for item in items] == [
        ("female", "She pours.", {"note": "x"}),
        ("male", "He pours.", {}),
    ]
    assert items[0].group == items[1].group
    assert items[0].counterfactual_set.attribute == "gender"


def test_it_fills_what_an_earlier_row_left_empty(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", judge_score()))
    take(jsonl(tmp_path / "b.jsonl", prompt(split="evaluate", language="en")), jsonl(tmp_path / "c.jsonl", rating()))
    item, response = Item.objects.get(), Response.objects.get()
    assert (item.prompt, item.split, item.language) == ("Why is tea brown?", "evaluate", "en")
    assert (response.text, response.model) == ("Tannins.", "kettle")


def test_the_order_of_files_and_rows_does_not_matter(tmp_path):
    bare = {"responses": {}, "prompt": ""}
    files = [
        jsonl(tmp_path / "a.jsonl", comparison(**bare), comparison(annotator="ben", **bare)),
        jsonl(tmp_path / "b.jsonl", comparison(annotator="cem")),
        jsonl(tmp_path / "c.jsonl", judge_score(response_id="r3"), verdict()),
        jsonl(tmp_path / "d.jsonl", rating()),
    ]
    pictures = set()
    for order in itertools.permutations(files):
        assert take(*order).added == 6
        scores = Score.objects.order_by("value", "pk").values_list(
            "assignment__rater__name", "value", "dimension__name"
        )
        tasks = Task.objects.order_by("kind", "overlap").values_list("kind", "overlap", "taken")
        texts = Response.objects.order_by("external_id").values_list("external_id", "text", "model")
        pictures.add((tuple(scores), tuple(tasks), tuple(texts)))
        _empty()
    assert len(pictures) == 1


def test_two_rows_may_each_define_what_the_other_names(tmp_path):
    one = comparison(responses={"r1": {"model": "kettle", "text": "Tannins."}})
    two = comparison(annotator="ben", responses={"r2": {"model": "pot", "text": "Magic."}})
    assert take(jsonl(tmp_path / "a.jsonl", one, two)).added == 2


def test_it_takes_the_text_of_a_model_that_answered_with_a_bare_value(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(response=True), rating(response_id="r2", response=4)))
    assert list(Response.objects.order_by("external_id").values_list("text", flat=True)) == ["true", "4"]


def test_it_makes_no_project_unasked(tmp_path):
    with pytest.raises(UnknownProjectError):
        import_files(paths=[jsonl(tmp_path / "a.jsonl", prompt())], slug="tea-house")
    assert not Project.objects.exists()


def test_raters_of_two_datasets_are_two_raters(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", rating(), rating(dataset="coffee")))
    assert Rater.objects.filter(name="ada").count() == 2


def _empty() -> None:
    Score.objects.all().delete()
    Ballot.objects.all().delete()
    Round.objects.all().delete()
    Project.objects.all().delete()


def test_it_takes_whole_numbers_as_ids_and_names_wherever_they_stand(tmp_path):
    responses = {"1": {"model": "kettle", "text": "Tannins."}, "2": {"model": "pot", "text": "Magic."}}
    ordered = comparison(ranking=[2, 1], shown_order=[1, 2], responses=responses, annotator=7, dimension=3, group=12)
    judged = verdict(response_a=1, response_b=2, winner=2, shown_order=[2, 1], dimension=3)
    assert take(jsonl(tmp_path / "a.jsonl", ordered), jsonl(tmp_path / "b.jsonl", judged)).added == 2
    assert Item.objects.get().own_group == "12"
    names = dict(Response.objects.values_list("pk", "external_id"))
    said = Ballot.objects.select_related("assignment").order_by("assignment__rater__kind")
    assert [[names[key] for tie in each.ranking for key in tie] for each in said] == [["2", "1"], ["2", "1"]]
    assert {tuple(names[key] for key in each.assignment.shown) for each in said} == {("1", "2"), ("2", "1")}


def test_a_reference_may_be_a_number(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", prompt(reference=42)), jsonl(tmp_path / "b.jsonl", rating(reference=42)))
    assert Item.objects.get().reference == "42"


@pytest.mark.parametrize("slug", ["", "Two words", "a/b", "x" * 81])
def test_it_makes_no_project_whose_name_cannot_stand_in_an_address(tmp_path, slug):
    with pytest.raises(ProjectNameError):
        import_files(paths=[jsonl(tmp_path / "a.jsonl", prompt())], slug=slug, create=True)
    assert not Project.objects.exists()
