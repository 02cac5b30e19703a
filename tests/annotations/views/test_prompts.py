"""Writing prompts, as a lead does it."""

import pytest

from annotations.models import ImportBatch, Item, PromptTemplate, TemplateVersion
from tests.ranking.made import make_items, make_template

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


def test_a_template_and_its_first_version_are_written(page):
    answer = page.post("/projects/tea/prompts/new/", {"name": "greet", "purpose": "answer"})
    assert answer.url == "/projects/tea/prompts/greet/new/"
    page.post(answer.url, {"user_text": "Q: {{prompt}}", "principles": "Be brief.\n\nBe kind.", "temperature": "0.4"})
    version = PromptTemplate.objects.get().active_version
    assert version.principles == ["Be brief.", "Be kind."]
    assert (version.temperature, version.exemplars, version.output_format) == (0.4, [], {})


def test_a_name_is_taken_once(page, project):
    make_template(project)
    answer = page.post("/projects/tea/prompts/new/", {"name": "answer", "purpose": "answer"})
    assert b"a template of this name" in answer.content


def test_a_new_version_remembers_its_parent_and_the_exemplars_sources(page, project):
    base = make_template(project, exemplars=[{"input": "q", "output": "a", "response": 7}])
    page.post(
        "/projects/tea/prompts/answer/new/",
        {"user_text": "Q: {{prompt}}", "exemplar_0_input": "q", "exemplar_0_output": "better",
         "exemplar_1_input": "new", "exemplar_1_output": "one"},
    )  # fmt: skip
    made = TemplateVersion.objects.get(number=2)
    assert made.parent == base
    assert made.exemplars == [
        {"input": "q", "output": "better", "response": 7},
        {"input": "new", "output": "one", "response": None},
    ]


def test_an_emptied_exemplar_is_dropped_and_half_a_one_refused(page, project):
    make_template(project, exemplars=[{"input": "q", "output": "a", "response": None}])
    address = "/projects/tea/prompts/answer/new/"
    assert b"needs both" in page.post(address, {"user_text": "x", "exemplar_0_input": "q"}).content
    page.post(address, {"user_text": "x"})
    assert TemplateVersion.objects.get(number=2).exemplars == []


@pytest.mark.parametrize("schema", ["{", "[]", '{"type": "string"}'])
def test_a_schema_that_nobody_can_follow_is_refused(page, project, schema):
    make_template(project)
    page.post("/projects/tea/prompts/answer/new/", {"user_text": "x", "schema": schema})
    assert TemplateVersion.objects.count() == 1


def test_activation_is_an_own_step(page, project):
    make_template(project)
    second = make_template(project)
    page.post("/projects/tea/prompts/answer/2/active/")
    assert PromptTemplate.objects.get().active_version == second
    assert page.get("/projects/tea/prompts/answer/2/active/").status_code == 405


def test_the_preview_shows_what_a_real_item_makes(page, project):
    make_template(project, system=f"You sell tea. {HOSTILE}")
    items = make_items(project, 2)
    text = page.get(f"/projects/tea/prompts/answer/1/preview/?item={items[1].pk}", headers={"HX-Request": "true"})
    assert "<html" not in text.content.decode()
    assert "Q: develop question 1" in text.content.decode()
    assert HOSTILE not in text.content.decode()


def test_the_preview_names_what_an_item_lacks(page, project):
    make_template(project, user_text="{{city}} {{prompt}}")
    make_items(project, 1)
    assert "no value for: city" in page.get("/projects/tea/prompts/answer/1/preview/").content.decode()


def test_items_are_filtered_and_escaped_and_whole_imports_only(page, project):
    Item.objects.create(project=project, external_id="a", prompt=HOSTILE, category="shop")
    Item.objects.create(project=project, external_id="b", prompt="other", category="brewing", split="evaluate")
    Item.objects.create(
        project=project, external_id="c", prompt="unseen", batch=ImportBatch.objects.create(project=project)
    )
    text = page.get("/projects/tea/items/").content.decode()
    assert HOSTILE not in text
    assert "unseen" not in text
    text = page.get("/projects/tea/items/?split=evaluate").content.decode()
    assert "other" in text
    assert "&lt;script&gt;" not in text
