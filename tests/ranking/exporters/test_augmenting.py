"""Rows copied to the other value of their counterfactual set: marked, and only where every word is sure."""

from collections import Counter
from pathlib import Path

import pytest

from annotations.models import CounterfactualSet, Item, Project
from annotations.selectors.word_tables import tables_chosen
from annotations.services.counterfactuals import Recipe, Seed, counterfactuals_make
from ranking.exporters.augmenting import IMPORTED, JUDGED
from ranking.exporters.pipeline import Exported, Options, export_parts
from tests.annotations.importers.files import comparison, counterfactual, jsonl, rating, take

pytestmark = pytest.mark.django_db
ASKED = "{{name:genitive}} planı hakkında {{name:dative}} yaz."


@pytest.fixture
def made() -> Project:
    """One Turkish set of two, on develop."""
    project = Project.objects.create(slug="tea-house", name="Tea house")
    recipe = Recipe("gender", tuple(tables_chosen(project, "tr")), hold={"origin": "turkish"}, language="tr")
    counterfactuals_make(project=project, seeds=[Seed("q1", {"prompt": ASKED})], recipe=recipe)
    return project


def item_of(value: str) -> Item:
    return Item.objects.get(attribute_value=value)


def form(item: Item, case: str) -> str:
    return item.metadata["counterfactual"]["words"]["name"][case]


def judged(folder: Path, *texts: str, value: str = "female", name: str = "a") -> None:
    """Accepted responses on the item of a value."""
    item = item_of(value)
    rows = [
        rating(
            dataset=item.dataset,
            item_id=item.external_id,
            prompt=item.prompt,
            response_id=f"{value}{n}",
            response=text,
            score=5,
        )
        for n, text in enumerate(texts)
    ]
    take(jsonl(folder / f"{name}.jsonl", *rows))


def exported(name: str = "trl-sft", **options) -> tuple[list[dict], Exported]:
    told = Exported()
    rows = export_parts(project=Project.objects.get(), name=name, options=Options(**options), told=told)
    return [row for _part, row in rows], told


def test_a_copy_asks_and_answers_of_the_other_and_says_that_nobody_judged_it(made, tmp_path):
    one, other = item_of("female"), item_of("male")
    judged(tmp_path, f"{form(one, 'genitive')} planı iyi. {form(one, 'nominative')} başarır.")
    (first, copy), told = exported(augment=True)
    assert first["made"] is None
    assert copy["messages"] == [
        {"role": "user", "content": other.prompt},
        {"role": "assistant", "content": f"{form(other, 'genitive')} planı iyi. {form(other, 'nominative')} başarır."},
    ]
    assert (copy["n_annotators"], copy["agreement"], copy["shown_orders"]) == (0, None, [])
    assert copy["made"] == {
        "copied_from": {"item_id": one.external_id, "value": "female", "n_annotators": 1, "agreement": None}
    }
    assert (copy["item_id"], copy["attribute_value"]) == (other.external_id, "male")
    assert (told.diversity.copied, told.rows) == (1, 2)
    assert exported()[1].rows == 1


def test_what_is_not_sure_is_not_copied_and_is_told(made, tmp_path):
    name = form(item_of("female"), "nominative")
    judged(tmp_path, f"{name}'ciğim!", f"{name} bir kadın.", "Olur.")
    rows, told = exported(augment=True)
    assert told.left_out == {
        "not copied: a word is in a form that no table has": 1, "not copied: another word shows the attribute": 1,
    }  # fmt: skip
    assert Counter(row["attribute_value"] for row in rows) == {"female": 3, "male": 1}


def test_people_who_judged_the_very_text_there_are_not_spoken_for(made, tmp_path):
    judged(tmp_path, "Olur.", "Peki.")
    judged(tmp_path, "Olur.", value="male", name="b")
    rows, told = exported(augment=True)
    assert told.left_out == {JUDGED: 2}
    texts = Counter((row["attribute_value"], row["messages"][1]["content"]) for row in rows)
    assert texts == {("female", "Olur."): 1, ("female", "Peki."): 1, ("male", "Olur."): 1, ("male", "Peki."): 1}


def test_a_preference_is_copied_with_both_sides_or_not_at_all(made, tmp_path):
    one = item_of("female")
    name = form(one, "nominative")
    texts = {"r1": f"{name} kazanır.", "r2": "Olmaz.", "r3": f"{name} kadındır."}
    rows = [
        comparison(
            dataset="", item_id=one.external_id, prompt=one.prompt, annotator=who, ranking=[["r1"], ["r2"], ["r3"]],
            responses={key: {"model": "m", "text": text} for key, text in texts.items()}, shown_order=None,
        )
        for who in ("ada", "ben")
    ]  # fmt: skip
    take(jsonl(tmp_path / "a.jsonl", *rows))
    found, told = exported("trl-dpo", augment=True)
    (copy,) = [row for row in found if row["made"]]
    assert copy["chosen"][0]["content"] == f"{form(item_of('male'), 'nominative')} kazanır."
    assert copy["rejected"][0]["content"] == "Olmaz."
    assert told.left_out == {"not copied: another word shows the attribute": 2}


def test_copies_and_balance_together_leave_no_value_behind(made, tmp_path):
    name = form(item_of("female"), "nominative")
    judged(tmp_path, "Olur.", f"{name} bir kadın.", "Peki.")
    rows, told = exported(augment=True, balance="gender")
    assert Counter(row["attribute_value"] for row in rows) == {"female": 3, "male": 3}
    assert (told.diversity.copied, told.diversity.repeated) == (2, 1)


def test_imported_sets_are_only_weighed(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", counterfactual()))
    judged(tmp_path, "Yes.", value="female", name="b")
    assert CounterfactualSet.objects.count() == 1
    rows, told = exported(augment=True)
    assert (len(rows), told.left_out) == (1, {IMPORTED: 1})


def test_formats_without_columns_of_their_own_carry_no_mark(made, tmp_path):
    judged(tmp_path, "Olur.")
    rows, told = exported("openai-sft", augment=True)
    assert [set(row) for row in rows] == [{"messages"}] * 2
    assert told.diversity.copied == 1
