"""Each response with what people say of it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from annotations.models import Dimension, Project, User
from ranking.services.fits import fit_run
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db
PAGE = "/projects/tea/report/consensus/"


@pytest.fixture
def page(client_of, lead: User) -> Client:
    return client_of(lead)


@pytest.fixture
def made(project: Project) -> Project:
    levels = [{"code": "good", "text": "Well said"}, {"code": "bad", "text": "Badly said"}]
    tone = Dimension.objects.create(rubric=project.rubric, name="tone", kind="category", levels=levels, position=3)
    answers, lean = Answered(project), {"Ann": 0.0, "Ben": 1.0, "Cem": -1.0}
    names = list(lean)
    for number in range(12):
        for name in (names[number % 3], names[(number + 1) % 3]):
            noise = 0.02 * (number % 2) * (name == "Ann")
            answers.rate(f"i{number:02}", "r", name, helpfulness=2 + number * 0.1 + lean[name] + noise)
            answers.rate(f"i{number:02}", "s", name, tone=0).scores.update(value=None, code="good", dimension=tone)
    fit_run(project=project, seed=0, now=timezone.now())
    return project


def rows_of(answer) -> list[str]:
    assert answer.status_code == 200
    text = re.sub(r"\s+", " ", answer.content.decode())
    return re.findall(r"<tbody>(.*)</tbody>", text)[0].split("<tr>")[1:]


def test_rows_stand_lowest_first_with_both_scores_and_lead_to_the_response(page: Client, made: Project) -> None:
    rows = rows_of(page.get(PAGE))
    assert len(rows) == 12
    means = [float(re.findall(r">([0-9.]+) <span", row)[0]) for row in rows]
    assert means == sorted(means)
    assert 'href="/projects/tea/responses/' in rows[0]
    highest = rows_of(page.get(f"{PAGE}?order=high"))
    assert highest[0] != rows[0]


def test_what_severity_moves_most_comes_first_on_asking(page: Client, made: Project) -> None:
    answer = page.get(f"{PAGE}?order=moved&dimension=helpfulness")
    assert rows_of(answer)
    assert "tied together by responses that they share" in answer.content.decode()


def test_categories_bear_the_words_of_their_levels(page: Client, made: Project) -> None:
    rows = rows_of(page.get(f"{PAGE}?dimension=tone&order=unsure"))
    assert "Well said" in rows[0]
    assert "100 % of answers" in rows[0]


def test_an_unknown_dimension_or_round_is_not_found(page: Client, made: Project) -> None:
    assert page.get(f"{PAGE}?dimension=nowhere").status_code == 404
    assert page.get(f"{PAGE}?round=99").status_code == 404
    assert page.get(f"{PAGE}?order=sideways").status_code == 200


def test_an_empty_project_says_what_will_be_here(page: Client, project: Project) -> None:
    assert "each response stands here" in page.get(PAGE).content.decode()
