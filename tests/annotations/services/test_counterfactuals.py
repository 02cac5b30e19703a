"""Sets that are made and stored: by the service, the page, the command and the API."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError

from annotations.models import CounterfactualSet, Item, Project, WordTable
from annotations.selectors.seeds import items_to_vary
from annotations.selectors.word_tables import tables_chosen
from annotations.services.counterfactuals import Recipe, Seed, counterfactuals_make, seed_of_item, seed_of_text
from tests.annotations.variants.test_making import CSV
from tests.annotations.world import make_responses, make_round

pytestmark = pytest.mark.django_db
TEXT = "{{name:tamlayan}} mektubu nerede?"
HOSTILE = '<script>alert("x")</script> {{name}}'


def recipe(project: Project, **chosen) -> Recipe:
    return Recipe(**{"attribute": "gender", "tables": tuple(tables_chosen(project, "tr")), "language": "tr", **chosen})


def test_all_items_of_a_set_are_in_one_split_and_group(project):
    seeds = [seed_of_text(TEXT, category="post", split="evaluate"), Seed("own", {"prompt": "{{kin:my}}!"})]
    made = counterfactuals_make(project=project, seeds=seeds, recipe=recipe(project))
    assert len(made.added) == 2
    for one in made.added:
        items = list(one.items.all())
        assert [item.attribute_value for item in items] == ["female", "male"]
        assert len({item.split for item in items}) == len({item.group for item in items}) == 1
        assert {item.language for item in items} == {"tr"}
    assert {item.category for item in Item.objects.filter(split="evaluate")} == {"post"}


def test_asked_again_it_adds_nothing(project):
    seeds = [seed_of_text(TEXT), seed_of_text(TEXT)]
    assert len(counterfactuals_make(project=project, seeds=seeds, recipe=recipe(project)).added) == 1
    again = counterfactuals_make(project=project, seeds=seeds, recipe=recipe(project))
    assert (again.added, again.present, again.faults) == ([], 1, [])
    other = counterfactuals_make(project=project, seeds=seeds, recipe=recipe(project, seed=9))
    assert "stands already, with other texts" in str(other.faults[0].fault)
    assert Item.objects.count() == 2


def test_a_name_that_an_item_has_already_is_not_taken_from_it(project):
    Item.objects.create(project=project, external_id="own:gender/male", prompt="Mine.")
    made = counterfactuals_make(project=project, seeds=[Seed("own", {"prompt": TEXT})], recipe=recipe(project))
    assert [str(one.fault) for one in made.faults] == ["An item own:gender/male stands already."]
    assert Item.objects.get().prompt == "Mine."


def test_an_item_with_places_becomes_a_variant_unless_a_model_was_asked(project):
    fresh = Item.objects.create(project=project, external_id="a", prompt=TEXT, metadata={"mood": "calm"})
    asked = Item.objects.create(project=project, external_id="b", prompt=TEXT)
    plain = Item.objects.create(project=project, external_id="c", prompt="Ayşe'nin annesi geldi.", split="anchor")
    make_responses(make_round(project), [asked])
    found = items_to_vary(project, tables=recipe(project).tables, attribute="gender", language="tr")
    assert [item.external_id for item, _text in found] == ["a", "b", "c"]
    seeds = [seed_of_item(item, text) for item, text in found]
    counterfactuals_make(project=project, seeds=seeds, recipe=recipe(project))
    for item in (fresh, asked, plain):
        item.refresh_from_db()
    assert fresh.counterfactual_set is not None
    assert "{{" not in fresh.prompt
    assert (fresh.metadata["mood"], fresh.metadata["counterfactual"]["text"]) == ("calm", TEXT)
    assert (asked.prompt, asked.counterfactual_set) == (TEXT, None)
    assert (plain.prompt, plain.counterfactual_set) == ("Ayşe'nin annesi geldi.", None)
    assert Item.objects.filter(counterfactual_set__isnull=False).count() == 6
    assert {item.split for item in CounterfactualSet.objects.get(external_id="c:gender").items.all()} == {"anchor"}


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


GIVEN = {"texts": f"{TEXT}\n\n{HOSTILE}", "language": "tr", "attribute": "gender", "split": "develop"}


def test_the_page_shows_what_would_be_made_and_then_stores_it(page, project):
    path = "/projects/tea/counterfactuals/"
    text = page.post(path, {**GIVEN, "preview": "1"}).content.decode()
    assert "Store 2 sets" in text
    assert "<script>alert" not in text
    assert Item.objects.count() == 0
    assert "2 sets are stored." in page.post(path, {**GIVEN, "store": "1"}, follow=True).content.decode()
    assert "2 stood already." in page.post(path, {**GIVEN, "store": "1"}, follow=True).content.decode()
    assert "stands already" in page.post(path, {**GIVEN, "preview": "1"}).content.decode()
    wrong = page.post(path, {**GIVEN, "texts": "", "preview": "1"})
    assert (wrong.status_code, "Write a text" in wrong.content.decode()) == (400, True)
    assert page.post(path, {**GIVEN, "hold": "origin", "preview": "1"}).status_code == 400
    refused = page.post(path, {**GIVEN, "texts": "{{pronoun}}", "preview": "1"}).content.decode()
    assert "There is no table of pronoun words chosen" in refused


def test_the_page_finds_words_in_items(page, project):
    Item.objects.create(project=project, external_id="a", prompt="Murat'a yaz.", split="evaluate")
    given = {**GIVEN, "texts": "", "from_split": "evaluate"}
    page.post("/projects/tea/counterfactuals/", {**given, "store": "1"})
    found = CounterfactualSet.objects.get()
    assert all(item.prompt.endswith(" yaz.") and item.split == "evaluate" for item in found.items.all())


def test_a_table_of_ones_own_is_used_and_removed(page, project):
    upload = SimpleUploadedFile("mine.csv", CSV.encode())
    answer = page.post("/projects/tea/counterfactuals/tables/", {"file": upload}, follow=True)
    assert "The table mine is here." in answer.content.decode()
    page.post("/projects/tea/counterfactuals/", {**GIVEN, "texts": TEXT, "tables": ["mine"], "store": "1"})
    assert {item.prompt for item in Item.objects.all()} == {"Defne'nin mektubu nerede?", "Kaan'ın mektubu nerede?"}
    bad = page.post("/projects/tea/counterfactuals/tables/", {"file": SimpleUploadedFile("x.csv", b"a\n1\n")})
    assert (bad.status_code, "has the columns" in bad.content.decode()) == (400, True)
    row = WordTable.objects.get()
    page.post(f"/projects/tea/counterfactuals/tables/{row.pk}/remove/")
    assert (WordTable.objects.count(), Item.objects.count()) == (0, 2)


def ordered(*arguments: str) -> str:
    out = io.StringIO()
    call_command("make_counterfactuals", "--project", "tea", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_makes_sets_of_files_and_of_items(project, tmp_path):
    path = tmp_path / "seeds.jsonl"
    rows = [{"item_id": "s1", "prompt": TEXT, "category": "post"}, {"prompt": "{{kin:my}} geldi."}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    common = ("--attribute", "gender", "--language", "tr")
    assert ordered(str(path), *common, "--dry-run").count('"value": "female"') == 2
    assert Item.objects.count() == 0
    assert ordered(str(path), *common, "--hold", "origin=turkish") == "added 2, present 0, refused 0\n"
    assert ordered(str(path), *common, "--hold", "origin=turkish") == "added 0, present 2, refused 0\n"
    Item.objects.create(project=project, external_id="a", prompt="Murat'a yaz.")
    assert ordered("--items", "develop", *common) == "added 1, present 0, refused 0\n"
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"item_id": "x", "prompt": "no place"}\n' + path.read_text())
    with pytest.raises(CommandError, match="1 texts cannot be varied"):
        ordered(str(bad), *common, "--hold", "origin=turkish")
    assert ordered(str(bad), *common, "--skip-bad", "--hold", "origin=turkish") == "added 0, present 2, refused 1\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "no text to vary"), (("--language", "xx"), "no table of words"), (("--hold", "x"), "takes ATTRIBUTE"),
        (("none.jsonl",), "none.jsonl is not there"), (("--project", "no"), "There is no project"),
    ],
)  # fmt: skip
def test_the_command_refuses_in_words(project, arguments, words):
    with pytest.raises(CommandError, match=words):
        ordered("--attribute", "gender", "--language", "tr", *arguments)


def test_the_api_says_what_would_be_made_and_makes_it(page, project):
    path = "/api/v1/projects/tea/counterfactuals/"
    body = {"texts": [{"prompt": TEXT}, {"id": "x", "prompt": "plain"}], "language": "tr", "attribute": "gender"}

    def sent(**more):
        return page.post(path, json.dumps({**body, **more}), content_type="application/json")

    dry = sent(dry_run=True)
    assert (dry.status_code, dry.json()["added"], Item.objects.count()) == (200, 1, 0)
    assert dry.json()["faults"][0]["id"] == "x"
    assert (sent().status_code, sent().json()["present"]) == (201, 1)
    assert page.get(path).json()[0]["variants"][0]["value"] == "female"
    assert sent(language="xx").status_code == 400
    assert sent(texts=[]).status_code == 400


def test_the_api_refuses_what_no_table_of_words_shows(page, project):
    path = "/api/v1/projects/tea/counterfactuals/"
    body = {"texts": [{"prompt": TEXT}], "language": "tr", "attribute": "gender"}
    for field, more in (
        ("attribute", {"attribute": "zzz"}),
        ("values", {"values": ["female", "zzz"]}),
        ("hold.zzz", {"hold": {"zzz": "a"}}),
        ("hold.gender", {"hold": {"gender": "zzz"}}),
        ("tables", {"tables": ["zzz"]}),
    ):
        answer = page.post(path, json.dumps(body | more), content_type="application/json")
        assert (answer.status_code, set(answer.json()["fields"])) == (400, {field})
    assert not Item.objects.exists()


def test_the_api_takes_and_lists_tables(page, project):
    path = "/api/v1/projects/tea/word-tables/"
    body = json.dumps({"file_name": "mine.csv", "text": CSV})
    made = page.post(path, body, content_type="application/json")
    assert (made.status_code, made.json()["own"], made.json()["attributes"]) == (201, True, {"gender": ["f", "m"]})
    assert [one["name"] for one in page.get(path).json() if one["own"]] == ["mine"]
    wrong = page.post(path, json.dumps({"file_name": "a.txt", "text": "x"}), content_type="application/json")
    assert (wrong.status_code, "text" in wrong.json()["fields"]) == (400, True)
