"""What a point gained cost, round after round."""

from decimal import Decimal

import pytest

from annotations.models import Endpoint, Project, User
from ranking.models import Fit
from ranking.selectors.costs import round_costs
from ranking.selectors.over_rounds import turns_of
from tests.ranking.made import make_round

pytestmark = pytest.mark.django_db


def fitted(project: Project, mean: float, *, versions: str = "answer v1") -> None:
    made = make_round(
        project, score_of=lambda *_: 3, items=None if not project.items.exists() else list(project.items.all())
    )
    row = {"of": "version", "name": versions, "dimension": "helpfulness", "mean": mean, "ci_low": mean - 0.1,
           "ci_high": mean + 0.1, "n": 40}  # fmt: skip
    report = {"scores": [row], "counts": {"answers": 20, "raters": 2, "judges": 0}, "agreement": {}, "audits": [],
              "strengths": [], "judge_scores": []}  # fmt: skip
    Fit.objects.create(project=project, round=made.round, report=report)


@pytest.fixture
def three(project: Project) -> None:
    for mean in (3.0, 3.5, 3.4):
        fitted(project, mean)


def test_tokens_answers_and_money_are_told_for_each_point_gained(project: Project, three: None) -> None:
    Endpoint.objects.update(price_input=Decimal(10), price_output=Decimal(100))
    first, second, third = round_costs(turns_of(project), "helpfulness")
    # Ten responses of 40 tokens in and 20 out.
    assert (first.spent.tokens, first.spent.cost, first.gain, first.tokens_per_point) == (
        600,
        Decimal("0.024"),
        None,
        None,
    )
    assert second.gain == pytest.approx(0.5)
    assert second.tokens_per_point == pytest.approx(1200)
    assert second.answers_per_point == pytest.approx(40)
    assert second.cost_per_point == pytest.approx(0.048)
    assert third.gain == pytest.approx(-0.1)
    assert third.tokens_per_point is None


def test_what_was_asked_of_other_items_is_no_gain(project: Project, three: None, lead: User, client_of) -> None:
    second = project.rounds.get(number=2)
    second.split = "evaluate"
    second.save()
    costs = round_costs(turns_of(project), "helpfulness")
    assert [one.gain for one in costs] == [None, None, pytest.approx(0.4)]
    page = client_of(lead).get("/projects/tea/report/rounds/").content.decode()
    assert "Helpfulness rose from 3.00 in round 1 to 3.40 in round 3" in page
    assert "The title leaves out what asked another split, or was a test: round 2." in page


def test_without_prices_there_is_no_money_and_the_page_says_nothing_of_it(
    project, three, lead: User, client_of
) -> None:
    second = round_costs(turns_of(project), "helpfulness")[1]
    assert (second.spent.cost, second.cost_per_point) == (None, None)
    page = client_of(lead).get("/projects/tea/report/rounds/").content.decode()
    assert 'id="costs"' in page
    assert "40 answers, 1,200 tokens" in page
    assert "of money" not in page
