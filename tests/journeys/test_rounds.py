"""Round after round in the browser, in both languages: people's answers change what the model is asked, and it holds.

The model and the people are those of the simulated world; pages, API and jobs are the product's.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from annotations.models import Feedback, Response
from annotations.services.tokens import token_create
from ranking.models import Alarm, Confirmation
from tests.world.loop import Played, world
from tests.world.server import WRITER
from tests.world.setting import Size
from tests.world.truth import Truth
from tests.world.worker import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = Size(people=4, develop=8, evaluate=40)
BASE = "/projects/world"
USUAL, MOVED = 400, 200
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


def remark(page: Page, played: Played) -> None:
    """The application sends what its users say of what it served: four of five are content, and then none is."""
    now = timezone.now()
    token = token_create(
        user=played.lead, project=played.project, name="app", scope="feedback", now=now,
        expires_at=now + timedelta(days=1),
    ).secret  # fmt: skip
    served = list(Response.objects.filter(round__number=2, version=played.active).values_list("pk", flat=True))
    rows = [
        {"key": f"remark-{n}", "response": served[n % len(served)], "thumb": 1 if n % 5 and n < USUAL else -1}
        for n in range(USUAL + MOVED)
    ]
    sent = page.request.post(
        "/api/v1/projects/world/feedback/", data={"rows": rows}, headers={"Authorization": f"Token {token}"}
    )
    assert sent.json().get("stored") == len(rows), sent.json()
    # A minute passes: what has just come may still be on its way.
    Feedback.objects.update(received_at=now - timedelta(minutes=1))


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

    # Users say otherwise than people did, and go on saying it: an alarm, and round 3 on just those items.
    remark(page, played)
    work()
    page.goto(f"{BASE}/alarms/")
    page.locator("main ul.list a.title").first.click()
    page.wait_for_url(re.compile(r"/alarms/\d+/$"))
    expect(page.locator("main svg[role=img]").first).to_be_visible()
    alarm = Alarm.objects.get(project=played.project)
    page.locator(".page-head a.button.primary").click()
    page.wait_for_url(re.compile(r"/rounds/new/\?items="))
    page.locator("[name=endpoint]").select_option(label=WRITER)
    press(page, _("Launch the round"))
    page.wait_for_url(re.compile(r"/rounds/3/$"))
    answered(page, played, 3)
    asked = set(Response.objects.filter(round__number=3).values_list("item", flat=True))
    assert asked == set(alarm.items)
