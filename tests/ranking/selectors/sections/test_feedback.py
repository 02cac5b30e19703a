"""The report's key `feedback` and its part."""

import numpy as np
import pytest

from annotations.models import Project, User
from ranking.models import Fit
from ranking.selectors.arrays import answers_load
from ranking.selectors.report import report_build
from tests.ranking.drifting import pinned, rated_round, thumbs

pytestmark = pytest.mark.django_db


def test_users_that_want_the_opposite_are_told_with_n_and_interval(project: Project, lead: User, client_of) -> None:
    pinned(project)
    round = rated_round(project, 60, people=lambda n: 1 + n % 5, judge=lambda n: 1 + n % 5)
    responses = list(round.responses.order_by("pk"))
    rng = np.random.default_rng(1)
    thumbs(project, responses, [bool(rng.random() < 0.9 - 0.2 * (n % 5)) for n in range(60)])
    report = report_build(answers=answers_load(project=project), seed=0)
    row = next(row for row in report["feedback"] if row["of"] == "people" and row["dimension"] == "helpfulness")
    assert (row["n"], row["n_responses"], row["n_liked"] + row["n_disliked"]) == (60, 60, 60)
    assert row["correlation_high"] < 0
    assert row["auc_high"] < 0.5
    assert "do not want" in row["sentence"]
    assert "60 remarks" in row["sentence"]
    fit = Fit.objects.create(project=project, report=report)
    page = client_of(lead).get("/projects/tea/report/").content.decode()
    assert 'id="feedback"' in page
    assert "do not want" in page
    assert fit.report["said"]


def test_without_feedback_it_is_empty_and_says_why(project: Project) -> None:
    pinned(project)
    rated_round(project, 6, people=lambda n: 3.0, judge=lambda n: 3.0)
    report = report_build(answers=answers_load(project=project), seed=0)
    assert report["feedback"] == []
    assert "No user" in report["reasons"]["feedback"]


def test_too_little_feedback_has_nulls_with_reasons(project: Project) -> None:
    pinned(project)
    round = rated_round(project, 6, people=lambda n: 3.0 + n % 2, judge=lambda n: 3.0)
    thumbs(project, list(round.responses.all()), [True] * 6)
    report = report_build(answers=answers_load(project=project), seed=0)
    assert report["feedback"][0]["correlation"] is None
    assert "6 remarks" in report["reasons"]["feedback.0.correlation"]
