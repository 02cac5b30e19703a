"""Round after round in the browser, in both languages: people's answers change what the model is asked, and it holds.

The model and the people are those of the simulated world; pages, API and jobs are the product's.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from ranking.models import Confirmation
from tests.world.loop import Played, Size, world
from tests.world.server import WRITER
from tests.world.truth import Truth
from tests.world.worker import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = Size(people=4, develop=8, evaluate=40)
BASE = "/projects/world"
RULE = "Helpfulness: say what happens next, and when."


@pytest.fixture(params=["en", "tr"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def played(language: str) -> Iterator[Played]:
    # So good a rule shows in few answers, whatever else the proposal changes.
    with world(Truth(4, planted=((RULE, 1.0),)), SMALL) as made:
        yield made


@pytest.fixture
def page(open_page: Callable[..., Page], sign_in: Callable[..., Page], played: Played, language: str) -> Page:
    """The lead, signed in, reading in the language."""
    page = sign_in(open_page(locale={"en": "en-US", "tr": "tr-TR"}[language]), played.lead)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).first.click()


def answered(page: Page, played: Played, number: int) -> None:
    """The worker generates, people answer, and the worker computes what they said."""
    work()
    played.crowd.work(played.clock)
    work()
    page.goto(f"{BASE}/rounds/{number}/")
    expect(page.locator("#round")).to_contain_text(_("Review"))


def test_round_after_round(page: Page, played: Played) -> None:
    # Round 1: the active version on split develop.
    page.goto(f"{BASE}/rounds/new/")
    page.locator("[name=endpoint]").select_option(label=WRITER)
    page.locator("[name=overlap]").fill("2")
    press(page, _("Launch the round"))
    page.wait_for_url(re.compile(r"/rounds/1/$"))
    answered(page, played, 1)
    page.goto(f"{BASE}/report/?round=1")
    expect(page.locator("main")).to_contain_text("Helpfulness")

    # What people said becomes a proposal; the lead rewords an edit, and accepts.
    page.goto(f"{BASE}/improve/")
    press(page, _("Make a proposal from round %(number)s") % {"number": 1})
    page.wait_for_url(re.compile(r"/improve/\d+/$"))
    page.locator("article.edit summary").first.click()
    page.locator("article.edit textarea").first.fill(RULE)
    press(page, _("Accept as a new version"))

    # Round 2 tests it on items that the proposal never saw, and promotes it.
    page.get_by_role("link", name=_("Test in a round")).first.click()
    page.wait_for_url(re.compile(r"/prompts/answer/2/test/$"))
    page.locator("[name=endpoint]").select_option(label=WRITER)
    press(page, _("Fix the plan and start"))
    page.wait_for_url(re.compile(r"/improve/tests/\d+/$"))
    answered(page, played, 2)
    test = Confirmation.objects.get(project=played.project)
    assert test.state == Confirmation.State.PROMOTED, [look.sentences for look in test.looks.all()]
    page.goto(f"{BASE}/improve/tests/{test.pk}/")
    expect(page.locator("main")).to_contain_text(_("Promoted"))
    assert played.active.number == 2
    assert RULE in played.active.principles
    assert played.worth(played.active) > played.truth.worth([], 0, 0.6)
