"""Judges' pages: what they show of a fit, and the rule that a lead sets."""

import pytest
from django.utils import timezone

from annotations.models import Project, Rater
from ranking.models import Fit, JudgeRule
from ranking.services.fits import fit_run
from tests.ranking.mapped import mapped, mapped_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def fit(project: Project) -> Fit:
    """The figures, and judges of the names in them."""
    report = mapped_report(project)
    for name in ("kind", "guesser", "comparer"):
        Rater.objects.get_or_create(project=project, name=name, kind="judge")
    return Fit.objects.create(project=project, report=report, created_at=timezone.now())


@pytest.fixture
def page(client_of, lead, fit):
    client = client_of(lead)

    def read(path: str) -> str:
        answer = client.get(f"/projects/tea/{path}")
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def of(name: str) -> int:
    return Rater.objects.get(name=name, kind="judge").pk


def test_the_list_says_who_may_stand_in_and_why(page):
    text = page("judges/")
    assert text.count("may not stand in</span>") >= 1
    assert "kind may stand in for a rater on helpfulness once calibrated" in text
    assert "against people" not in text
    assert f"/projects/tea/judges/{of('kind')}/?on=helpfulness" in text


def test_a_judge_is_shown_before_and_after_with_its_curves_and_tables(page):
    text = page(f"judges/{of('kind')}/")
    assert text.count('<figure class="chart">') == 5
    for words in (
        "overrates Helpfulness", "chances of acceptance that kind claims are off by", "Would more answers help?",
        "could be left to the judge", "narrower", "not yet: fewer than 20", "Narrower by",
    ):  # fmt: skip
        assert words in text


def test_whoever_goes_with_people_or_neither_way_is_not_said_to_go_against_them(fit):
    judges = fit.report["judges"]
    kind, guesser = (judges[name]["helpfulness"]["direction"] for name in ("kind", "guesser"))
    assert kind["sentence"].startswith("kind goes with people on helpfulness: correlation +0.")
    assert guesser["sentence"].startswith("Whether guesser goes with people on helpfulness is not clear: correlation ")
    assert not kind["contrary"]
    assert not guesser["contrary"]
    assert not fit.report["preferences"]["comparer"]["direction"]["contrary"]


def test_comparisons_have_a_page_of_their_own(page):
    text = page(f"judges/{of('comparer')}/?on=pairs:comparer")
    assert "What people prefer, before and after" in text
    assert "its verdicts are mapped onto the scale" in text


def test_a_judge_without_signal_is_said_to_carry_none(page):
    text = page(f"judges/{of('guesser')}/")
    assert "guesser carries no signal on helpfulness here" in text
    assert "Nothing can be left to a judge that carries no signal here." in text


def test_a_judge_that_nobody_fitted_yet_offers_a_step(client_of, lead, project):
    judge = Rater.objects.create(project=project, name="new", kind="judge")
    text = client_of(lead).get(f"/projects/tea/judges/{judge.pk}/").content.decode()
    assert "No figures yet" in text
    assert "See the rounds" in text


def test_a_lead_says_how_sure_a_judge_must_be(client_of, lead, fit, page):
    path = f"/projects/tea/judges/{of('kind')}/rule/"
    answer = client_of(lead).post(path, {"on": "helpfulness", "half_width": "0.75", "epsilon": "0.15"})
    assert answer.url == f"/projects/tea/judges/{of('kind')}/?on=helpfulness"
    rule = JudgeRule.objects.get()
    assert (rule.judge, rule.dimension.name, rule.half_width, rule.epsilon) == ("kind", "helpfulness", 0.75, 0.15)
    text = page(f"judges/{of('kind')}/")
    assert "reaches at most 0.75 to each side" in text
    assert "Nobody has said so yet" not in text


def test_of_comparisons_the_rule_is_a_share_of_people(client_of, lead, fit):
    path = f"/projects/tea/judges/{of('comparer')}/rule/"
    client_of(lead).post(path, {"on": "pairs:comparer", "half_width": "15", "epsilon": "0.2"})
    rule = JudgeRule.objects.get()
    assert (rule.dimension, rule.half_width) == (None, 0.15)


def test_a_rule_that_cannot_be_is_refused_on_the_page(client_of, lead, fit):
    path = f"/projects/tea/judges/{of('kind')}/rule/"
    answer = client_of(lead).post(path, {"on": "helpfulness", "half_width": "7", "epsilon": "0.2"})
    assert "It lies above 0 and is at most 2." in answer.content.decode()
    assert not JudgeRule.objects.exists()


def test_reviewers_read_and_set_no_rules(client_of, reviewer, fit):
    client = client_of(reviewer)
    assert "Say another rule" not in client.get(f"/projects/tea/judges/{of('kind')}/").content.decode()
    assert client.post(f"/projects/tea/judges/{of('kind')}/rule/", {}).status_code == 403


def test_the_report_tells_what_judges_estimates_and_confidence_are_worth(page):
    text = page("report/")
    for words in ("Each judge in full", "Few answers of people, many of the judge", "The model’s own confidence"):
        assert words in text
    assert "sure of its words on average" in text
    assert "The confidence is what the imported file says of each response." in text


def test_a_fit_of_an_older_release_is_still_shown(client_of, lead, project, fit):
    """Its report has none of the newer keys."""
    report = fit.report
    for key in ("preferences", "estimates", "confidence"):
        del report[key]
    for entries in report["judges"].values():
        for entry in entries.values():
            for key in ("acceptance", "learning", "abstention", "versions", "sentence"):
                del entry[key]
    for tests in report["alt_test"].values():
        for test in tests.values():
            for key in ("gate", "may_stand_in", "shifted", "signal"):
                del test[key]
    Fit.objects.create(project=project, report=report, created_at=timezone.now())
    for path in ("judges/", f"judges/{of('kind')}/", "report/"):
        assert client_of(lead).get(f"/projects/tea/{path}").status_code == 200


def test_a_judges_page_reads_a_fit_as_it_is_stored(client_of, lead, project):
    mapped(project, prompts=20, extra=5)
    fit_run(project=project, seed=0, now=timezone.now())
    text = client_of(lead).get(f"/projects/tea/judges/{of('kind')}/").content.decode()
    assert "/mappings/" in text
    assert "apply/" in text
