import pytest

from annotations.models import Item, Project
from ranking.models import CategoryClassifier, ClassifierFrozen
from ranking.selectors.categories import (
    category_of,
    classifier_newest,
    items_fingerprint,
    projects_to_classify,
    text_of,
)
from ranking.services.categories import CategoriesInvalid, category_settings_set, classifier_train_on_items
from tests.ranking.stats.texts.test_classifier import texts_of
from tests.ranking.tempered import NOW

pytestmark = pytest.mark.django_db


def with_items(project: Project, count: int = 12, split: str = "develop") -> None:
    Item.objects.bulk_create(
        Item(project=project, external_id=f"{split}{place}", prompt=text, language=language, category=category,
             split=split)
        for place, (text, language, category, _) in enumerate(zip(*texts_of(count), strict=True))
    )  # fmt: skip


def test_a_classifier_is_trained_on_the_items_and_decides_where_it_is_sure(project: Project) -> None:
    with_items(project)
    made = classifier_train_on_items(project=project, now=NOW)
    assert made.figures["accuracy"] > 0.8
    found = category_of(project=project, text="debug the python loop, class import error", language="en")
    assert (found.category, found.by) == ("code", "classifier")
    assert found.confidence is not None
    category_settings_set(project=project, rules=[], threshold=1.0, now=NOW)
    unsure = category_of(project=project, text="debug the python loop, class import error", language="en")
    assert (unsure.category, unsure.by, unsure.confidence) == ("", "fallback", found.confidence)


def test_rules_come_first_and_what_is_given_before_them(project: Project) -> None:
    with_items(project)
    classifier_train_on_items(project=project, now=NOW)
    rules = [{"category": " complaints ", "words": ["iade*", " late delivery "]}]
    category_settings_set(project=project, rules=rules, threshold=0.5, now=NOW)
    assert category_of(project=project, text="İADESİNİ istiyorum", language="tr").category == "complaints"
    assert category_of(project=project, text="a LATE delivery").by == "rule"
    given = category_of(project=project, text="a late delivery", given="poem")
    assert (given.category, given.by, given.confidence) == ("poem", "given", 1.0)


def test_where_nothing_says_it_is_the_rest(project: Project) -> None:
    found = category_of(project=project, text="anything")
    assert (found.category, found.confidence, found.by) == ("", None, "fallback")


def test_nothing_to_tell_apart_is_said_and_nothing_decides(project: Project) -> None:
    with_items(project, count=2)
    made = classifier_train_on_items(project=project, now=NOW)
    assert "nothing to tell apart" in made.figures["reason"]
    assert category_of(project=project, text="python loop").by == "fallback"


def test_items_to_evaluate_with_are_not_learned_from(project: Project) -> None:
    with_items(project, split="evaluate")
    assert "reason" in classifier_train_on_items(project=project, now=NOW).figures


@pytest.mark.both
def test_changed_items_make_a_classifier_due(project: Project) -> None:
    with_items(project)
    assert projects_to_classify() == []
    category_settings_set(project=project, rules=[], threshold=0.5, now=NOW)
    assert projects_to_classify() == [project]
    classifier_train_on_items(project=project, now=NOW)
    assert projects_to_classify() == []
    Item.objects.create(project=project, external_id="new", prompt="one more", category="code")
    assert projects_to_classify() == [project]
    assert classifier_train_on_items(project=project, now=NOW).number == 2
    newest = classifier_newest(project)
    assert newest is not None
    assert newest.trained_on == items_fingerprint(project)


def test_a_classifier_is_frozen(project: Project) -> None:
    made = CategoryClassifier.objects.create(project=project, number=1, trained_on="x")
    with pytest.raises(ClassifierFrozen):
        made.save()


@pytest.mark.parametrize(
    ("rules", "threshold", "field"),
    [
        ([{"category": "", "words": ["a"]}], 0.5, "rules.0.category"),
        ([{"category": "a", "words": []}], 0.5, "rules.0.words"),
        ([{"category": "a", "words": ["b" * 101]}], 0.5, "rules.0.words"),
        ([{"category": "a", "words": ["b"]}] * 101, 0.5, "rules"),
        ([], 1.5, "threshold"),
        ([], float("nan"), "threshold"),
    ],
)
def test_it_refuses_rules_that_are_none(project: Project, rules: list, threshold: float, field: str) -> None:
    with pytest.raises(CategoriesInvalid) as refused:
        category_settings_set(project=project, rules=rules, threshold=threshold, now=NOW)
    assert field in refused.value.fields


def test_a_text_is_the_prompt_or_the_variables_in_their_order() -> None:
    assert text_of("Hello", {"a": "x"}) == "Hello"
    assert text_of("", {"prompt": "Hello", "a": "x"}) == "Hello"
    assert text_of("", {"b": "two", "a": "one", "c": None}) == "one\ntwo"
