"""The report's page on the people behind it: to whom it names whom, and what it says where nothing can be told."""

import re

import numpy as np
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from annotations.models import Job, Project, Rater, User
from ranking.services.fits import fit_run
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db
PAGE = "/projects/tea/report/"
NAMES = ("Anna", "Bruno", "Cemal", "Derya", "Esin")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def page(client_of, lead: User) -> Client:
    return client_of(lead)


@pytest.fixture
def made(project: Project) -> Project:
    """Five raters, one of them severe; repeats, ties, two categories."""
    answers, rng = Answered(project), np.random.default_rng(0)
    for number in range(24):
        answers.item(f"i{number}", category=("facts", "poems")[number % 2])
        for name in NAMES:
            lean = -2 if name == "Esin" else 0
            for response, worth in (("a", 4.0), ("b", 3.0)):
                score = float(np.clip(round(worth + lean + rng.normal(0, 0.5)), 1, 5))
                answers.rate(f"i{number}", response, name, helpfulness=score)
            tied, first = rng.random() < 0.2, rng.random() < 0.7
            answers.order(f"i{number}", [["a", "b"]] if tied else [["a"], ["b"]] if first else [["b"], ["a"]], name)
        answers.rate(f"i{number}", "a", "Anna", repeat=1, helpfulness=4)
    fit_run(project=project, seed=0, now=timezone.now())
    return project


def text_of(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_every_part_is_there_with_its_figures(page: Client, made: Project) -> None:
    text = text_of(page.get(PAGE))
    for part in ("strengths", "within", "consistency", "consensus", "raters"):
        assert f'id="{part}"' in text
    assert "Asked again, people" in text
    assert "1 rater stands far from the rest" in text
    assert "points less than the rest on helpfulness" in text
    assert "No category clearly contradicts the whole" in text
    assert "is the best with a probability of" in text
    assert "Never said: Neither is acceptable, Not applicable" in text


def test_leads_see_names_and_reviewers_pseudonyms_whoever_looks_first(page, client_of, reviewer, made) -> None:
    assert "Bruno" in text_of(page.get(PAGE))
    seen = text_of(client_of(reviewer).get(PAGE))
    assert not [name for name in NAMES if name in seen]
    assert Rater.objects.get(name="Bruno").pseudonym in seen
    assert "Bruno" in text_of(page.get(PAGE))


def test_the_api_names_raters_to_leads_alone(page, client_of, reviewer, made) -> None:
    path = "/api/v1/projects/tea/report/"
    assert "Bruno" in page.get(path).content.decode()
    seen = client_of(reviewer).get(path).content.decode()
    assert not [name for name in NAMES if name in seen]


def test_the_model_of_strengths_is_chosen_where_figures_are_computed(page: Client, made: Project) -> None:
    assert '<option value="bradley_terry" selected>' in text_of(page.get(PAGE))
    page.post("/projects/tea/report/fit/", {"strengths": "plackett_luce"})
    assert Job.objects.get(celery_name="ranking.fit_project").arguments == {"strengths": "plackett_luce"}
    assert page.post("/projects/tea/report/fit/", {"strengths": "thurstone"}).status_code == 404


def test_the_model_of_strengths_is_chosen_over_http(page: Client, made: Project) -> None:
    path = "/api/v1/projects/tea/fit/"
    assert page.post(path, {"strengths": "thurstone"}, content_type="application/json").status_code == 400
    assert page.post(path, {"strengths": "davidson"}, content_type="application/json").status_code == 202
    assert Job.objects.get(celery_name="ranking.fit_project").arguments == {"strengths": "davidson"}


def test_parts_that_never_met_are_shown_by_name(page: Client, project: Project) -> None:
    answers = Answered(project)
    answers.order("i1", [["apple"], ["pear"]], "Ann")
    answers.order("i2", [["fig"], ["plum"]], "Ann")
    fit_run(project=project, seed=0, now=timezone.now())
    text = text_of(page.get(PAGE))
    assert "Compared among themselves, never across" in text
    assert "apple, pear" in text


def test_a_hostile_rater_is_nowhere_markup(page: Client, project: Project) -> None:
    answers = Answered(project)
    for number in range(12):
        for name in ("<b>bold</b>", "Ann", "Ben"):
            answers.rate(f"i{number}", "r", name, helpfulness=number % 3 + 2 + (name == "Ben"))
    fit_run(project=project, seed=0, now=timezone.now())
    assert "<b>bold</b>" not in text_of(page.get(PAGE))


def test_a_fit_of_old_is_shown_without_what_it_lacks(page: Client, made: Project) -> None:
    fit = made.fits.get()
    kept = ("counts", "agreement", "scores", "judges", "judge_pairwise", "audits", "warnings", "reasons", "said")
    strengths = [
        {key: value for key, value in row.items() if key[:4] not in ("rank", "p_be")} for row in fit.report["strengths"]
    ]
    fit.report = {key: fit.report[key] for key in kept} | {
        "strengths": strengths, "strengths_of": "model", "strengths_method": "Bradley-Terry, maximum likelihood",
    }  # fmt: skip
    fit.save()
    text = text_of(page.get(PAGE))
    assert 'id="strengths"' in text
    assert 'id="raters"' not in text
