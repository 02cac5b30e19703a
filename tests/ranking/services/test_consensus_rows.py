"""The rows of a fit for each response."""

import numpy as np
import pytest
from django.utils import timezone

from annotations.models import Dimension, Project
from ranking.services.fits import fit_run
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


def test_the_plain_and_the_adjusted_mean_stand_beside_each_other(project: Project):
    made, lean = Answered(project), {"Ann": 0.0, "Ben": 1.0, "Cem": -1.0}
    names = list(lean)
    for number in range(18):
        for name in (names[number % 3], names[(number + 1) % 3]):
            # Without any noise nobody could say how sure an adjusted score is.
            noise = 0.1 * (number == 17 and name == "Ann")
            made.rate(f"i{number}", "r", name, helpfulness=3 + lean[name] + noise)
    made.rate("far", "r", "Dee", helpfulness=2)
    fit = fit_run(project=project, seed=0, now=timezone.now())
    rows = {row.response.item.external_id: row for row in fit.consensus.select_related("response__item")}
    assert rows["i0"].mean == 3.5
    assert rows["i0"].adjusted == pytest.approx(3.0, abs=0.02)
    assert rows["i0"].adjusted_low <= 3.0 <= rows["i0"].adjusted_high
    assert rows["i0"].n == 2
    assert (rows["far"].mean, rows["far"].adjusted, rows["far"].adjusted_low) == (2.0, None, None)


def test_an_adjusted_score_stays_on_the_scale(project: Project):
    made = Answered(project)
    for number in range(12):
        made.rate(f"i{number}", "r", "Ann", helpfulness=5 if number < 6 else 3 + 0.1 * (number % 2))
        made.rate(f"i{number}", "r", "Ben", helpfulness=3 if number < 6 else 1)
    made.rate("top", "r", "Ben", helpfulness=5)
    fit = fit_run(project=project, seed=0, now=timezone.now())
    top = fit.consensus.get(response__item__external_id="top")
    assert (top.mean, top.adjusted) == (5.0, 5.0)


def test_categories_have_their_likeliest_code_its_share_and_its_chance(project: Project):
    levels = [{"code": code, "text": code} for code in ("good", "bad")]
    tone = Dimension.objects.create(rubric=project.rubric, name="tone", kind="category", levels=levels, position=3)
    made, rng = Answered(project), np.random.default_rng(0)
    for number in range(30):
        truth = ("good", "bad")[number % 2]
        for name, right in (("Ann", 0.95), ("Ben", 0.9), ("Cem", 0.6)):
            said = truth if rng.random() < right else ("bad", "good")[number % 2]
            made.rate(f"i{number}", "r", name, tone=0).scores.update(value=None, code=said, dimension=tone)
    fit = fit_run(project=project, seed=0, now=timezone.now())
    rows = list(fit.consensus.filter(dimension=tone).select_related("response__item"))
    right = [row.code == ("good", "bad")[int(row.response.item.external_id[1:]) % 2] for row in rows]
    assert len(rows) == 30
    assert np.mean(right) > 0.9
    assert all(row.mean is None and 0.5 <= row.chance <= 1 and 0 <= row.share <= 1 and row.n == 3 for row in rows)


def test_too_few_raters_leave_the_plurality_and_a_tie_nothing(project: Project):
    levels = [{"code": code, "text": code} for code in ("good", "bad")]
    tone = Dimension.objects.create(rubric=project.rubric, name="tone", kind="category", levels=levels, position=3)
    made = Answered(project)
    for item, said in (("i1", ("good", "good")), ("i2", ("good", "bad"))):
        for name, code in zip(("Ann", "Ben"), said, strict=True):
            made.rate(item, "r", name, tone=0).scores.update(value=None, code=code, dimension=tone)
    fit = fit_run(project=project, seed=0, now=timezone.now())
    rows = {row.response.item.external_id: row for row in fit.consensus.select_related("response__item")}
    assert (rows["i1"].code, rows["i1"].share, rows["i1"].chance) == ("good", 1.0, None)
    assert (rows["i2"].code, rows["i2"].share, rows["i2"].chance) == ("", None, None)


def test_yes_and_no_have_a_mean_and_the_chance_of_a_yes(project: Project):
    Dimension.objects.create(
        rubric=project.rubric, name="safe", kind="binary", minimum=0, maximum=1, position=3,
        levels=[{"value": 0, "text": "no"}, {"value": 1, "text": "yes"}],
    )  # fmt: skip
    made, rng = Answered(project), np.random.default_rng(0)
    for number in range(30):
        for name, right in (("Ann", 0.95), ("Ben", 0.95), ("Cem", 0.5)):
            truth = number % 2
            made.rate(f"i{number}", "r", name, safe=truth if rng.random() < right else 1 - truth)
    fit = fit_run(project=project, seed=0, now=timezone.now())
    rows = list(fit.consensus.filter(dimension__name="safe").select_related("response__item"))
    told = {int(row.response.item.external_id[1:]): row for row in rows}
    assert all(0 <= row.mean <= 1 and row.chance is not None for row in rows)
    assert np.mean([(told[number].chance > 0.5) == (number % 2 == 1) for number in told]) > 0.9
