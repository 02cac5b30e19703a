"""A judge that goes against people is named wherever it is shown, and decides nothing alone."""

import numpy as np
import pytest
from django.utils import timezone

from annotations.models import Project, Rater
from ranking.charts.of_report import Scale, calibration_figures
from ranking.models import Fit, Mapping
from ranking.selectors.applying import Asked, Compared, Scored, mapping_apply
from ranking.selectors.report_text import report_lines
from ranking.selectors.story import story
from ranking.services.fits import fit_run
from tests.ranking.mapped import PEOPLE, Bulk

pytestmark = pytest.mark.django_db
PROMPTS = 60


@pytest.fixture
def fit(project: Project) -> Fit:
    """`turned` reads both scales from the wrong end."""
    made, rng = Bulk(project, ["a", "b"], PROMPTS), np.random.default_rng(0)
    for place in range(PROMPTS):
        worth = place % 5 + 1
        better = ["a", "b"] if place % 2 else ["b", "a"]
        for name in PEOPLE:
            made.rate(place, "a", name, helpfulness=float(np.clip(worth + rng.integers(-1, 2), 1, 5)))
            made.order(place, better if rng.random() < 0.95 else better[::-1], name)
        made.rate(place, "a", "turned", judge=True, helpfulness=float(6 - worth))
        for shown in (["a", "b"], ["b", "a"]):
            made.order(place, better[::-1] if place % 12 else better, "turned", judge=True, shown=shown)
    made.write()
    return fit_run(project=project, seed=0, now=timezone.now())


def test_it_is_named_with_the_figure_and_what_to_do_and_decides_nothing_alone(fit, client_of, lead):
    report = fit.report
    scored = report["judges"]["turned"]["helpfulness"]
    direction = scored["direction"]
    assert direction["contrary"]
    assert direction["estimate"] == pytest.approx(scored["pearson_raw"])
    assert direction["ci_high"] < -0.5
    assert (
        "scores helpfulness against people, giving more where they give less: correlation -0." in direction["sentence"]
    )
    assert "Its mapping uses it turned round. Check which way its scale and its prompt point" in direction["sentence"]
    chosen = report["preferences"]["turned"]
    assert chosen["direction"]["contrary"]
    assert chosen["direction"]["ci_high"] < 0.3
    assert "chooses against people, worse than by lot" in chosen["direction"]["sentence"]

    # What is made of it: used turned round, in figures alone.
    assert scored["mapping"]["turned"]
    assert scored["rmse_calibrated"] < scored["rmse_constant"]
    assert scored["sentence"].startswith("Turned round: Calibrated, turned is ")
    assert not scored["abstention"]["allowed"]
    assert "goes against people" in scored["abstention"]["sentence"]
    assert not chosen["abstention"]["allowed"]
    test = report["alt_test"]["turned"]
    assert not any(row["may_stand_in"] for row in test.values())
    assert (
        test["helpfulness"]["gate"]
        == "turned may not stand in for a rater on helpfulness: it clearly goes against people."
    )
    for kind, asked in (
        ("scores", Asked(scores=[Scored({"helpfulness": 1.0})])),
        ("preference", Asked(verdicts=[Compared("x", "y", "x", ("x", "y")), Compared("x", "y", "x", ("y", "x"))])),
    ):
        mapping = Mapping.objects.get(fit=fit, judge__name="turned", kind=kind)
        assert mapping.document["contrary"] is mapping.document["turned"] is True
        [row] = mapping_apply(mapping=mapping, asked=asked).results
        assert row.get("score", 0) > 4 or row.get("prefers_a", 1) < 0.3
        assert row["abstain"]
        assert "its direction has been checked" in row["note"]

    # Where it is said.
    warned = [one["text"] for one in report["warnings"] if one["code"] == "contrary"]
    assert warned == [direction["sentence"], chosen["direction"]["sentence"]]
    lines = [line.text for line in story(report, primary="helpfulness", labels={}) if line.part == "judges"]
    lines = [line.replace("−", "-") for line in lines]
    assert set(warned) <= set(lines)
    assert all(text in "\n".join(report_lines(report)) for text in warned)
    figures = calibration_figures(report, {"helpfulness": Scale("Help", 1, 5, None)})
    assert "turned scores Help against people: correlation −0." in dict(figures)["turned"].title
    judge = Rater.objects.get(name="turned", kind="judge").pk
    client = client_of(lead)
    for path in ("report/", "judges/", f"judges/{judge}/", f"judges/{judge}/?on=pairs:turned"):
        page = client.get(f"/projects/tea/{path}").content.decode()
        assert "against people, " in page, path
        assert "may not stand in" in page, path
        # Once in short and once in its part, and not among the warnings again.
        assert path != "report/" or page.count("giving more where they give less") == 2
