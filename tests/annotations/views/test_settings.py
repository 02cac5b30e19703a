"""Settings as a lead writes them: from an empty site to a project that a round can be launched in."""

import pytest

from annotations.models import Dimension, Endpoint, Project, Rater

pytestmark = pytest.mark.django_db
BASE = "/projects/tea/settings/"
LEVELS = "1: Cold\n3: Neither\n5: Warm"
DIMENSION = {"label": "Tone", "kind": "likert", "minimum": "1", "maximum": "5", "levels": LEVELS}


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


def test_a_project_comes_out_of_nothing(client_of, site_admin):
    page = client_of(site_admin)
    answer = page.post("/new-project/", {"name": "Shop", "slug": "shop", "languages": "en, tr"})
    assert answer.headers["Location"] == "/projects/shop/settings/"
    assert "Nothing is rated yet" in page.get(answer.headers["Location"]).content.decode()
    page.post("/projects/shop/settings/dimensions/new/", {**DIMENSION, "tr_label": "Üslup", "tr_levels": "a\nb\nc"})
    page.post("/projects/shop/settings/endpoints/new/", {
        "name": "here", "base_url": "http://127.0.0.1:9/v1", "concurrency": 2, "timeout_seconds": 5, "max_tokens": 64,
    })  # fmt: skip
    page.post("/projects/shop/settings/judges/new/", {"name": "a judge", "endpoint": Endpoint.objects.get().pk})
    project = Project.objects.get()
    made = Dimension.objects.get()
    assert [level["value"] for level in made.levels] == [1, 3, 5]
    assert made.translations == {"tr": {"label": "Üslup", "levels": ["a", "b", "c"]}}
    assert Rater.objects.get(project=project).endpoint.name == "here"
    shown = page.get("/projects/shop/settings/").content.decode()
    assert all(name in shown for name in ("Tone", "here", "a judge"))
    assert "The loop starts with items" in page.get("/projects/shop/").content.decode()


def test_what_was_typed_comes_back_as_it_was(page, project):
    page.post(f"{BASE}dimensions/new/", {**DIMENSION, "kind": "category", "levels": "warm: Warm\ncold: Cold: not"})
    made = Dimension.objects.get(name="tone")
    assert made.levels == [{"code": "warm", "text": "Warm"}, {"code": "cold", "text": "Cold: not"}]
    shown = page.get(f"{BASE}dimensions/{made.pk}/").content.decode()
    assert "warm: Warm\ncold: Cold: not" in shown


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"levels": "high: no number"}, "Begin the line with its level"),
        ({"tr_levels": "a\nb"}, "There are 3 levels and 2 texts"),
        ({"minimum": ""}, "needs both ends"),
        ({"minimum": "-1e308", "maximum": "1e308", "levels": ""}, "A scale lies between"),
        ({"label": "Helpfulness"}, "has a dimension of this name"),
        ({"levels": "9: off"}, "outside the scale"),
        ({"acceptance_threshold": "99"}, "outside the scale"),
    ],
)
def test_a_fault_is_told_and_nothing_is_kept(page, project, typed, told):
    answer = page.post(f"{BASE}dimensions/new/", {**DIMENSION, **typed})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert Dimension.objects.count() == 2


def test_dimensions_are_put_in_order_and_taken_out(page, project):
    second = Dimension.objects.get(name="correctness")
    page.post(f"{BASE}dimensions/{second.pk}/place/", {"action": "up"})
    assert Dimension.objects.first() == second
    page.post(f"{BASE}dimensions/{second.pk}/place/", {"action": "remove"})
    assert Dimension.objects.get().name == "helpfulness"


def test_an_endpoint_that_does_not_answer_is_kept_and_said(page, project):
    made = Endpoint.objects.create(project=project, name="away", base_url="http://127.0.0.1:9/v1", model="m")
    answer = page.post(f"{BASE}endpoints/{made.pk}/use/", {"action": "try"}, follow=True)
    assert "away does not answer" in answer.content.decode()
    page.post(f"{BASE}endpoints/{made.pk}/use/", {"action": "remove"})
    assert not Endpoint.objects.exists()


def test_the_sites_endpoints_are_not_a_leads_to_change(page, project):
    site = Endpoint.objects.create(name="site", base_url="local:")
    assert page.get(f"{BASE}endpoints/{site.pk}/").status_code == 404
    assert page.post(f"{BASE}endpoints/{site.pk}/use/", {"action": "remove"}).status_code == 404
    assert "of the site" in page.get(BASE).content.decode()


def test_what_the_project_says_of_itself_is_saved(page, project):
    said = {"name": "Teas", "description": "", "languages": "tr", "guidelines": "**Be kind.**", "instructions": "Read."}
    page.post(BASE, said)
    project.refresh_from_db()
    assert (project.name, project.languages, project.guidelines) == ("Teas", ["tr"], "**Be kind.**")
    assert page.post(BASE, {**said, "languages": "no code!"}).status_code == 400
